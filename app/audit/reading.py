"""Reading events as they are sealed: plain rows in batches, whole with their topics, however long the log is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, exists, func, select

from app.audit.models import Event, Seal, Topic
from app.audit.seal import Entry, Said
from app.db import session, table

LOOK_BACK = 5000
"""How far below the newest sealed event a run looks for one that was committed late: far more ids than are ever given
out at once. The look before the daily checkpoint goes over everything."""

_EVENTS, _TOPICS, _SEALS = table(Event).c, table(Topic).c, table(Seal).c


def last_entry() -> Entry | None:
    """The newest link of the chain."""
    found = session.execute(_entries().order_by(_SEALS.seq.desc()).limit(1)).first()
    return Entry(*found) if found else None


def entries(after: int, limit: int) -> list[Entry]:
    """Links in the order of the chain, behind the number ``after``."""
    wanted = _entries().where(_SEALS.seq > after).order_by(_SEALS.seq).limit(limit)
    return [Entry(*row) for row in session.execute(wanted)]


def unsealed(*, limit: int, whole: bool = False) -> list[int]:
    """Events without a seal, the lowest id first. Never “newer than the last one sealed”: ids commit out of order."""
    sealed = exists().where(_SEALS.event_id == _EVENTS.id)
    query = select(_EVENTS.id).order_by(_EVENTS.id).limit(limit)
    if not whole:
        floor = (session.scalar(select(func.max(_SEALS.event_id))) or 0) - LOOK_BACK
        query, sealed = query.where(_EVENTS.id > floor), sealed.where(_SEALS.event_id > floor)
    return list(session.scalars(query.where(~sealed)))


def events(ids: Sequence[int]) -> dict[int, Said]:
    """Those of these events that are there."""
    topics: dict[int, list[tuple[str, int]]] = defaultdict(list)
    about = select(_TOPICS.event_id, _TOPICS.subject_kind, _TOPICS.subject_id)
    for event_id, kind, subject_id in session.execute(about.where(_TOPICS.event_id.in_(ids))):
        topics[event_id].append((kind, subject_id))
    rows: Iterable[Row[Any]] = session.execute(select(*table(Event).columns).where(_EVENTS.id.in_(ids)))
    return {
        row.id: Said(
            id=row.id,
            kind=row.kind,
            subject=(row.subject_kind, row.subject_id),
            actor=(row.actor_kind, row.actor_id),
            facts=row.facts,
            at=row.at,
            topics=topics[row.id],
        )
        for row in rows
    }


def _entries() -> Any:
    return select(_SEALS.seq, _SEALS.event_id, _SEALS.prev, _SEALS.hash)
