"""An upload becomes an asset at once; a worker looks into it afterwards (``app.media.intake``).

The asset's row is the work order, and so is the row of a crop. A worker leases it and settles it by its own name, so
that a worker that dies loses the lease and not the job.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from app import bell
from app.audit.kinds import SYSTEM, Kind, Ref
from app.audit.log import record
from app.clock import now
from app.db import insert_new, savepoint, session, table
from app.errors import NotAllowed
from app.media import formats, leases, queries, sandbox
from app.media.findings import Fingerprint
from app.media.leases import LEASE, MOST_ATTEMPTS
from app.media.models import Asset, AssetFingerprint, Crop, Rendition
from app.media.receive import Received
from app.media.shelf import storage
from app.media.states import AssetState
from app.media.storage import RECIPE, original_key, recipe_of

__all__ = ["LEASE", "MOST_ATTEMPTS"]

SEVERAL_TIMES = "We could not open it, several times over. Save it again as a JPEG and send that."
DAMAGED = "What we kept of it is damaged. Please send the file again."
OUR_FAULTS = (SEVERAL_TIMES, formats.CRASHED.sentence, formats.TOO_HEAVY.sentence)
"""Refusals that a busy or a mended machine need not repeat."""


_ASSETS = table(Asset)
_KNOWN = (
    select(_ASSETS.c.id, _ASSETS.c.state)
    .where(_ASSETS.c.sha256 == bindparam("sha256"))
    .with_for_update(read=True)
)
"""Locked, so that no erasure asks who has it between this and the commit."""


@dataclass(frozen=True)
class Leased:
    """An order in a worker's hands: of an asset, or of a crop, whose ``area`` is to be drawn."""

    kind: type[Asset | Crop]
    id: int
    sha256: str
    area: str = ""


@dataclass(frozen=True)
class Admitted:
    """An asset by what a request that brings it needs to know of it."""

    id: int
    sha256: str

    @property
    def ref(self) -> Ref:
        return Ref("asset", self.id)


def keep(received: Received) -> None:
    """File first, row after: put the original into the store, durable, before any row speaks of it."""
    # Hashed as it was written; the intake asks again.
    storage().put(original_key(received.sha256), received.path)


def admit(received: Received) -> Admitted:
    """Make an upload that is in the store an asset. The same bytes are one asset; a refused one is looked at again."""
    bell.ring(bell.TAKE_IN)
    asked = {"sha256": received.sha256}
    known = session.execute(_KNOWN, asked).first()
    if known is None:
        row = {**asked, "size": received.size, "made_at": now(), "embedded": {}}
        made = insert_new(Asset, row)
        if made is not None:
            return Admitted(made, received.sha256)
        known = session.execute(_KNOWN, asked).one()
    if known.state == AssetState.REFUSED:
        _again(session.get_one(Asset, known.id))
    return Admitted(known.id, received.sha256)


def take_over(received: Received) -> Asset:
    """The asset of an upload that is in the store, as ``admit`` makes it."""
    return session.get_one(Asset, admit(received).id)


def lease(owner: str) -> Leased | None:
    """Claim one due order: a crop, which somebody at the writing desk waits for, else an asset. One that took every
    attempt down with it is parked as refused."""
    crop = leases.due(Crop, Crop.asset.has(Asset.state == AssetState.READY.value))
    order = crop or leases.due(Asset)
    if order is None:
        return None
    if leases.is_worn_out(order):
        _refuse(order, SEVERAL_TIMES)
        return lease(owner)
    leases.take(order, owner)
    if isinstance(order, Crop):
        return Leased(Crop, order.id, order.asset.sha256, order.area)
    return Leased(Asset, order.id, order.sha256)


