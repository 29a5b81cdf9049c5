"""Reading the queue: saved views, their counts, and pages by keyset."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Table, and_, bindparam, false, func, literal, or_, select, tuple_

from app.audit.kinds import Ref
from app.clock import now
from app.db import session
from app.worklist.models import Claim, Counter, Item, Owes, SavedView
from app.worklist.views import DIMENSIONS, STANDING, Hands, Values, View

_ITEM, _CLAIM, _COUNTER, _VIEW = (
    cast("Table", model.__table__) for model in (Item, Claim, Counter, SavedView)
)
"""The tables themselves: the queue is asked for all day, and reads columns, not objects."""

SIZE = 50
"""Rows on a page."""

SHOWN_UP_TO = 99
"""A view that no counter knows counts up to here; beyond it the page says “99+”."""

CLOCKS_MOVE = 300
"""Seconds after which a page that is open draws its clocks anew though nothing else changed."""


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


class Line(NamedTuple):
    """What the queue shows of one item. The holder's lease may have run out: ``held_until`` says."""

    id: int
    kind: str
    url: str
    title: str
    detail: str
    thumbnail: str
    mark: str
    state: str
    owes: str
    severity: int
    begun_at: datetime
    due_at: datetime
    our_turn_since: datetime | None
    open: bool
    holder_id: int | None
    holder_name: str | None
    held_until: datetime | None

    @property
    def after(self) -> After:
        return After(self.due_at, self.severity, self.id)


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


_LINES = (
    select(
        *(_ITEM.c[name] for name in Line._fields[:-3]),
        _CLAIM.c.holder_id,
        _CLAIM.c.holder_name,
        _CLAIM.c.expires_at,
    )
    .outerjoin_from(_ITEM, _CLAIM)
    .order_by(_ITEM.c.due_at, _ITEM.c.severity, _ITEM.c.id)
)
_MARK = select(
    select(func.max(_ITEM.c.tick)).scalar_subquery(),
    select(func.count())
    .where(_CLAIM.c.expires_at > bindparam("moment", type_=_CLAIM.c.expires_at.type))
    .scalar_subquery(),
)
_COUNTERS = select(
    *(_COUNTER.c[name] for name in ("kind", "owes", "state", "severity", "holder_id", "late", "items"))
).where(_COUNTER.c["items"] != 0)
_KEPT = (
    select(*(_VIEW.c[name] for name in ("id", "owner_id", "title", "shared", "open", "search", "chosen")))
    .where(or_(_VIEW.c.shared, _VIEW.c.owner_id == bindparam("member")))
    .order_by(_VIEW.c.shared.desc(), _VIEW.c.title, _VIEW.c.id)
)


def page(view: View, *, member_id: int, after: After | None = None, size: int = SIZE) -> Found:
    """What is due first comes first: (due_at, severity, id), at most ``size`` rows behind ``after``."""
    size = min(size, SIZE)
    query = _LINES.where(*_clauses(view, member_id)).limit(size + 1)
    if after is not None:
        query = query.where(_key() > _bound(after))
    rows = [Line._make(row) for row in session.execute(query).all()]
    return Found(rows[:size], rows[size - 1].after if len(rows) > size else None)


def mark() -> str:
    """Another one whenever a line of the queue has changed, a lease has run out, or five minutes have passed, after
    which clocks say something else. One statement, answered from two indexes and the few leases there are."""
    return _mark(*session.execute(_MARK, {"moment": now()}).one())


def _mark(tick: int | None, leases: int) -> str:
    return f"{tick or 0}.{leases}.{int(now().timestamp()) // CLOCKS_MOVE}"


def views(*, member_id: int) -> list[View]:
    """Those every desk has, then what the desk shares, then the member's own."""
    kept = session.execute(_KEPT, {"member": member_id}).all()
    return [*STANDING.values(), *(SavedView.seen_by(view, member_id) for view in kept)]


