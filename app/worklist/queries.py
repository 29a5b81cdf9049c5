"""Reading the queue: saved views, their counts, and pages by keyset."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from app.audit.kinds import Ref
from app.clock import now
from app.db import fetch, session
from app.worklist import questions
from app.worklist.models import Claim, Item, SavedView
from app.worklist.questions import After, Line
from app.worklist.views import DESK, STANDING, Hands, Values, View

SIZE = 50
"""Rows on a page."""

SHOWN_UP_TO = 99
"""A view that no counter knows counts up to here; beyond it the page says “99+”."""

CLOCKS_MOVE = 300
"""Seconds after which a page that is open draws its clocks anew though nothing else changed."""


@dataclass(frozen=True)
class InHand:
    """Who has an item, and until when; ``open``: for as long as a page of theirs is open.

    ``asks``: a page that shows it takes it by itself, because somebody of the desk owes the next move. Whether that is
    who looks, the page knows.
    """

    item: Item
    hands: Hands
    holder_id: int | None = None
    holder: str = ""
    until: datetime | None = None
    open: bool = False

    @property
    def asks(self) -> bool:
        return self.item.open and self.item.owes in DESK


@dataclass(frozen=True)
class Found:
    """One page of a view; ``after`` is the key the next page begins behind, or None on the last one."""

    rows: Sequence[Line]
    after: After | None


@dataclass(frozen=True)
class Count:
    """``more`` says that there are more than ``items``."""

    items: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.items}+" if self.more else str(self.items)


class Marked(NamedTuple):
    """What stands beside the lines of a page of the queue."""

    mark: str
    counts: dict[str, Count]
    counted: Sequence[tuple[Values, int]]


def page(view: View, *, member_id: int, after: After | None = None, size: int = SIZE) -> Found:
    """What is due first comes first: (due_at, severity, id), at most ``size`` rows behind ``after``."""
    size = min(size, SIZE)
    asked = questions.lines(view.shape, behind=after is not None)
    values = {"member": member_id, "moment": now(), "rows": size + 1, **questions.said(view)}
    if after is not None:
        values |= after._asdict()
    found = [Line._make(row) for row in fetch(asked, values)]
    return Found(found[:size], found[size - 1].after if len(found) > size else None)


def mark() -> str:
    """Another one whenever a line of the queue has changed, a lease has run out, or five minutes have passed, after
    which clocks say something else. One statement, answered from two indexes and the few leases there are."""
    [(tick, leases)] = fetch(questions.MARK, {"moment": now()})
    return _mark(tick, leases)


def _mark(tick: int | None, leases: int) -> str:
    return f"{tick or 0}.{leases}.{int(now().timestamp()) // CLOCKS_MOVE}"


def views(*, member_id: int) -> list[View]:
    """Those every desk has, then what the desk shares, then the member's own."""
    kept = fetch(questions.VIEWS, {"member": member_id})
    return [*STANDING.values(), *(SavedView.seen_by(view, member_id) for view in kept)]


def counted(*, member_id: int) -> list[tuple[Values, int]]:
    """Every counter, as the member sees it."""
    return _seen(fetch(questions.COUNTERS), member_id)


def _seen(counters: Iterable[Sequence[Any]], member_id: int) -> list[tuple[Values, int]]:
    hands = {0: Hands.FREE, member_id: Hands.YOURS}
    return [
        (
            Values(
                kind,
                owes,
                state,
                str(severity),
                hands.get(holder, Hands.THEIRS),
                "late" if late else "in_time",
            ),
            items,
        )
        for kind, owes, state, severity, holder, late, items in counters
    ]


def counts(views: Iterable[View], *, member_id: int) -> dict[str, Count]:
    """How many items stand in each view: exact from the counters, and up to “99+” for what has words or is finished."""
    views = list(views)
    if all(view.is_counted for view in views):
        return _exact(views, counted(member_id=member_id))
    return marked(views, member_id=member_id).counts


def _exact(views: Iterable[View], every: Sequence[tuple[Values, int]]) -> dict[str, Count]:
    return {view.name: Count(view.number(every)) for view in views if view.is_counted}


def marked(views: Sequence[View], *, member_id: int) -> Marked:
    """The ``mark`` of the queue, the ``counts`` of these views, and the counters themselves (``counted``), in one
    statement. Whoever reads the lines after this has lines that are at least as new as the mark."""
    others = [view for view in views if not view.is_counted]
    asked = questions.marked(tuple(view.shape for view in others), up_to=SHOWN_UP_TO)
    found = fetch(asked, {"member": member_id, "moment": now(), **questions.said(*others)})
    counters = 2 + len(others)
    tick, leases, *numbers = found[0][:counters]
    every = _seen((row[counters:] for row in found if row.kind is not None), member_id)
    exact = _exact(views, every)
    for view, number in zip(others, numbers, strict=True):
        exact[view.name] = Count(min(number, SHOWN_UP_TO), more=number > SHOWN_UP_TO)
    return Marked(_mark(tick, leases), exact, every)


def item_of(subject: Ref) -> Item | None:
    return session.scalar(
        select(Item).where(Item.subject_kind == subject.kind, Item.subject_id == subject.id)
    )


def in_hand(item: Item, *, member_id: int) -> InHand:
    """A lease that ran out is nobody's, whether or not it was tidied up."""
    held = session.get(Claim, item.id, populate_existing=True)
    if held is None or held.expires_at <= now():
        return InHand(item, Hands.FREE)
    hands = Hands.YOURS if held.holder_id == member_id else Hands.THEIRS
    return InHand(item, hands, held.holder_id, held.holder_name, held.expires_at, held.open)
