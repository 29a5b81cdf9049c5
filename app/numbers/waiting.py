"""What waits now. The numbers are the counters of the queue, so each is exactly as many lines as its link shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, func, literal, select, union_all

from app.clock import now
from app.db import session, table
from app.numbers import ranks
from app.worklist import queries as queue
from app.worklist.models import Item
from app.worklist.views import DIMENSIONS, Owes, Values, View, one_of

KINDS, TURNS = DIMENSIONS["kind"].labels, (Owes.US, Owes.AUTHOR, Owes.CLAIMANT, Owes.SPECIALIST, Owes.CLOCK)
PERCENTILES = (50, 90, ranks.LAST)


@dataclass(frozen=True)
class Number:
    """How many items, and where the queue shows exactly these."""

    items: int
    where: Mapping[str, str]

    @property
    def url(self) -> str:
        return "/desk" + (f"?{urlencode(self.where)}" if self.where else "")


@dataclass(frozen=True)
class Spread:
    """Of so many: the median, what nine of ten do not exceed, and the longest; in seconds."""

    number: int = 0
    median: int = 0
    ninth: int = 0
    longest: int = 0


@dataclass(frozen=True)
class Line:
    """One kind of item, or all: by whose turn it is, how long those wait that are the desk's turn, and what is late."""

    kind: str
    label: str
    turns: Mapping[Owes, Number]
    every: Number
    late: Number
    waits: Spread = field(default_factory=Spread)
    lateness: Spread = field(default_factory=Spread)


def lines() -> list[Line]:
    """One line for each kind that is open, then one for all; three statements, at any number of items."""
    counted = queue.counted(member_id=0)
    kinds = {values.kind for values, items in counted}
    shown = [kind for kind in KINDS if kind in kinds] + sorted(kinds - set(KINDS))
    waits, lateness = _spreads()
    return [
        _line(kind, counted, waits.get(kind, Spread()), lateness.get(kind, Spread())) for kind in [*shown, ""]
    ]


def _line(kind: str, counted: Sequence[tuple[Values, int]], waits: Spread, lateness: Spread) -> Line:
    def number(**where: str) -> Number:
        wanted = {**({"kind": kind} if kind else {}), **where}
        return Number(View("", "", one_of(**wanted)).number(counted), wanted)

    return Line(
        kind=kind,
        label=DIMENSIONS["kind"].label(kind) if kind else "All",
        turns={turn: number(owes=turn.value) for turn in TURNS},
        every=number(),
        late=number(late="late"),
        waits=waits,
        lateness=lateness,
    )


def _spreads() -> tuple[dict[str, Spread], dict[str, Spread]]:
    """By kind, and of all under no name: how long each item waits for the desk, and how long ago the time of each late
    one passed. Places are counted from the far end of time, because what waits longest began first."""
    items, moment = table(Item).c, now()
    since = func.coalesce(items.our_turn_since, items.begun_at)
    return (
        _spread(since, items.open & (items.owes == Owes.US.value), moment),
        _spread(items.due_at, items.open & items.late, moment),
    )


def _spread(
    since: ColumnElement[datetime], where: ColumnElement[bool], moment: datetime
) -> dict[str, Spread]:
    items = table(Item).c
    value = (-ranks.Seconds(since)).label("value")
    rows = union_all(
        select(items.kind.label("name"), value).where(where),
        select(literal("").label("name"), value).where(where),
    ).subquery()
    found: dict[str, tuple[int, dict[int, int]]] = defaultdict(lambda: (0, {}))
    for name, number, at, negative in session.execute(ranks.at_places(rows, PERCENTILES)):
        places = found[name][1]
        places[at] = max(int(moment.timestamp()) + negative, 0)
        found[name] = number, places
    return {
        name: Spread(number, *(places[ranks.place(one, number)] for one in PERCENTILES))
        for name, (number, places) in found.items()
    }
