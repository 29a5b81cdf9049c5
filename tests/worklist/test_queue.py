"""The queue: what is due first comes first, leases, and what is late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.accounts.models import Member
from app.audit.kinds import SYSTEM, Kind, Ref
from app.audit.models import Event
from app.clock import now
from app.db import session, transaction
from app.errors import NotAllowed
from app.site import actions as site
from app.worklist import actions, queries, views
from app.worklist.models import Claim, Item, Owes
from tests.review import making


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def put(number: int, *, due_at: datetime = actions.NEVER, owes: Owes = Owes.US, **given) -> int:
    said = {"kind": "case", "url": "/", "title": f"Number {number}", "state": "triage", **given}
    with transaction():
        return actions.put(Ref("case", number), actions.Row(owes=owes, due_at=due_at, **said)).id


def claim(item: int, by: int) -> datetime:
    with transaction():
        return actions.claim(session.get_one(Item, item), by=session.get_one(Member, by)).expires_at


def lapse() -> None:
    with transaction():
        session.execute(update(Claim).values(expires_at=now() - actions.BACK_WITHIN))


def events(kind: Kind) -> list[Event]:
    return list(session.scalars(select(Event).where(Event.kind == kind.value).order_by(Event.id)))


def everything(size: int) -> list[int]:
    """Every row of the first view, page by page."""
    found, after = [], None
    while True:
        page = queries.page(views.STANDING["open"], member_id=1, after=after, size=size)
        found += [int(line.title.split()[-1]) for line in page.rows]
        if page.after is None:
            return found
        after = page.after


def test_pages_follow_due_time_then_severity_and_lose_nothing():
    moment = now()
    for number in range(7):
        put(number, due_at=moment + timedelta(hours=number // 3), severity=3 - number % 3)
    put(7)
    whole = everything(50)
    assert everything(2) == whole
    assert whole == [2, 1, 0, 5, 4, 3, 6, 7]


def test_a_page_never_holds_more_than_fifty():
    for number in range(52):
        put(number)
    found = queries.page(views.STANDING["open"], member_id=1, size=1000)
    assert len(found.rows) == 50
    assert found.after is not None


@pytest.mark.parametrize(
    ("words", "count"), [("50%", 1), ("%", 1), ("a_b", 1), ("_", 1), ("\\", 1), ("knee 50", 2)]
)
def test_a_search_takes_wildcards_literally(words, count):
    put(1, search="Knee 50% better")
    put(2, search="a_b")
    put(3, search="a back\\slash")
    put(4, search="knee 500 axb")
    found = queries.page(views.STANDING["open"].narrowed({}, words), member_id=1)
    assert len(found.rows) == count


def test_the_same_subject_has_one_item():
    assert put(1) == put(1, title="Another title")
    assert session.scalar(select(func.count(Item.id))) == 1


def test_a_claim_keeps_others_out_and_says_who_has_it():
    one, two, item = making.member("R. Osei"), making.member("E. Lindqvist"), put(1)
    claim(item, one)
    with pytest.raises(NotAllowed, match=r"R\. Osei has claimed this until \d\d:\d\d\."):
        claim(item, two)
    assert session.get_one(Item, item).holder_id == one


def test_the_holder_who_reopens_renews_the_lease_without_another_event():
    one, item = making.member(), put(1)
    first = claim(item, one)
    assert claim(item, one) > first
    assert len(events(Kind.CLAIM_TAKEN)) == 1


def test_a_lease_that_ran_out_can_be_taken_by_somebody_else():
    one, two, item = making.member("R. Osei"), making.member("E. Lindqvist"), put(1)
    claim(item, one)
    lapse()
    claim(item, two)
    assert session.get_one(Item, item).holder_id == two
    assert [event.facts["holder"] for event in events(Kind.CLAIM_TAKEN)] == [one, two]


def test_leases_that_ran_out_are_tidied_away_once():
    one, item = making.member(), put(1)
    claim(item, one)
    lapse()
    with transaction():
        assert actions.end_claims() == 1
    with transaction():
        assert actions.end_claims() == 0
    assert session.get_one(Item, item).holder_id is None
    assert len(events(Kind.CLAIM_RELEASED)) == 1


def test_only_the_holder_releases():
    one, two, item = making.member("R. Osei"), making.member("E. Lindqvist"), put(1)
    claim(item, one)
    with pytest.raises(NotAllowed), transaction():
        actions.release(session.get_one(Item, item), by=session.get_one(Member, two))
    assert session.get_one(Item, item).holder_id == one


def test_one_person_holds_only_so_many():
    one = making.member()
    with transaction():
        site.change_setting("claim", {"minutes": 20, "at_most": 2}, by=SYSTEM, source="a test")
    for number in (1, 2):
        claim(put(number), one)
    with pytest.raises(NotAllowed, match="You hold 2 claims"):
        claim(put(3), one)


def test_what_is_finished_cannot_be_claimed():
    with pytest.raises(NotAllowed, match="finished"):
        claim(put(1, owes=Owes.NOBODY, open=False), making.member())


def test_a_claim_ends_when_the_turn_passes_to_somebody_else():
    one, item = making.member(), put(1)
    claim(item, one)
    put(1, owes=Owes.CLAIMANT)
    assert session.get_one(Item, item).holder_id is None
    assert session.get(Claim, item) is None


def test_a_claim_ends_when_the_turn_passes_to_a_specialist_and_back_and_not_between():
    one, item = making.member(), put(1)
    for owes in (Owes.SPECIALIST, Owes.US):
        claim(item, one)
        put(1, owes=owes)
        assert session.get_one(Item, item).holder_id is None
    put(1, owes=Owes.SPECIALIST)
    claim(item, one)
    put(1, owes=Owes.SPECIALIST, title="Renamed")
    assert session.get_one(Item, item).holder_id == one


def test_what_a_specialist_owes_is_late_too_and_stays_so_when_the_turn_comes_back():
    due_at = now() - timedelta(minutes=1)
    item = put(1, due_at=due_at, owes=Owes.SPECIALIST)
    with transaction():
        assert actions.mark_late() == 1
    put(1, due_at=due_at)
    assert session.get_one(Item, item).late is True
    put(1, due_at=due_at, owes=Owes.AUTHOR)
    assert session.get_one(Item, item).late is False


def test_what_is_late_is_marked_once_with_one_event():
    put(1, due_at=now() - timedelta(minutes=1))
    put(2, due_at=now() + timedelta(minutes=1))
    put(3, due_at=now() - timedelta(minutes=1), owes=Owes.AUTHOR)
    for expected in (1, 0):
        with transaction():
            assert actions.mark_late() == expected
    (event,) = events(Kind.CLOCK_BREACHED)
    assert event.topic("case") == 1


def test_lateness_is_marked_in_small_batches():
    for number in range(5):
        put(number, due_at=now() - timedelta(minutes=1))
    marked = []
    for _ in range(4):
        with transaction():
            marked.append(actions.mark_late(size=2))
    assert marked == [2, 2, 1, 0]


def test_a_new_due_time_ends_lateness_and_the_same_one_keeps_it():
    due_at = now() - timedelta(minutes=1)
    item = put(1, due_at=due_at)
    with transaction():
        actions.mark_late()
    put(1, due_at=due_at, title="Renamed")
    assert session.get_one(Item, item).late is True
    put(1, due_at=now() + timedelta(hours=1))
    assert session.get_one(Item, item).late is False
