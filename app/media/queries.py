"""Reading assets, and the orders for parts of them."""

from __future__ import annotations

from sqlalchemy import select

from app.db import session
from app.media.models import Asset, Crop


def by_sha256(sha256: str) -> Asset | None:
    return session.scalar(select(Asset).where(Asset.sha256 == sha256))


def crop(asset: Asset, area: str) -> Crop | None:
    """The order for this part of an asset."""
    return session.scalar(select(Crop).where(Crop.asset_id == asset.id, Crop.area == area))
