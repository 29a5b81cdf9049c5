"""What tests begin with is what the pages leave behind."""

from __future__ import annotations

import shutil
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.attestations.models import Attestation
from app.audit.models import Event
from app.db import Base, session, table
from app.guests.models import Code, Guest, Scope
from app.media.models import Asset
from app.submissions.models import DraftImage, Revision, Submission, WorkingCopy
from app.worklist.models import Item
from tests.factories.pages import browser
from tests.factories.people import (
    TEXT,
    Draft,
    settle_images,
    signed_submission,
    token_of,
)
from tests.factories.pictures import jpeg
from tests.pages.signing_in import site

TABLES: tuple[type[Base], ...] = (
    *(Asset, Attestation, Code, DraftImage, Event, Guest, Item, Revision, Submission, WorkingCopy),
)
OWN = ("_at", "_hash", "_since", "use", "_ref", "at", "content", "statement", "facts", "search", "thumbnail")
"""Columns that no two drafts share: moments, hashes and names drawn by lot; that they are there is compared."""

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def over_the_pages(app: Flask, email: str) -> Draft:
    """Started over /submit, its letter's link opened, written, illustrated and signed, page by page."""
    guest = browser(app)
    assert guest.send("/submit", "/submit", email=email).status_code == 303
    ref = session.scalars(select(Submission.draft_ref)).one()
    draft = Draft(ref, guest, token_of(app, Scope.DRAFT, ref))
    session.rollback()
    assert guest.get(f"/d/{draft.token}").status_code == 303
    assert draft.save(**TEXT).status_code == 303
    assert draft.upload((jpeg(f"{email} 0"), "photo-0.jpg")).status_code == 303
    settle_images()
    assert draft.describe().status_code == 303
    assert draft.sign().status_code == 303
    return draft


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of what a draft touches; instead of what is its own, whether it is there."""
    session.rollback()
    return {
        model.__name__: [
            {name: bool(value) if name.endswith(OWN) else value for name, value in row.items()}
            for row in session.execute(select(table(model)).order_by(*table(model).primary_key)).mappings()
        ]
        for model in TABLES
    }


def test_a_signed_draft_made_for_a_test_is_what_the_pages_make(app, make_settings, data_dir, request):
    with app.app_context():
        guest = over_the_pages(app, "amina@example.org").guest
        walked, seen = rows(), {cookie.key for cookie in (guest._cookies or {}).values()}
    copied = shutil.copyfile(request.getfixturevalue("_sqlite_template"), data_dir / "made.sqlite")
    with site(make_settings(database_url=f"sqlite:///{copied}")) as other, other.app_context():
        made = signed_submission(other)
        assert rows() == walked
        assert len(seen) == 2  # the session, and the link
        assert made.guest.get(f"{made.where}/status").status_code == 200
