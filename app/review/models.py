"""Decisions and internal notes of the desk about a submission."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base
from app.submissions.models import Revision


class Verdict(StrEnum):
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"
    DECLINED = "declined"


class Decision(Base):
    """What a member decided about one revision. The constraint, not a view, makes one person count once.

    ``attestation_id`` is the signature that covered it when it was decided, and ``images_hash`` says which images with
    which rights (``looking.images``). ``from_state`` and ``from_due_at`` are where the submission stood, ``undo_until``
    is until when that can be brought back (``undoing``); None: not at all. ``again`` counts the decisions about this
    revision that the same person took back before. Of decisions of an older version nothing of this is known.
    """

    WORDS: ClassVar[tuple[str, ...]] = ("note",)
    MOVES: ClassVar[tuple[str, ...]] = ()
    LATER: ClassVar[dict[str, Any]] = {
        **dict.fromkeys(("attestation_id", "images_hash", "from_state", "from_due_at", "undo_until")),
        "again": 0,
    }

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    content_hash: Mapped[str] = mapped_column(String(64))
    attestation_id: Mapped[int | None] = mapped_column(ForeignKey("attestations.id"))
    images_hash: Mapped[str | None] = mapped_column(String(64))
    by_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    verdict: Mapped[str] = mapped_column(String(24))
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    note: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(index=True)
    from_state: Mapped[str | None] = mapped_column(String(24))
    from_due_at: Mapped[datetime | None]
    undo_until: Mapped[datetime | None]
    again: Mapped[int] = mapped_column(default=0, server_default="0")

    revision: Mapped[Revision] = relationship()
    by: Mapped[Member] = relationship(lazy="joined")
    undoing: Mapped[Undoing | None] = relationship(back_populates="decision", lazy="joined")

    __table_args__ = (UniqueConstraint("revision_id", "by_id", "again"),)

    @property
    def ref(self) -> Ref:
        return Ref("decision", self.id)


class Undoing(Base):
    """A decision was taken back. A fact like the decision itself: both stay, and the decision counts no more."""

    WORDS: ClassVar[tuple[str, ...]] = ()
    MOVES: ClassVar[tuple[str, ...]] = ()

    __tablename__ = "undoings"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    made_at: Mapped[datetime]

    decision: Mapped[Decision] = relationship(back_populates="undoing")
    by: Mapped[Member] = relationship(lazy="joined")

    @property
    def ref(self) -> Ref:
        return Ref("undoing", self.id)


class Note(Base):
    """An internal note of the desk: never shown to the contributor or a claimant."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]

    by: Mapped[Member] = relationship(lazy="joined")
