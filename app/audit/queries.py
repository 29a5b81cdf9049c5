"""Reading the log: the history of one thing, the whole log, and what is said in private."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.audit import reading
from app.audit.kinds import Kind, Ref
from app.audit.models import Checkpoint, Erased, Event, Pulse, Seal, Topic, Vault
from app.clock import now
from app.db import fetch, session, table

SILENT_AFTER = timedelta(seconds=90)
QUEUES = ("letters", "images", "clocks")


def history(ref: Ref, *, kinds: Sequence[Kind] | None = None) -> list[Event]:
    """Everything that happened to one thing, oldest first."""
    query = (
        select(Event)
        .join(Topic, Topic.event_id == Event.id)
        .where(Topic.subject_kind == ref.kind, Topic.subject_id == ref.id)
        .order_by(Event.id)
    )
    if kinds is not None:
        query = query.where(Event.kind.in_([kind.value for kind in kinds]))
    return list(session.scalars(query))


def page(*, before: int | None = None, kind: str = "", size: int = 50) -> list[Event]:
    """The log, newest first, by keyset: ``before`` is the id the last page ended with."""
    query = select(Event).options(selectinload(Event.topics)).order_by(Event.id.desc()).limit(size)
    if before is not None:
        query = query.where(Event.id < min(before, 2**63 - 1))
    if kind:
        query = query.where(Event.kind == kind)
    return list(session.scalars(query))


def said(event: Event, label: str) -> str:
    """What the vault still keeps of a private fact, or an empty string after an erasure."""
    kept: Any = event.facts.get(label)
    row = session.get(Vault, kept["vault"]) if isinstance(kept, dict) else None
    return row.value if row else ""


def erased(kind: str, ids: Collection[int]) -> set[int]:
    """Those of these things that an erasure took: what is gone of them is no fault."""
    wanted = select(Erased.thing_id).where(Erased.kind == kind, Erased.thing_id.in_(ids), Erased.kept == "")
    return set(session.scalars(wanted)) if ids else set()


_PULSES = select(table(Pulse).c.queue, table(Pulse).c.at)


def pulses() -> dict[str, datetime]:
    """When each queue, and the sealer, last gave a sign of life."""
    return {row.queue: row.at for row in fetch(_PULSES)}


def silent_queues(found: Mapping[str, datetime] | None = None) -> list[str]:
    """The queues no worker has consumed from lately; empty when all is well. ``found``: the pulses, where they have
    been read."""
    known = pulses() if found is None else found
    alive = now() - SILENT_AFTER
    return [name for name in QUEUES if name not in known or known[name] < alive]


@dataclass(frozen=True)
class Sealed:
    """How far the log is sealed. ``waiting`` counts events without a seal in its newer part, up to ``COUNTED``."""

    size: int
    root: str
    at: datetime | None
    waiting: int


COUNTED = 1000


def sealed() -> Sealed:
    """The newest link of the chain, and what waits."""
    waiting = len(reading.unsealed(limit=COUNTED))
    last = session.scalar(select(Seal).order_by(Seal.seq.desc()).limit(1))
    if last is None:
        return Sealed(0, "", None, waiting)
    return Sealed(last.seq, last.hash, last.sealed_at, waiting)


def in_order(after: int, *, kinds: Collection[Kind], size: int) -> tuple[list[tuple[int, Event]], int]:
    """Sealed events of these kinds behind a place in the chain, each with its own, and the place to go on from. No
    event ever takes a place before one that was read: ids commit out of order, the chain is made by one sealer."""
    last = head()
    found = session.execute(
        select(Seal.seq, Event)
        .join(Event, Event.id == Seal.event_id)
        .where(Seal.seq > after, Seal.seq <= last, Event.kind.in_([kind.value for kind in kinds]))
        .options(selectinload(Event.topics))
        .order_by(Seal.seq)
        .limit(size)
    ).all()
    rows = [(seq, event) for seq, event in found]
    return rows, rows[-1][0] if len(rows) == size else max(last, after)


def head() -> int:
    """The newest place in the chain; 0 where nothing has one yet."""
    return session.scalar(select(func.max(Seal.seq))) or 0


def place_of(event_id: int) -> int | None:
    """The place of an event in the chain, or None while it waits for one."""
    return session.scalar(select(Seal.seq).where(Seal.event_id == event_id))


def hash_at(place: int) -> str:
    """What the chain says at a place, which is of this log alone: another one, or one that an older backup was put in
    the place of, says something else there. Empty where there is nothing."""
    return session.scalar(select(Seal.hash).where(Seal.seq == place)) or ""


def not_yet_in_order(*, kinds: Collection[Kind], size: int) -> list[Event]:
    """Events of these kinds that wait for their place in the chain, oldest first."""
    waiting = reading.unsealed(limit=COUNTED)
    query = select(Event).where(Event.id.in_(waiting), Event.kind.in_([kind.value for kind in kinds]))
    return list(session.scalars(query.options(selectinload(Event.topics)).order_by(Event.id).limit(size)))


def newest_checkpoint() -> Checkpoint | None:
    """The last checkpoint, with its timestamp if one was ordered."""
    return session.scalar(select(Checkpoint).order_by(Checkpoint.id.desc()).limit(1))
