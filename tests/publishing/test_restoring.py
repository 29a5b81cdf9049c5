"""What is taken from view and comes back is the same, byte by byte and header by header, at every address of the
receipt; but for the lines of the history that say so."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Member
from app.accounts.roles import Role
from app.db import session, transaction
from app.publishing import actions as publishing
from app.publishing.models import Article, Hold
from app.publishing.proving.addresses import held
from app.publishing.proving.kinds import WAYS, Asks, Place
from tests.publishing import making
from tests.publishing.making import Made

HISTORY = re.compile(rb'<ol class="timeline".*?</ol>|"history":\[.*?\]', re.DOTALL)
TOLD = {Place.CHANGES}
"""What says that it was gone cannot say what it said before."""

Given = dict[tuple[str, str], tuple[int, list[tuple[str, str]], bytes]]


@pytest.fixture
def made(app: Flask) -> Made:
    """With an earlier address, and another article that leads to it."""
    with app.app_context():
        made = making.published("Rebuilding a knee", slug="first")
        other = making.published("Hips that swing", email="bo@example.org")
        by_id = making.member(Role.EDITOR)
        with transaction():
            article, by = session.get_one(Article, made.article_id), session.get_one(Member, by_id)
            publishing.readdress(article.id, slug="second", by=by, version=article.version)
        with transaction():
            article, by = session.get_one(Article, other.article_id), session.get_one(Member, by_id)
            publishing.relate(article.id, slugs=["second"], by=by, version=article.version)
        return Made(made.article_id, made.submission_id, "second", made.uses)


def asked(hold_id: int) -> list[tuple[str, Place, Asks]]:
    addresses = held(session.get_one(Hold, hold_id)).addresses
    return [(one.path, one.place, one.asks) for one in addresses if one.place not in TOLD]


def given(client: FlaskClient, wanted: list[tuple[str, Place, Asks]]) -> Given:
    """What a reader is given there, asking in every way; once before, so that each page is stored."""
    found: Given = {}
    for path, place, _ in wanted:
        client.get(path)
        for way, asking in WAYS.items():
            answer = client.open(path, method=asking.method, headers=asking.headers)
            headers = sorted(
                (name, value) for name, value in answer.headers if name not in ("Date", "Set-Cookie")
            )
            body = answer.data
            if place in (Place.HISTORY, Place.ITEM):
                body = HISTORY.sub(b"", body)
                headers = [
                    one for one in headers if one[0] not in ("ETag", "Content-Length", "Content-Range")
                ]
            found[path, way.value] = (answer.status_code, headers, body)
    return found


@pytest.mark.parametrize("image", [False, True])
@pytest.mark.parametrize("level", ["interim", "final"])
def test_what_comes_back_is_the_same_at_every_address(
    app: Flask, client: FlaskClient, made: Made, image: bool, level: str
) -> None:
    use = made.uses[0] if image else ""
    with app.app_context():
        hold_id = making.withhold(made, use)
        wanted = asked(hold_id)
        making.lift(hold_id)
    before = given(client, wanted)
    back: Callable[[], None]
    with app.app_context():
        if level == "interim" or image:
            second = making.withhold(made, use, status=451)
            back = lambda: making.lift(second)  # noqa: E731
        else:
            making.remove(made)
            back = lambda: making.restore(made)  # noqa: E731
    meanwhile = given(client, wanted)
    for path, _, asks in wanted:
        if asks is Asks.DARK:
            for way in WAYS:
                status, headers, _ = meanwhile[path, way.value]
                assert status == 451, (path, way)
                assert {("Cache-Control", "no-store"), ("X-Robots-Tag", "noindex, noarchive")} <= set(headers)
    with app.app_context():
        back()
    after = given(client, wanted)
    assert after.keys() == before.keys()
    for asking, same in before.items():
        assert after[asking] == same, asking
    assert {before[path, "GET"][0] for path, place, _ in wanted if place is Place.FILE} == {200}
    assert len(wanted) > (10 if image else 20)
