"""Putting things into the queue, and marking what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.audit.kinds import SYSTEM, Kind, Ref
from app.audit.log import record
from app.clock import now
from app.db import session
from app.worklist.actions.counting import BATCH, drop_claim, gate, key_of, read, recount, touch
from app.worklist.clocks import NEVER
from app.worklist.models import Item, Owes
from app.worklist.views import DESK


@dataclass(frozen=True, kw_only=True)
class Row:
    """Everything the queue shows of one thing. ``search`` is what a search finds it by; severity 0 is the worst."""

    kind: str
    url: str
    title: str
    state: str
    owes: Owes
    detail: str = ""
    search: str = ""
    thumbnail: str = ""
    mark: str = "none"
    severity: int = 2
    due_at: datetime = NEVER
    our_turn_since: datetime | None = None
    open: bool = True


@dataclass(frozen=True)
class About:
    """The subject of an item, for events that are about the item and its subject alike."""

    ref: Ref


def put(subject: Ref, row: Row) -> Item:
    """Insert or change the one item of ``subject``. A closed item and one that is not the desk's turn lose their claim,
    and so does one whose turn passes between the desk and its specialist.

    A new due time, or a turn that passed out of the desk, ends lateness; only ``mark_late`` begins it.
    """
    gate()
    item = session.scalar(read().where(Item.subject_kind == subject.kind, Item.subject_id == subject.id))
    if item is None:
        item = Item(subject_kind=subject.kind, subject_id=subject.id, begun_at=now(), late=False, version=0)
        session.add(item)
        before, passes = None, False
    else:
        before, passes = key_of(item), item.owes in DESK and item.owes != row.owes
    item.late = bool(item.late and row.open and row.owes in DESK and item.due_at == row.due_at)
    _fill(item, row)
    if passes or item.owes not in DESK or not item.open:
        drop_claim(item)
    touch(item)
    session.flush()
    recount(before, key_of(item))
    return item


def mark_late(size: int = BATCH) -> int:
    """Mark what the desk owes and whose time has passed, with one event each. How many were marked; 0: all done."""
    gate()
    passed = (
        read()
        .where(
            Item.open, Item.owes.in_([one.value for one in DESK]), Item.due_at <= now(), Item.late.is_(False)
        )
        .order_by(Item.due_at, Item.severity, Item.id)
        .limit(size)
    )
    items = list(session.scalars(passed))
    for item in items:
        before = key_of(item)
        item.late = True
        touch(item)
        session.flush()
        recount(before, key_of(item))
        record(
            Kind.CLOCK_BREACHED,
            about=item,
            by=SYSTEM,
            also=[About(item.subject)],
            facts={"due_at": item.due_at.isoformat()},
        )
    return len(items)


def _fill(item: Item, row: Row) -> None:
    item.kind, item.url, item.state, item.owes = row.kind, row.url, row.state, row.owes.value
    item.title, item.detail, item.search = row.title[:300], row.detail[:300], row.search.casefold()
    item.thumbnail, item.mark, item.severity = row.thumbnail, row.mark, row.severity
    item.due_at, item.our_turn_since, item.open = row.due_at, row.our_turn_since, row.open
