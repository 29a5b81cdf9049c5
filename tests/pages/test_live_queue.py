"""A queue that is open asks whether anything changed, and is told nothing while nothing did."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from app.clock import now
from app.db import session, transaction
from app.pages import lines
from app.worklist import queries
from app.worklist.models import Claim, Item
from tests.pages.signing_in import post
from tests.pages.test_number_of_questions import counted
from tests.review import making


@pytest.fixture(autouse=True)
def _clocks_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """No five minutes end while a test runs."""
    monkeypatch.setattr(queries, "CLOCKS_MOVE", 10**10)


def asks(client, mark: str = "", address: str = "/desk"):
    return client.get(address, headers={"X-Requested-With": "fetch", "If-None-Match": mark})


@pytest.fixture
def mark(desk) -> str:
    return asks(desk["editor"]).headers["ETag"]


def test_while_nothing_changed_the_answer_is_empty_and_takes_hardly_a_statement(app: Flask, desk, mark):
    with counted(app) as sent:
        answer = asks(desk["editor"], mark)
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", mark)
    whole = [one for one in sent if "items" in one or "claims" in one or "counters" in one]
    assert len(whole) == 1, whole


def test_the_answer_is_the_lines_and_the_counts_alone(desk):
    page = asks(desk["editor"]).text
    assert "Rebuilding a knee" in page
    assert 'data-live="views"' in page
    assert "<html" not in page


@pytest.mark.parametrize("leaving", [False, True])
def test_whoever_claims_and_whoever_gives_back_changes_the_mark(desk, mark, leaving):
    address = f"/desk/items/{desk['item']}/claims"
    post(desk["reviewer"], address)
    taken = asks(desk["editor"], mark)
    assert (taken.status_code, "R. Osei" in taken.text) == (200, True)
    post(desk["reviewer"], f"{address}/release", **({"leave": "1"} if leaving else {}))
    given = asks(desk["editor"], taken.headers["ETag"])
    assert (given.status_code, "R. Osei" in given.text) == (200, False)


def test_a_lease_that_ran_out_by_itself_changes_the_mark(app: Flask, desk):
    post(desk["reviewer"], f"/desk/items/{desk['item']}/claims")
    mark = asks(desk["editor"]).headers["ETag"]
    assert asks(desk["editor"], mark).status_code == 304
    with app.app_context(), transaction():
        session.execute(update(Claim).values(expires_at=now() - timedelta(seconds=1)))
    assert asks(desk["editor"], mark).status_code == 200


def test_what_comes_in_and_what_is_decided_changes_the_mark(app: Flask, desk, mark):
    with app.app_context():
        making.submitted("second@example.org", title="Walking after a fall")
    answer = asks(desk["editor"], mark)
    assert (answer.status_code, "Walking after a fall" in answer.text) == (200, True)


def test_a_whole_page_is_never_answered_with_nothing(desk, mark):
    answer = desk["editor"].get("/desk", headers={"If-None-Match": mark})
    assert answer.status_code == 200
    assert "ETag" not in answer.headers


def test_after_five_minutes_clocks_are_drawn_anew_though_nothing_changed(app: Flask, monkeypatch):
    monkeypatch.setattr(queries, "CLOCKS_MOVE", 300)
    with app.app_context():
        before = queries.mark()
        monkeypatch.setattr(queries, "now", lambda: now() + timedelta(minutes=5))
        assert queries.mark() != before


def test_a_line_is_drawn_again_only_when_it_says_something_else(app: Flask, desk):
    """And then for everybody: nobody is shown what it said before, or what it says to somebody else."""

    def shown(name: str) -> str:
        return asks(desk[name]).text.partition("<ol")[2]

    drawn = app.extensions[lines.DRAWN]
    first, before = shown("editor"), drawn.cache_info().misses
    assert shown("reviewer") == first
    assert drawn.cache_info().misses == before
    post(desk["reviewer"], f"/desk/items/{desk['item']}/claims")
    assert 'class="yours">You<' in shown("reviewer")
    assert "R. Osei" in shown("editor")
    assert 'class="yours"' not in shown("editor")
    with app.app_context(), transaction():
        session.execute(update(Item).where(Item.id == desk["item"]).values(title="<b>Called otherwise</b>"))
    assert "&lt;b&gt;Called otherwise" in shown("editor")
    with app.app_context(), transaction():
        session.execute(
            update(Item).where(Item.id == desk["item"]).values(due_at=now() - timedelta(days=3, hours=1))
        )
    assert "3 days late" in shown("editor")
