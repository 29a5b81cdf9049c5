"""Many who open, beat, leave, take over, release and decide at once: one holder, exact counts, no failure."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial

from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Member
from app.db import session, transaction
from app.errors import Refused
from app.review import actions as review
from app.review.models import Verdict
from app.worklist import actions, queries, views
from app.worklist.models import Counter, Item
from tests.review import making
from tests.review.test_races import CROWD, at_once

ROUNDS = 12


def opens(item: int, _subject: int, by: int) -> None:
    with transaction():
        review.open_item(session.get_one(Item, item), session.get_one(Member, by), beating=True)


def beats(item: int, _subject: int, by: int) -> None:
    with transaction():
        actions.beat(session.get_one(Item, item), by=session.get_one(Member, by))


def leaves(item: int, _subject: int, by: int) -> None:
    with transaction():
        actions.leave(session.get_one(Item, item), by=session.get_one(Member, by))


def releases(item: int, _subject: int, by: int) -> None:
    with transaction():
        actions.release(session.get_one(Item, item), by=session.get_one(Member, by))


def takes_over(item: int, _subject: int, by: int) -> None:
    held = queries.in_hand(session.get_one(Item, item), member_id=by).holder_id
    with transaction():
        member = session.get_one(Member, by)
        actions.take_over(session.get_one(Item, item), by=member, reason="Away.", holder_id=held or by)


def decides(item: int, subject: int, by: int) -> None:
    with transaction():
        seen, member = making.seen(subject), session.get_one(Member, by)
        review.decide(subject, Verdict.APPROVED, by=member, seen=seen)


def clocks(_item: int, _subject: int, _by: int) -> None:
    with transaction():
        actions.end_claims()
        actions.mark_late()


VERBS: tuple[Callable[[int, int, int], None], ...] = (
    *(opens, opens, beats, beats, leaves),
    *(releases, takes_over, takes_over, decides, clocks),
)


def test_whatever_a_crowd_does_nothing_fails_and_every_count_stays_exact(app: Flask) -> None:
    with app.app_context():
        people = [making.member(f"Reviewer {number}") for number in range(CROWD)]
        subjects = [making.submitted(f"author{n}@example.org", title=f"Article {n}") for n in range(3)]
        items = [making.item_of(subject).id for subject in subjects]

    def crowd(number: int) -> str:
        chance = random.Random(number)
        for _round in range(ROUNDS):
            at, verb = chance.randrange(len(items)), chance.choice(VERBS)
            try:
                verb(items[at], subjects[at], people[number])
            except Refused:
                continue
        return "done"

    assert at_once(app, [partial(crowd, number) for number in range(CROWD)]) == ["done"] * CROWD
    with app.app_context():
        rows = list(session.scalars(select(Item)))
        assert {row.id: row.holder_id for row in rows} == {
            row.id: (row.claim.holder_id if row.claim else None) for row in rows
        }
        assert len({row.tick for row in rows}) == len(rows)
        assert session.scalar(select(func.sum(Counter.items))) == len([row for row in rows if row.open])
        for person in people:
            shown = queries.counts(views.STANDING.values(), member_id=person)
            for name, view in views.STANDING.items():
                assert shown[name].items == len(queries.page(view, member_id=person).rows), name