def settle(leased: Leased, owner: str, found: sandbox.Intake) -> None:
    """What was found becomes the asset's. A worker that lost its lease meanwhile settles nothing."""
    order = leases.settle(leased.kind, leased.id, owner)
    if order is None:
        return
    if isinstance(found, sandbox.Refused):
        _refuse(order, found.sentence)
    elif found.inspected.sha256 != leased.sha256:
        _refuse(order, DAMAGED)
    elif isinstance(order, Crop):
        _keep_renditions(order.asset, recipe_of(order.area), found)
        _done(order, order.asset, Kind.IMAGE_CUT)
    else:
        order.mime = found.inspected.mime
        order.width = found.inspected.width
        order.height = found.inspected.height
        order.embedded = found.embedded.as_json()
        order.recipe = RECIPE
        if found.fingerprint:
            keep_fingerprint(order.id, found.fingerprint)
        _keep_renditions(order, RECIPE, found)
        _done(order, order, Kind.IMAGE_READY)


def keep_fingerprint(asset_id: int, found: Fingerprint) -> None:
    """An asset has one fingerprint: the same bytes give the same."""
    row = {"hash": found.hash, "inside": found.inside, "quality": found.quality}
    insert_new(AssetFingerprint, {"asset_id": asset_id, "made_at": now(), **row})


def give_back(leased: Leased, owner: str) -> None:
    """A store that is away is no fault of the picture: the attempt does not count; the lease keeps it waiting."""
    leases.give_back(leased.kind, leased.id, owner)


def cut(asset: Asset, area: str) -> None:
    """Order the renditions of a part of an asset (as in ``areas``), once; one that was refused is tried again. An asset
    that nobody has looked into yet is looked into first.

    Without a part there is nothing to do: the whole is drawn when the asset is taken in."""
    if not area:
        return
    order = queries.crop(asset, area)
    if order is None:
        try:
            with savepoint():
                session.add(Crop(asset=asset, area=area, made_at=now()))
        except IntegrityError:
            return
    elif order.state == AssetState.REFUSED:
        _again(order)
    bell.ring(bell.TAKE_IN)


def uncut(asset: Asset, area: str) -> None:
    """Withdraw an order that no worker has begun: the author chose another part meanwhile."""
    order = queries.crop(asset, area) if area else None
    if order is not None and order.state == AssetState.RECEIVED and not order.lease_owner:
        session.delete(order)


def retry(asset: Asset) -> None:
    """Look again into a picture that our side failed at. NotAllowed where the picture itself was refused."""
    if not may_retry(asset):
        raise NotAllowed("Looking at it again would not help. Send another copy of the picture.")
    _again(asset)
    bell.ring(bell.TAKE_IN)


def may_retry(asset: Asset) -> bool:
    """It was refused because our side failed, which may go well the next time."""
    return asset.state == AssetState.REFUSED and asset.refusal in OUR_FAULTS


def _again(order: leases.Order) -> None:
    order.advance(AssetState.RECEIVED)
    order.attempts = 0
    order.settled_at = None
    if isinstance(order, Asset):
        order.refusal = ""


def _keep_renditions(asset: Asset, recipe: str, found: sandbox.Ready) -> None:
    have = {(row.format, row.width) for row in asset.renditions if row.recipe == recipe}
    for made in found.renditions:
        if (made.format, made.width) not in have:
            asset.renditions.append(
                Rendition(
                    recipe=recipe,
                    format=made.format,
                    width=made.width,
                    height=made.height,
                    size=made.size,
                    sha256=made.sha256,
                )
            )


def _done(order: leases.Order, asset: Asset, kind: Kind) -> None:
    order.advance(AssetState.READY)
    order.settled_at = now()
    record(kind, about=asset, by=SYSTEM)


def _refuse(order: leases.Order, sentence: str) -> None:
    order.advance(AssetState.REFUSED)
    order.settled_at = now()
    if isinstance(order, Asset):
        order.refusal = sentence[:400]
        record(Kind.IMAGE_REFUSED, about=order, by=SYSTEM, also=queries.senders(order))


def refused_by_name(head: bytes) -> formats.Refusal | None:
    """What a look at the first bytes already refuses, in the request that brings the file."""
    found = formats.sniff(head)
    return found if isinstance(found, formats.Refusal) else None
