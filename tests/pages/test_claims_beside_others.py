"""An open page that beats while somebody takes its item over and somebody else decides: nobody waits in a circle."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Thread

import pytest
from flask import Flask
from sqlalchemy import text

from app.accounts.models import Member
from app.db import session, transaction
from app.review import actions as review
from app.review.models import Verdict
from app.submissions import actions as submissions
from app.worklist import actions as worklist
from app.worklist.models import Item
from tests.pages.signing_in import post, token_in
from tests.review import making

WAIT = 10
"""Seconds after which a test gives up."""

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def somebody_waits() -> bool:
    """Whether a connection waits for a lock."""
    ours = "datname = current_database() AND wait_event_type = 'Lock'"
    found = session.scalar(text(f"SELECT count(*) FROM pg_stat_activity WHERE {ours}"))
    session.rollback()
    return bool(found)


def test_a_page_that_lost_its_item_while_it_beat_holds_nobody_up(app: Flask, desk) -> None:
    reviewer, editor = desk["ids"]
    address = f"/desk/items/{desk['item']}/claims"
    post(desk["reviewer"], address)
    token = token_in(desk["reviewer"].get("/desk").text)
    taken, held, commit, decide = Event(), Event(), Event(), Event()
    ended: dict[str, object] = {}

    def takes_over() -> None:
        with app.app_context(), transaction():
            item, by = session.get_one(Item, desk["item"]), session.get_one(Member, editor)
            worklist.take_over(item, by=by, reason="Away.", holder_id=reviewer)
            taken.set()
            commit.wait(WAIT)

    def decides() -> None:
        with app.app_context(), transaction():
            submissions.hold(desk["submission"])
            held.set()
            decide.wait(WAIT)
            seen, by = making.seen(desk["submission"]), session.get_one(Member, editor)
            review.decide(desk["submission"], Verdict.APPROVED, by=by, seen=seen)
        ended["decision"] = "done"

    def beats() -> None:
        sent = {"data": {"csrf_token": token}, "headers": {"X-Requested-With": "fetch"}}
        ended["page"] = desk["reviewer"].post(address, **sent).json["hands"]

    over, other, page = Thread(target=takes_over), Thread(target=decides), Thread(target=beats)
    with app.app_context():
        over.start()
        assert taken.wait(WAIT)
        other.start()
        assert held.wait(WAIT)
        page.start()
        until(somebody_waits)  # the page, for the lease
        commit.set()
        over.join()
        until(lambda: somebody_waits() or not page.is_alive())
        decide.set()
        other.join()
        page.join()
    assert ended == {"decision": "done", "page": "theirs"}
