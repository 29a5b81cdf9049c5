"""An asset is one uploaded image, addressed by the SHA-256 of its original bytes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base
from app.media.findings import Fingerprint
from app.media.states import ASSET, AssetState
from app.media.storage import recipe_of


class Asset(Base):
    """One original. The same bytes uploaded twice are one asset.

    ``embedded`` is what the file says of itself; ``refusal`` is the sentence its uploader reads.
    ``lease_until`` and ``attempts`` make the row its own work order: a worker that dies loses the lease, not the job.
    """

    __tablename__ = "assets"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default=AssetState.RECEIVED.value, index=True)
    mime: Mapped[str] = mapped_column(String(40), default="")
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    refusal: Mapped[str] = mapped_column(String(400), default="")
    embedded: Mapped[dict[str, Any]] = mapped_column(default=dict)
    recipe: Mapped[str] = mapped_column(String(12), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str] = mapped_column(String(64), default="")
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    renditions: Mapped[list[Rendition]] = relationship(order_by="Rendition.width", lazy="selectin")
    crops: Mapped[list[Crop]] = relationship(back_populates="asset")

    @property
    def ref(self) -> Ref:
        return Ref("asset", self.id)

    @property
    def is_ready(self) -> bool:
        return self.state == AssetState.READY

    def shown(self, crop: str = "") -> list[Rendition]:
        """The public files of the part that ``crop`` names (the whole of it when empty), widest last."""
        recipe = recipe_of(crop) if crop else self.recipe
        return [made for made in self.renditions if made.recipe == recipe]

    def widths(self, crop: str = "") -> list[int]:
        """The widths in which that part can be shown, in pixels, ascending."""
        return sorted({made.width for made in self.shown(crop)})

    def refused_to_cut(self, crop: str) -> bool:
        """The part that ``crop`` names could not be drawn."""
        return any(one.area == crop and one.state == AssetState.REFUSED for one in self.crops)

    def advance(self, to: AssetState) -> None:
        self.state = ASSET.check(AssetState(self.state), to).value


class Rendition(Base):
    """One file made of an asset: stripped, upright, sRGB. Kept in the store under a key nobody outside sees."""

    __tablename__ = "renditions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"))
    recipe: Mapped[str] = mapped_column(String(32))
    format: Mapped[str] = mapped_column(String(5))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("asset_id", "recipe", "format", "width"),)


class Crop(Base):
    """The order for the renditions of a part of an asset: ``area`` is as in ``areas``.

    They are kept as renditions under a recipe of their own; ``storage.recipe_of`` names it."""

    __tablename__ = "crops"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"))
    area: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(12), default=AssetState.RECEIVED.value, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str] = mapped_column(String(64), default="")
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    asset: Mapped[Asset] = relationship(back_populates="crops")

    __table_args__ = (UniqueConstraint("asset_id", "area"),)

    def advance(self, to: AssetState) -> None:
        self.state = ASSET.check(AssetState(self.state), to).value


class AssetFingerprint(Base):
    """By what an asset is told from others and found among them. Its own number grows, so that an index of all of them
    asks only for those that came since."""

    __tablename__ = "fingerprints"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"), unique=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    inside: Mapped[bytes] = mapped_column(LargeBinary(32))
    quality: Mapped[int]
    made_at: Mapped[datetime]

    @property
    def found(self) -> Fingerprint:
        return Fingerprint(bytes(self.hash), bytes(self.inside), self.quality)
