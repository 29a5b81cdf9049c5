"""An upload becomes an asset at once; a worker looks into it afterwards (``app.media.intake``).

The asset's row is the work order. A worker leases it and settles it by its own name, so that a worker that dies
loses the lease and not the job.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.exc import IntegrityError

from app import bell
from app.audit.kinds import SYSTEM, Kind
from app.audit.log import record
from app.clock import now
from app.db import savepoint, session
from app.media import formats, queries, sandbox
from app.media.models import Asset, Rendition
from app.media.receive import Received
from app.media.shelf import storage
from app.media.states import AssetState
from app.media.storage import RECIPE, original_key

LEASE = timedelta(minutes=5)
"""Longer than reading from a slow store, the child's wall limit and fifteen writes together."""
MOST_ATTEMPTS = 5


def keep(received: Received) -> None:
    """File first, row after: put the original into the store, durable, before any row speaks of it."""
    storage().put(original_key(received.sha256), received.path, expect_sha256=received.sha256)


def take_over(received: Received) -> Asset:
    """The asset of an upload that is in the store. The same bytes are one asset; a refused one is looked at again."""
    known = queries.by_sha256(received.sha256)
    if known is None:
        known = Asset(sha256=received.sha256, size=received.size, made_at=now(), embedded={})
        try:
            with savepoint():
                session.add(known)
        except IntegrityError:
            known = session.scalars(select(Asset).where(Asset.sha256 == received.sha256)).one()
    elif known.state == AssetState.REFUSED:
        known.advance(AssetState.RECEIVED)
        known.attempts = 0
        known.refusal = ""
        known.settled_at = None
    bell.ring(bell.TAKE_IN)
    return known


def lease(owner: str) -> tuple[int, str] | None:
    """Claim one due asset. An asset that took every attempt down with it is parked as refused."""
    due = session.scalars(
        select(Asset)
        .where(
            Asset.state == AssetState.RECEIVED.value,
            or_(Asset.lease_until.is_(None), Asset.lease_until < now()),
        )
        .order_by(Asset.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if due is None:
        return None
    if due.attempts >= MOST_ATTEMPTS:
        _refuse(due, "We could not open it, several times over. Save it again as a JPEG and send that.")
        return lease(owner)
    due.attempts += 1
    due.lease_until = now() + LEASE
    due.lease_owner = owner
    session.flush()
    return due.id, due.sha256


def settle(asset_id: int, owner: str, found: sandbox.Intake) -> None:
    """What was found becomes the asset's. A worker that lost its lease meanwhile settles nothing."""
    held = session.execute(
        update(Asset)
        .where(Asset.id == asset_id, Asset.lease_owner == owner, Asset.state == AssetState.RECEIVED.value)
        .values(lease_until=None, lease_owner="")
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[Any]", held).rowcount != 1:
        return
    asset = session.get_one(Asset, asset_id, populate_existing=True)
    if isinstance(found, sandbox.Refused):
        _refuse(asset, found.sentence)
        return
    if found.inspected.sha256 != asset.sha256:
        _refuse(asset, "What we kept of it is damaged. Please send the file again.")
        return
    asset.mime = found.inspected.mime
    asset.width = found.inspected.width
    asset.height = found.inspected.height
    asset.embedded = found.embedded.as_json()
    asset.recipe = RECIPE
    have = {(row.format, row.width) for row in asset.renditions if row.recipe == RECIPE}
    for made in found.renditions:
        if (made.format, made.width) not in have:
            asset.renditions.append(
                Rendition(
                    recipe=RECIPE,
                    format=made.format,
                    width=made.width,
                    height=made.height,
                    size=made.size,
                    sha256=made.sha256,
                )
            )
    asset.advance(AssetState.READY)
    asset.settled_at = now()
    record(Kind.IMAGE_READY, about=asset, by=SYSTEM)


def give_back(asset_id: int, owner: str) -> None:
    """A store that is away is no fault of the picture: the attempt does not count; the lease keeps it waiting."""
    session.execute(
        update(Asset)
        .where(Asset.id == asset_id, Asset.lease_owner == owner, Asset.state == AssetState.RECEIVED.value)
        .values(attempts=Asset.attempts - 1)
        .execution_options(synchronize_session=False)
    )


def _refuse(asset: Asset, sentence: str) -> None:
    asset.advance(AssetState.REFUSED)
    asset.refusal = sentence[:400]
    asset.settled_at = now()
    record(Kind.IMAGE_REFUSED, about=asset, by=SYSTEM)


def refused_by_name(head: bytes) -> formats.Refusal | None:
    """What a look at the first bytes already refuses, in the request that brings the file."""
    found = formats.sniff(head)
    return found if isinstance(found, formats.Refusal) else None
