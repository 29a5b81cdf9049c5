"""A row that is its own work order: leased by a worker, settled by that worker's name, parked when it takes every
attempt down with it. A worker that dies loses the lease and not the job."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, CursorResult, or_, select, update

from app.clock import now
from app.db import session
from app.media.models import Asset, Crop
from app.media.states import AssetState

LEASE = timedelta(minutes=5)
"""Longer than reading from a slow store, the child's wall limit and fifteen writes together."""
MOST_ATTEMPTS = 5

Order = Asset | Crop
Kind = TypeVar("Kind", bound=Order)


def due(kind: type[Kind], *more: ColumnElement[bool]) -> Kind | None:
    """The oldest order of this kind that waits and that nobody works at, locked."""
    return session.scalars(
        select(kind)
        .where(
            kind.state == AssetState.RECEIVED.value,
            or_(kind.lease_until.is_(None), kind.lease_until < now()),
            *more,
        )
        .order_by(kind.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=kind)
    ).first()


def is_worn_out(order: Order) -> bool:
    """It took every attempt down with it, and no worker is given it again."""
    return order.attempts >= MOST_ATTEMPTS


def take(order: Order, owner: str) -> None:
    """The lease is this worker's, and one more attempt is counted."""
    order.attempts += 1
    order.lease_until = now() + LEASE
    order.lease_owner = owner
    session.flush()


def settle(kind: type[Kind], order_id: int, owner: str) -> Kind | None:
    """End the lease of this worker. None for one that lost it meanwhile, and settles nothing."""
    if not _change(kind, order_id, owner, lease_until=None, lease_owner=""):
        return None
    return session.get_one(kind, order_id, populate_existing=True)


def give_back(kind: type[Asset | Crop], order_id: int, owner: str) -> None:
    """A store that is away is no fault of the picture: the attempt does not count; the lease keeps it waiting."""
    _change(kind, order_id, owner, attempts=kind.attempts - 1)


def _change(kind: type[Kind], order_id: int, owner: str, **values: Any) -> bool:
    done = session.execute(
        update(kind)
        .where(kind.id == order_id, kind.lease_owner == owner, kind.state == AssetState.RECEIVED.value)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", done).rowcount == 1
