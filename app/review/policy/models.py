"""What a member ticked of the list, or took back."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base


class Tick(Base):
    """A member says that they looked at one thing of one revision, or takes that back. Facts: the newest of a member
    counts. ``text_id`` is the version of the list that was on the screen, ``item`` the key of its line."""

    WORDS: ClassVar[tuple[str, ...]] = ()
    MOVES: ClassVar[tuple[str, ...]] = ()

    __tablename__ = "ticks"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    text_id: Mapped[int] = mapped_column(ForeignKey("site_texts.id"))
    item: Mapped[str] = mapped_column(String(16))
    ticked: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    made_at: Mapped[datetime]

    by: Mapped[Member] = relationship(lazy="joined")

    __table_args__ = (Index("ix_ticks_revision_id", "revision_id"),)

    @property
    def ref(self) -> Ref:
        return Ref("tick", self.id)
