"""What the database is asked for a page of the queue. Every question is put together once, with room for whoever asks,
for the moment (``member``, ``moment``) and for the words of a search (``said``), which are kept nowhere: the queue is
asked for all day, and reads columns, not objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    tuple_,
)

from app.db import table
from app.worklist.models import Claim, Counter, Item, SavedView
from app.worklist.views import DIMENSIONS, Hands, Shape, View

_ITEM, _CLAIM, _COUNTER, _VIEW = (table(model) for model in (Item, Claim, Counter, SavedView))

KEPT = 256
"""Questions kept; the one that was asked longest ago goes first."""


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


_KEY = (_ITEM.c.due_at, _ITEM.c.severity, _ITEM.c.id)
_MOMENT = bindparam("moment", type_=_CLAIM.c.expires_at.type)
_LINES = (
    select(
        *(_ITEM.c[name] for name in Line._fields[:-3]),
        _CLAIM.c.holder_id,
        _CLAIM.c.holder_name,
        _CLAIM.c.expires_at,
    )
    .outerjoin_from(_ITEM, _CLAIM)
    .order_by(*_KEY)
)
MARK = select(
    select(func.max(_ITEM.c.tick)).scalar_subquery().label("tick"),
    select(func.count()).where(_CLAIM.c.expires_at > _MOMENT).scalar_subquery().label("leases"),
)
_COUNTED = tuple(
    _COUNTER.c[name] for name in ("kind", "owes", "state", "severity", "holder_id", "late", "items")
)
_STANDS = _COUNTER.c["items"] != 0
COUNTERS = select(*_COUNTED).where(_STANDS)
VIEWS = (
    select(*(_VIEW.c[name] for name in ("id", "owner_id", "title", "shared", "open", "search", "chosen")))
    .where(or_(_VIEW.c.shared, _VIEW.c.owner_id == bindparam("member")))
    .order_by(_VIEW.c.shared.desc(), _VIEW.c.title, _VIEW.c.id)
)


def escaped(word: str) -> str:
    """A word as LIKE takes it literally; the escape character is a backslash."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


@lru_cache(KEPT)
def lines(shape: Shape, *, behind: bool) -> Select[Any]:
    """The lines of such a view, from the top or ``behind`` a key."""
    asked = _LINES.where(*_clauses(shape, 0)).limit(bindparam("rows", type_=Integer))
    return asked.where(tuple_(*_KEY) > tuple_(*(_given(column) for column in _KEY))) if behind else asked


@lru_cache(KEPT)
def marked(shapes: tuple[Shape, ...], *, up_to: int) -> Select[Any]:
    """Every counter, or one row without any; before each stand the mark, and how many items each of these views has,
    counted up to one more than ``up_to``. Of one moment, and one journey."""
    limited = (
        select(_ITEM.c.id).where(*_clauses(shape, place)).limit(up_to + 1).subquery()
        for place, shape in enumerate(shapes)
    )
    numbers = (select(func.count()).select_from(one).scalar_subquery() for one in limited)
    mark = MARK.add_columns(*(number.label(f"number_{at}") for at, number in enumerate(numbers))).subquery()
    return select(*mark.c, *_COUNTED).select_from(mark.outerjoin(_COUNTER, _STANDS))


def said(*views: View) -> dict[str, str]:
    """The words of these views, as the question about them takes them."""
    return {
        _word(place, number): f"%{escaped(word)}%"
        for place, view in enumerate(views)
        for number, word in enumerate(view.words)
    }


def _word(place: int, number: int) -> str:
    return f"word_{place}_{number}"


def _clauses(shape: Shape, place: int) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = [_ITEM.c.open.is_(shape.open)]
    for name, allowed in shape.where:
        clauses.append(_CLAUSES[name](sorted(allowed)))
    if shape.open and ("late", frozenset({"late"})) in shape.where:
        clauses.append(
            _ITEM.c.due_at <= _MOMENT
        )  # what is late has passed: the index of the queue ends there
    for number in range(shape.words):
        clauses.append(_ITEM.c.search.like(bindparam(_word(place, number)), escape="\\"))
    return clauses


def _given(column: Column[Any]) -> BindParameter[Any]:
    return bindparam(column.name, type_=column.type)


def _in(column: ColumnElement[str]) -> Callable[[Sequence[str]], ColumnElement[bool]]:
    return lambda allowed: column == allowed[0] if len(allowed) == 1 else column.in_(allowed)


def _grave(allowed: Sequence[str]) -> ColumnElement[bool]:
    return _ITEM.c.severity.in_([int(value) for value in allowed if value in DIMENSIONS["severity"].labels])


def _late(allowed: Sequence[str]) -> ColumnElement[bool]:
    return or_(
        false(), *(_ITEM.c.late.is_(value == "late") for value in allowed if value in ("late", "in_time"))
    )


def _held(allowed: Sequence[str]) -> ColumnElement[bool]:
    return or_(false(), *(_HELD[value] for value in allowed if value in _HELD))


_HELD: Mapping[str, ColumnElement[bool]] = {
    Hands.FREE: _ITEM.c.holder_id.is_(None),
    Hands.YOURS: _ITEM.c.holder_id == bindparam("member"),
    Hands.THEIRS: and_(_ITEM.c.holder_id.is_not(None), _ITEM.c.holder_id != bindparam("member")),
}
_CLAUSES: Mapping[str, Callable[[Sequence[str]], ColumnElement[bool]]] = {
    "kind": _in(_ITEM.c.kind),
    "owes": _in(_ITEM.c.owes),
    "state": _in(_ITEM.c.state),
    "severity": _grave,
    "late": _late,
    "hands": _held,
}
