"""Reading assets, and the orders for parts of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import CompoundSelect, func, select
from sqlalchemy.orm import aliased

from app.audit.kinds import Kind, Ref
from app.audit.models import Event, Topic
from app.db import session
from app.media.models import Asset, AssetFingerprint, Crop
from app.media.states import AssetState


def by_sha256(sha256: str) -> Asset | None:
    return session.scalar(select(Asset).where(Asset.sha256 == sha256))


def unprinted(limit: int, *, after: int = 0) -> list[Asset]:
    """Assets that were taken in before there were fingerprints, in their order, from the next number on."""
    printed = select(AssetFingerprint.id).where(AssetFingerprint.asset_id == Asset.id).exists()
    waiting = select(Asset).where(Asset.state == AssetState.READY.value, Asset.id > after, ~printed)
    return list(session.scalars(waiting.order_by(Asset.id).limit(limit)))


def crop(asset: Asset, area: str) -> Crop | None:
    """The order for this part of an asset."""
    return session.scalar(select(Crop).where(Crop.asset_id == asset.id, Crop.area == area))


@dataclass(frozen=True)
class Sender:
    """A submission that an image was sent for, which is a thing of a later stage: its reference alone."""

    ref: Ref


SENT_FOR = "submission"
"""The fact by which an event names a submission whose history it is not part of: the desk sent the image."""


def sent_for(submission_id: int) -> CompoundSelect[int]:
    """The assets that were ever sent for a submission, by its author or by the desk, also those that were taken out of
    it again; read from the log."""
    sent = select(Event.subject_id).where(
        Event.kind == Kind.IMAGE_RECEIVED.value, Event.subject_kind == "asset"
    )
    history = Topic.subject_kind == "submission", Topic.subject_id == submission_id
    by_author = sent.join(Topic, Topic.event_id == Event.id).where(*history)
    by_desk = sent.where(Event.actor_kind == "member", Event.facts[SENT_FOR].as_integer() == submission_id)
    return by_author.union(by_desk)


def senders(asset: Asset) -> list[Sender]:
    """The submissions that this image was sent for since it was last refused; read from the log.

    Whom it was refused before has been told, and learns nothing of others who send the same bytes.
    """
    sent, refused = aliased(Topic), aliased(Event)
    last = (
        select(func.coalesce(func.max(refused.id), 0))
        .where(refused.kind == Kind.IMAGE_REFUSED.value)
        .where(refused.subject_kind == asset.ref.kind, refused.subject_id == asset.ref.id)
    )
    found = session.scalars(
        select(Topic.subject_id)
        .join(Event, Event.id == Topic.event_id)
        .join(sent, sent.event_id == Event.id)
        .where(
            Event.kind == Kind.IMAGE_RECEIVED.value,
            Event.id > last.scalar_subquery(),
            sent.subject_kind == asset.ref.kind,
            sent.subject_id == asset.ref.id,
            Topic.subject_kind == "submission",
        )
        .distinct()
        .order_by(Topic.subject_id)
    )
    return [Sender(Ref("submission", id_)) for id_ in found]