def counted(*, member_id: int) -> list[tuple[Values, int]]:
    """Every counter, as the member sees it."""
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
        for kind, owes, state, severity, holder, late, items in session.execute(_COUNTERS).all()
    ]


def counts(views: Iterable[View], *, member_id: int) -> dict[str, Count]:
    """How many items stand in each view: exact from the counters, and up to “99+” for what has words or is finished."""
    views = list(views)
    if all(view.is_counted for view in views):
        return _exact(views, counted(member_id=member_id))
    return marked(views, member_id=member_id).counts


def _exact(views: Iterable[View], rows: Sequence[tuple[Values, int]]) -> dict[str, Count]:
    return {view.name: Count(view.number(rows)) for view in views if view.is_counted}


def marked(views: Sequence[View], *, member_id: int) -> Marked:
    """The ``mark`` of the queue, the ``counts`` of these views, and the counters themselves (``counted``), in two
    statements. Whoever reads the lines after this has lines that are at least as new as the mark."""
    others = [view for view in views if not view.is_counted]
    limited = (
        select(_ITEM.c.id).where(*_clauses(view, member_id)).limit(SHOWN_UP_TO + 1).subquery()
        for view in others
    )
    numbers = (select(func.count()).select_from(one).scalar_subquery() for one in limited)
    tick, leases, *more = session.execute(_MARK.add_columns(*numbers), {"moment": now()}).one()
    rows = counted(member_id=member_id)
    found = _exact(views, rows)
    for view, number in zip(others, more, strict=True):
        found[view.name] = Count(min(number, SHOWN_UP_TO), more=number > SHOWN_UP_TO)
    return Marked(_mark(tick, leases), found, rows)


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
    clauses: list[ColumnElement[bool]] = [_ITEM.c.open.is_(view.open)]
    for name, allowed in view.where.items():
        clauses.append(_CLAUSES[name](sorted(allowed), member_id))
    if view.open and view.where.get("late") == frozenset({"late"}):
        clauses.append(_ITEM.c.due_at <= now())  # what is late has passed: the index of the queue ends there
    for word in view.search.casefold().split()[:6]:
        clauses.append(_ITEM.c.search.like(f"%{escaped(word)}%", escape="\\"))
    return clauses


def _in(column: ColumnElement[str]) -> Callable[[Sequence[str], int], ColumnElement[bool]]:
    return lambda allowed, _: column == allowed[0] if len(allowed) == 1 else column.in_(allowed)


def _grave(allowed: Sequence[str], _: int) -> ColumnElement[bool]:
    return _ITEM.c.severity.in_([int(value) for value in allowed if value in DIMENSIONS["severity"].labels])


def _late(allowed: Sequence[str], _: int) -> ColumnElement[bool]:
    return or_(
        false(), *(_ITEM.c.late.is_(value == "late") for value in allowed if value in ("late", "in_time"))
    )


def _held(allowed: Sequence[str], member_id: int) -> ColumnElement[bool]:
    held: dict[str, ColumnElement[bool]] = {
        Hands.FREE: _ITEM.c.holder_id.is_(None),
        Hands.YOURS: _ITEM.c.holder_id == member_id,
        Hands.THEIRS: and_(_ITEM.c.holder_id.is_not(None), _ITEM.c.holder_id != member_id),
    }
    return or_(false(), *(held[value] for value in allowed if value in held))


_CLAUSES: Mapping[str, Callable[[Sequence[str], int], ColumnElement[bool]]] = {
    "kind": _in(_ITEM.c.kind),
    "owes": _in(_ITEM.c.owes),
    "state": _in(_ITEM.c.state),
    "severity": _grave,
    "late": _late,
    "hands": _held,
}


def _key() -> Any:
    return tuple_(_ITEM.c.due_at, _ITEM.c.severity, _ITEM.c.id)


def _bound(after: After) -> Any:
    return tuple_(
        literal(after.due_at, _ITEM.c.due_at.type),
        literal(after.severity, _ITEM.c.severity.type),
        literal(after.id, _ITEM.c.id.type),
    )
