"""Counts equal rows, whatever happens to the queue, and the mark tells whatever a line says anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import delete, func, select, update

from app.accounts.models import Member
from app.audit.kinds import Ref
from app.clock import now
from app.db import session, transaction
from app.errors import NotAllowed
from app.worklist import actions, queries, views
from app.worklist.models import Claim, Counter, Item, Owes
from tests.review import making

STATES = ("submitted", "in_review", "changes_requested")

put = some.tuples(
    some.just("put"),
    some.integers(1, 4),
    some.sampled_from(("submission", "case")),
    some.sampled_from(STATES),
    some.sampled_from(list(Owes)),
    some.integers(0, 3),
    some.sampled_from((-1, 1)),
    some.booleans(),
)
verb = some.sampled_from(("claim", "open", "beat", "leave", "release", "take_over"))
hands = some.tuples(verb, some.integers(1, 4), some.integers(0, 1))
lapse = some.tuples(some.just("lapse"))
late = some.tuples(some.just("late"))
steps = some.lists(some.one_of(put, hands, hands, lapse, late), min_size=1, max_size=20)


@pytest.fixture
def members(app: Flask) -> Iterator[list[int]]:
    with app.app_context():
        yield [making.member("R. Osei"), making.member("E. Lindqvist")]


def do(step: tuple[Any, ...], members: list[int]) -> None:
    match step:
        case ("put", number, kind, state, owes, severity, hours, is_open):
            row = actions.Row(
                kind=kind,
                url="/desk",
                title="One",
                state=state,
                owes=owes,
                severity=severity,
                due_at=now() + timedelta(hours=hours),
                open=is_open,
            )
            actions.put(Ref("thing", number), row)
        case ("lapse",):
            session.execute(update(Claim).values(expires_at=now() - timedelta(minutes=1)))
            actions.end_claims()
        case ("late",):
            actions.mark_late()
        case (verb, number, who) if item := queries.item_of(Ref("thing", number)):
            VERBS[verb](item, session.get_one(Member, members[who]), members[1 - who])


VERBS: dict[str, Callable[[Item, Member, int], object]] = {
    "claim": lambda item, by, _other: actions.claim(item, by=by),
    "open": lambda item, by, _other: actions.claim(item, by=by, beating=True),
    "beat": lambda item, by, _other: actions.beat(item, by=by),
    "leave": lambda item, by, _other: actions.leave(item, by=by),
    "release": lambda item, by, _other: actions.release(item, by=by),
    "take_over": lambda item, by, other: actions.take_over(item, by=by, reason="Away.", holder_id=other),
}
"""What one of two members does with an item; the other may have it."""


def shown_in_queue() -> list[tuple[Any, ...]]:
    """What a line says that can change without a clock: a lease that ran out counts as none."""
    session.rollback()
    held = {row.item_id: row.holder_id for row in session.scalars(select(Claim)) if row.expires_at > now()}
    items = session.scalars(select(Item).order_by(Item.id))
    return [
        (row.kind, row.state, row.owes, row.severity, row.due_at, row.late, row.open, held.get(row.id))
        for row in items
    ]


def clear() -> None:
    with transaction():
        for table in (Claim, Item, Counter):
            session.execute(delete(table))


@given(done=steps)
@settings(
    max_examples=12,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_counts_equal_rows_and_the_mark_tells_whatever_happens(
    members: list[int], done: list[tuple[Any, ...]]
):
    clear()
    for step in done:
        before, mark = shown_in_queue(), queries.mark()
        try:
            with transaction():
                do(step, members)
        except NotAllowed:
            pass
        assert shown_in_queue() == before or queries.mark() != mark, step
    for member in members:
        shown = queries.counts(views.STANDING.values(), member_id=member)
        for name, view in views.STANDING.items():
            found = queries.page(view, member_id=member)
            assert shown[name].items == len(found.rows), name
    assert session.scalar(select(func.min(Counter.items))) in (None, 0, 1, 2, 3, 4)
    assert session.scalar(select(func.coalesce(func.sum(Counter.items), 0))) == session.scalar(
        select(func.count(Item.id)).where(Item.open)
    )


def test_a_count_nobody_keeps_stops_at_99(app: Flask, members: list[int]):
    with transaction():
        for number in range(101):
            row = actions.Row(
                kind="case", url="/", title="Done", state="closed", owes=Owes.NOBODY, open=False
            )
            actions.put(Ref("case", number), row)
    assert str(queries.counts(views.STANDING.values(), member_id=members[0])["closed"]) == "99+"
