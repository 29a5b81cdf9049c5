"""Timestamps over checkpoints: claimed, asked for with no transaction open, and settled. Safe to run twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from app.audit import seal
from app.audit.models import Checkpoint, Timestamp
from app.clock import now
from app.db import session

HOLD = timedelta(minutes=5)
"""Longer than one authority may take to answer."""

WAITS = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 60, 240))
"""How long the next try waits after the first, second, … failure; after the last one, as long again each time. The
authority may be away for days: what it stamps late is still older than what comes after."""


@dataclass(frozen=True)
class Order:
    """What an authority is asked to stamp."""

    checkpoint_id: int
    said: bytes


def take() -> Order | None:
    """The oldest timestamp that is due, held for ``HOLD``: whoever dies with it leaves it to the next."""
    wanted = (
        select(Timestamp.checkpoint_id)
        .where(Timestamp.token.is_(None), Timestamp.due_at <= now())
        .order_by(Timestamp.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = session.scalar(wanted)
    if found is None:
        return None
    held = update(Timestamp).where(Timestamp.checkpoint_id == found)
    session.execute(held.values(due_at=now() + HOLD, attempts=Timestamp.attempts + 1))
    return Order(found, said_by(session.get_one(Checkpoint, found)))


def settle(checkpoint_id: int, token: bytes) -> None:
    """Keep the authority's answer. The first one stays, where two asked at once."""
    free = update(Timestamp).where(Timestamp.checkpoint_id == checkpoint_id, Timestamp.token.is_(None))
    session.execute(free.values(token=token, stamped_at=now(), last_error=""))


def put_off(checkpoint_id: int, why: str) -> None:
    """Say why there is none yet, and when the next try is."""
    row = session.get_one(Timestamp, checkpoint_id)
    if row.token is None:
        row.last_error = why[:400]
        row.due_at = now() + WAITS[min(row.attempts, len(WAITS)) - 1]


def said_by(checkpoint: Checkpoint) -> bytes:
    """The very bytes under the timestamp."""
    return seal.statement(checkpoint.size, checkpoint.root, checkpoint.made_on)
