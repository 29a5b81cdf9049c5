"""Sealing: the links of the chain, made soon after the events are committed, and the daily checkpoint.

Nothing here runs in a request. Each verb belongs into a transaction of its caller and is safe to run twice at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select

from app.audit import reading, seal
from app.audit.kinds import SYSTEM, Kind
from app.audit.log import pulse, record
from app.audit.models import Checkpoint, Event, Pulse, Seal, Timestamp
from app.clock import now
from app.db import insert_new, session, table

BATCH = 250
"""Events sealed in one transaction: some 30 ms, for which another writer of SQLite has to wait."""

NAME = "sealing"
"""Under which the sealer's sign of life is kept."""

STILL_AFTER = timedelta(minutes=15)
"""When the desk says that sealing stands still."""

_AGAIN = timedelta(minutes=1)
_GATE = 0x5EA1
"""The number of the advisory lock: any other use of advisory locks must take another."""


def seal_next(*, whole: bool = False) -> int:
    """Seal up to ``BATCH`` events that have no seal yet; how many. 0, too, where another sealer is at work.

    ``whole`` looks through the whole log for events that were committed late, and not through its newer part alone.
    """
    if not _alone():
        return 0
    ids = reading.unsealed(limit=BATCH, whole=whole)
    if not ids:
        return 0
    said = reading.events(ids)
    made = seal.follow(reading.last_entry(), (said[event_id] for event_id in ids))
    moment = now()
    rows = [
        {"seq": one.seq, "event_id": one.event_id, "prev": one.prev, "hash": one.hash, "sealed_at": moment}
        for one in made
    ]
    session.execute(insert(table(Seal)), rows)
    return len(rows)


def newest() -> tuple[int, str] | None:
    """Size and root of the chain, or None before its first entry."""
    last = reading.last_entry()
    return (last.seq, last.hash) if last else None


def sign_of_life() -> None:
    """Everything is sealed and the head file says so; written down at most once a minute."""
    row = session.get(Pulse, NAME)
    if row is None or row.at < now() - _AGAIN:
        pulse(NAME)


def stands_still(pulses: Mapping[str, datetime]) -> bool:
    """Whether events have waited for long, by the signs of life there are. A log that was never sealed counts from its
    first event."""
    since = pulses.get(NAME)
    if since is None:
        since = session.scalar(select(Event.at).order_by(Event.id).limit(1))
    return since is not None and since < now() - STILL_AFTER


def is_due() -> bool:
    """Whether today (UTC) has no checkpoint yet."""
    return not session.scalar(select(func.count()).where(Checkpoint.made_on == now().date()))


def checkpoint(*, timestamped: bool) -> Checkpoint | None:
    """Write down the size and root of the chain, once a day (UTC); the webmaster gets them by letter. None where today
    has its checkpoint, or nothing is sealed. ``timestamped`` orders a timestamp for it."""
    found = newest()
    if found is None or not is_due():
        return None
    size, root = found
    row = {"made_on": now().date(), "size": size, "root": root, "made_at": now()}
    made_id = insert_new(Checkpoint, row)
    if made_id is None:
        return None
    if timestamped:
        session.add(Timestamp(checkpoint_id=made_id, due_at=now()))
        session.flush()
    made = session.get_one(Checkpoint, made_id)
    record(Kind.CHECKPOINT_MADE, about=made, by=SYSTEM, facts={"size": size, "root": root})
    return made


def _alone() -> bool:
    """No other sealer until the end of this transaction. On SQLite every writer is alone."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(_GATE))))
