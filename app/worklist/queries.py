"""Reading the queue: saved views, their counts, and pages by keyset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, literal, select, tuple_

from app.audit.kinds import Ref
from app.clock import now
from app.db import session
from app.worklist.models import Claim, Counter, Item, Owes

SIZE = 50
"""Rows on a page."""

SHOWN_UP_TO = 99
"""A view that no counter knows counts up to here; beyond it the page says “99+”."""

CLOCKS_MOVE = 300
"""Seconds after which a page that is open draws its clocks anew though nothing else changed."""

ME = object()
"""Stands in a view for the member who looks."""


class Hands(StrEnum):
    """In whose hands an item is, as one member is told it."""

    FREE = "free"
    YOURS = "yours"
    THEIRS = "theirs"


@dataclass(frozen=True)
class InHand:
    """Who has an item, and until when; ``open``: for as long as a page of theirs is open.

    ``asks``: a page that shows it takes it by itself, because it is our turn.
    """

    item: Item
    hands: Hands
    holder_id: int | None = None
    holder: str = ""
    until: datetime | None = None
    open: bool = False

    @property
    def asks(self) -> bool:
        return self.item.open and self.item.owes == Owes.US


class After(NamedTuple):
    """The sort key of the last row of a page."""

    due_at: datetime
    severity: int
    id: int


@dataclass(frozen=True)
class View:
    """A saved view. ``where`` names columns that items and counters share, so that its count is exact."""

    name: str
    title: str
    where: Mapping[str, Any] = field(default_factory=dict)
    open: bool = True
    empty: str = "Nothing waits here."


VIEWS: Mapping[str, View] = {
    view.name: view
    for view in (
        View("open", "All open", empty="Nothing waits for anybody. New submissions and reports appear here."),
        View("ours", "Our turn", {"owes": Owes.US.value}, empty="Nothing waits for the desk."),
        View("author", "Author’s turn", {"owes": Owes.AUTHOR.value}, empty="No author owes us an answer."),
        View(
            "claimant",
            "Claimant’s turn",
            {"owes": Owes.CLAIMANT.value},
            empty="No claimant owes us an answer.",
        ),
        View("submissions", "Submissions", {"kind": "submission"}, empty="No submission is open."),
        View("cases", "Reports", {"kind": "case"}, empty="No report is open."),
        View("rights", "Rights", {"kind": "right"}, empty="No right to show an image is about to end."),
        View("late", "Late", {"late": True}, empty="Nothing is late."),
        View("mine", "Claimed by me", {"holder_id": ME}, empty="You have claimed nothing."),
        View("closed", "Finished", open=False, empty="Nothing has been finished yet."),
    )
}
FIRST = "open"


@dataclass(frozen=True)
class Found:
    """One page of a view; ``after`` is the key the next page begins behind, or None on the last one."""

    rows: Sequence[Item]
    after: After | None


@dataclass(frozen=True)
class Count:
    """``more`` says that there are more than ``items``."""

    items: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.items}+" if self.more else str(self.items)


def page(
    view: View, *, member_id: int, after: After | None = None, search: str = "", size: int = SIZE
) -> Found:
    """What is due first comes first: (due_at, severity, id), at most ``size`` rows behind ``after``."""
    size = min(size, SIZE)
    query = select(Item).where(*_clauses(view, member_id)).order_by(Item.due_at, Item.severity, Item.id)
    for word in search.casefold().split()[:6]:
        query = query.where(Item.search.like(f"%{escaped(word)}%", escape="\\"))
    if after is not None:
        query = query.where(_key() > _bound(after))
    rows = list(session.scalars(query.limit(size + 1)))
    if len(rows) <= size:
        return Found(rows, None)
    last = rows[size - 1]
    return Found(rows[:size], After(last.due_at, last.severity, last.id))


def mark() -> str:
    """Another one whenever a line of the queue has changed, a lease has run out, or five minutes have passed, after
    which clocks say something else. One statement, answered from two indexes and the few leases there are."""
    newest = select(func.max(Item.tick)).scalar_subquery()
    running = select(func.count()).where(Claim.expires_at > now()).scalar_subquery()
    tick, leases = session.execute(select(newest, running)).one()
    return f"{tick or 0}.{leases}.{int(now().timestamp()) // CLOCKS_MOVE}"


def counts(*, member_id: int) -> dict[str, Count]:
    """How many items stand in each view: exact for open ones, up to “99+” for the finished."""
    counters = list(session.scalars(select(Counter).where(Counter.items != 0)))
    found = {
        name: Count(sum(row.items for row in counters if _counts(row, view, member_id)))
        for name, view in VIEWS.items()
        if view.open
    }
    closed = select(Item.id).where(Item.open.is_(False)).limit(SHOWN_UP_TO + 1).subquery()
    number = session.scalar(select(func.count()).select_from(closed)) or 0
    found["closed"] = Count(min(number, SHOWN_UP_TO), more=number > SHOWN_UP_TO)
    return found


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


def escaped(word: str) -> str:
    """A word as LIKE takes it literally; the escape character is a backslash."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _clauses(view: View, member_id: int) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = [Item.open.is_(view.open)]
    clauses += [getattr(Item, name) == wanted for name, wanted in _where(view, member_id).items()]
    if view.where.get("late"):
        clauses.append(Item.due_at <= now())  # what is late has passed: the index of the queue ends there
    return clauses


def _counts(row: Counter, view: View, member_id: int) -> bool:
    return all(getattr(row, name) == wanted for name, wanted in _where(view, member_id).items())


def _where(view: View, member_id: int) -> dict[str, Any]:
    return {name: member_id if wanted is ME else wanted for name, wanted in view.where.items()}


def _key() -> Any:
    return tuple_(Item.due_at, Item.severity, Item.id)


def _bound(after: After) -> Any:
    return tuple_(
        literal(after.due_at, Item.due_at.type),
        literal(after.severity, Item.severity.type),
        literal(after.id, Item.id.type),
    )
