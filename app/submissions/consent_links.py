"""The links that people who are shown hold: each may end the consent to one picture."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.audit.kinds import Actor, Ref
from app.audit.models import BigId
from app.db import Base
from app.media.models import Asset
from app.submissions.models import Submission


class Consent(Base):
    """A person shown, or who speaks for them, may withdraw the consent to one picture with a private link of their own.

    Where they are written to stands in the vault alone. ``printed`` says that nobody is: the link went out on paper.
    ``withdrawn_on`` is the day it was where the publisher is, or where its author was, if there it was later.
    """

    WORDS: ClassVar[tuple[str, ...]] = ()
    MOVES: ClassVar[tuple[str, ...]] = ("withdrawn_at", "withdrawn_on")

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    consent_ref: Mapped[str] = mapped_column(String(32), unique=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"), index=True)
    printed: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_on: Mapped[date | None] = mapped_column(Date())

    submission: Mapped[Submission] = relationship()
    asset: Mapped[Asset] = relationship()

    __table_args__ = (Index("ix_consents_image", "submission_id", "asset_id"),)

    @property
    def ref(self) -> Ref:
        return Ref("consent", self.id)

    @property
    def actor(self) -> Actor:
        """The person: known by this consent and by nothing else."""
        return Actor("consent", self.id)
