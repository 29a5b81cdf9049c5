"""Reading the log: the history of one thing, the whole log, and what is said in private."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.audit.kinds import Kind, Ref
from app.audit.models import Event, Pulse, Topic, Vault
from app.clock import now
from app.db import session

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


def silent_queues() -> list[str]:
    """The queues no worker has consumed from lately; empty when all is well."""
    pulses = {row.queue: row.at for row in session.scalars(select(Pulse))}
    alive = now() - SILENT_AFTER
    return [name for name in QUEUES if name not in pulses or pulses[name] < alive]
