"""Orders to verify: asked for at the desk, looked through by a worker slice by slice, kept with what was found.

An order is leased while a slice is worked on, so that a worker that dies costs a slice and not the order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select

from app import bell
from app.audit.findings import Batch
from app.audit.kinds import Actor, Kind, member
from app.audit.log import record
from app.audit.models import Verification
from app.clock import now
from app.db import session

LEASE = timedelta(minutes=6)
"""Longer than a task can run."""

TRIES = 5
"""Slices that may die one after the other before the order is given up."""

KEPT = 100
"""Faults and notes an order keeps in words; the rest is counted."""


@dataclass(frozen=True)
class Slice:
    """Where an order goes on: behind the position ``after`` of that part, from the start where it is empty."""

    id: int
    part: str
    after: int


def ask(*, by: Actor) -> bool:
    """Order a look through everything. False where one is under way already."""
    if under_way() is not None:
        return False
    if by.id is None:
        raise ValueError("somebody asks for a verification by hand")
    session.add(Verification(asked_by=by.id, asked_at=now(), found=[], notes=[]))
    bell.ring(bell.VERIFY)
    return True


def under_way() -> Verification | None:
    """The order that is not finished yet."""
    return session.scalar(
        select(Verification).where(Verification.finished_at.is_(None)).order_by(Verification.id).limit(1)
    )


def newest_finished() -> Verification | None:
    """The last order that was seen to its end."""
    done = select(Verification).where(Verification.finished_at.is_not(None))
    return session.scalar(done.order_by(Verification.id.desc()).limit(1))


def take(owner: str) -> Slice | None:
    """Lease the order that is open, unless somebody has it."""
    free = or_(Verification.lease_until.is_(None), Verification.lease_until < now())
    wanted = select(Verification).where(Verification.finished_at.is_(None), free).order_by(Verification.id)
    order = session.scalar(wanted.limit(1).with_for_update(skip_locked=True))
    if order is None:
        return None
    if order.attempts >= TRIES:
        said = "The worker stopped each time it came here; nothing behind this was looked at."
        _add(order, Batch(order.after, 0), faults=[{"part": order.part, "what": order.part, "says": said}])
        _finish(order)
        return None
    order.attempts += 1
    order.lease_owner, order.lease_until = owner, now() + LEASE
    return Slice(order.id, order.part, order.after)


def note(order_id: int, owner: str, part: str, batch: Batch) -> bool:
    """Keep what a batch found and how far the look is. False where the order passed to somebody else."""
    order = _held(order_id, owner)
    if order is None:
        return False
    order.part, order.attempts = part, 0
    faults = [{"part": part, "what": fault.what, "says": fault.says} for fault in batch.faults]
    _add(order, batch, faults=faults)
    order.lease_until = now() + LEASE
    return True


def let_go(order_id: int, owner: str) -> None:
    """The slice is over; whoever comes next goes on."""
    order = _held(order_id, owner)
    if order:
        order.lease_owner, order.lease_until = "", None
        bell.ring(bell.VERIFY)


def finish(order_id: int, owner: str) -> None:
    """Everything was looked at; the log says so, and the webmaster is told where something was found."""
    order = _held(order_id, owner)
    if order:
        _finish(order)


def _finish(order: Verification) -> None:
    order.finished_at = now()
    order.lease_owner, order.lease_until = "", None
    facts = {"looked": order.looked, "faults": order.faults}
    record(Kind.LOG_VERIFIED, about=order, by=member(order.asked_by), facts=facts)


def _add(order: Verification, batch: Batch, *, faults: list[dict[str, Any]]) -> None:
    order.after = batch.after
    order.looked += batch.looked
    order.faults += len(faults)
    order.found = [*order.found, *faults][:KEPT]
    order.notes = [*order.notes, *batch.notes][:KEPT]


def _held(order_id: int, owner: str) -> Verification | None:
    order = session.get(Verification, order_id, with_for_update=True)
    return order if order and order.lease_owner == owner and order.finished_at is None else None
