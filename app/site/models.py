"""Site texts and settings: rows that are added, never edited; the one in force is the newest that has begun."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base


class SiteText(Base):
    """One version of a text the site shows: the disclaimer, the trademark notice, the guidelines, a policy."""

    __tablename__ = "site_texts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    locale: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(200))
    in_force_from: Mapped[datetime]
    made_at: Mapped[datetime]

    __table_args__ = (Index("ix_site_texts_in_force", "name", "in_force_from", "id"),)

    @property
    def ref(self) -> Ref:
        return Ref("site_text", self.id)


class SiteSetting(Base):
    """One version of a rule of the publisher: policy, clock lengths, names. ``source`` says where it comes from."""

    __tablename__ = "site_settings"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    value: Mapped[dict[str, Any]]
    source: Mapped[str] = mapped_column(String(300))
    in_force_from: Mapped[datetime]
    made_at: Mapped[datetime]

    __table_args__ = (Index("ix_site_settings_in_force", "name", "in_force_from", "id"),)

    @property
    def ref(self) -> Ref:
        return Ref("site_setting", self.id)
