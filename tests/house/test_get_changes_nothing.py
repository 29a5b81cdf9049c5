"""GET changes nothing: every page is opened by everybody it is for, over a filled database, and no row moves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.roles import Role
from app.db import db, session
from app.submissions.models import DraftImage
from app.worklist.models import Item
from tests.factories.pages import Browser, browser
from tests.factories.people import Draft, at_the_desk, signed_submission

BY_DESIGN = {
    "/drafts/<ref>/attestation": "opening the signing page makes the revision it shows (pages.md); the same content "
    "gives the same revision, so that opening it twice changes nothing more",
}


def state_of_the_database() -> dict[str, str]:
    """Each table as a hash of its rows."""
    session.rollback()
    found = {}
    with db.engine.connect() as connection:
        for name, table in db.metadata.tables.items():
            rows = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            found[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


@pytest.fixture
def filled(app: Flask) -> Iterator[tuple[Draft, Browser]]:
    with app.app_context():
        draft = signed_submission(app)
        desk = at_the_desk(app, role=Role.WEBMASTER)
        draft.guest.get(f"{draft.where}/attestation")
        yield draft, desk


def addresses(app: Flask, draft: Draft) -> list[str]:
    image = session.scalars(select(DraftImage)).first()
    item = session.scalars(select(Item)).one()
    known: dict[str, Any] = {
        "ref": draft.ref,
        "token": draft.token,
        "use": image.use if image else "x",
        "width": 320,
        "ending": "jpg",
        "submission_id": draft.row.id,
        "item_id": item.id,
        "name": "privacy",
        "slug": "walking",
        "filename": "css/base.css",
    }
    made = app.url_map.bind("127.0.0.1:8000")
    return [
        made.build(rule.endpoint, {name: known.get(name, 1) for name in rule.arguments})
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    ]


def test_no_get_changes_a_row(app: Flask, filled: tuple[Draft, Browser]) -> None:
    draft, desk = filled
    before = state_of_the_database()
    for who in (draft.guest, desk, browser(app)):
        for address in addresses(app, draft):
            for method in ("GET", "HEAD"):
                with who.open(address, method=method) as answer:
                    assert answer.status_code < 500, (method, address, answer.get_data()[:500])
    after = state_of_the_database()
    assert [name for name in before if before[name] != after[name]] == []


@pytest.mark.parametrize("filling", ["%00", "%F0%9F%A6%B5", "a" * 3000, "..%2F..%2Fetc", "%FF", "9" * 30])
def test_no_address_fails_for_what_stands_in_it(
    app: Flask, filled: tuple[Draft, Browser], filling: str
) -> None:
    _, desk = filled
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or not rule.arguments:
            continue
        address = rule.rule
        for name in rule.arguments:
            number = filling if filling.isdigit() else "7"
            address = address.replace(f"<int:{name}>", number).replace(f"<path:{name}>", filling)
            address = address.replace(f"<{name}>", filling)
        for who in (desk, browser(app)):
            assert who.get(address).status_code < 500, address
    for address in (
        "/search?q=",
        "/desk?q=",
        "/desk?after=",
        "/desk/log?before=",
        "/desk/articles?after=",
        "/?after=",
    ):
        assert desk.get(address + filling).status_code < 500, address
