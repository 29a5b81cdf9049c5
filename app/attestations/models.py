"""Wordings and attestations. Rows are added, never changed: a trigger on both databases says so too."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base
from app.submissions.models import Revision


class Wording(Base):
    """One version of what people sign. ``body`` is the text in parts; ``sha256`` is of its canonical JSON."""

    __tablename__ = "wordings"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    locale: Mapped[str] = mapped_column(String(12))
    body: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    source: Mapped[str] = mapped_column(String(200))
    in_force_from: Mapped[datetime]

    __table_args__ = (UniqueConstraint("name", "version", "locale"),)


class Attestation(Base):
    """A signature. It binds, by hash, the wording shown, the revision, each original and its rights record.

    Personal data (typed name, address, address prefix, browser) are commitments in ``statement``; the vault has them.
    """

    __tablename__ = "attestations"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), unique=True)
    wording_id: Mapped[int] = mapped_column(ForeignKey("wordings.id"))
    guest_id: Mapped[int] = mapped_column(ForeignKey("guests.id"))
    content_hash: Mapped[str] = mapped_column(String(64))
    statement: Mapped[dict[str, Any]]
    statement_hash: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime]

    revision: Mapped[Revision] = relationship()
    wording: Mapped[Wording] = relationship(lazy="joined")

    @property
    def ref(self) -> Ref:
        return Ref("attestation", self.id)
