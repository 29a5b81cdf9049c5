"""The states of an asset."""

from __future__ import annotations

from enum import StrEnum

from app.lifecycle import Lifecycle, to


class AssetState(StrEnum):
    RECEIVED = "received"
    READY = "ready"
    REFUSED = "refused"


ASSET = Lifecycle(
    start=AssetState.RECEIVED,
    moves={
        AssetState.RECEIVED: to(AssetState.READY, AssetState.REFUSED),
        AssetState.READY: to(AssetState.REFUSED),  # by an erasure alone
        AssetState.REFUSED: to(AssetState.RECEIVED),
    },
)
