"""Reading assets."""

from __future__ import annotations

from sqlalchemy import select

from app.db import session
from app.media.models import Asset


def by_sha256(sha256: str) -> Asset | None:
    return session.scalar(select(Asset).where(Asset.sha256 == sha256))
