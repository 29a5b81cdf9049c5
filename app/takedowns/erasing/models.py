"""Erasures. Rows are added, never changed: triggers on both databases say so, too. Two people are one constraint."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base
from app.takedowns.erasing.kinds import Scope, Standing, Verdict


class Erasure(Base):
    """The proposal: what is to be erased in which case, and why. It names things by number only, so that it can stand
    where the things themselves do not, as after an older backup was brought back.

    ``urgent`` says why it does not wait until nobody can object any more; empty where it does wait.
    """

    __tablename__ = "erasures"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, index=True)
    article_id: Mapped[int] = mapped_column(BigId)
    submission_id: Mapped[int] = mapped_column(BigId)
    scope: Mapped[str] = mapped_column(String(8))
    use_name: Mapped[str] = mapped_column(String(32), default="")
    asset_id: Mapped[int | None] = mapped_column(BigId)
    reason: Mapped[str] = mapped_column(Text)
    urgent: Mapped[str] = mapped_column(Text, default="")
    proposed_by_id: Mapped[int]
    proposed_at: Mapped[datetime]

    answer: Mapped[ErasureAnswer | None] = relationship(back_populates="erasure", lazy="joined")

    __table_args__ = (
        CheckConstraint("scope IN ('article', 'image')", name="scope"),
        UniqueConstraint("id", "proposed_by_id"),
    )

    @property
    def ref(self) -> Ref:
        return Ref("erasure", self.id)

    @property
    def number(self) -> str:
        """For example ER-0007."""
        return f"ER-{self.id:04d}"

    @property
    def of(self) -> Scope:
        return Scope(self.scope)

    @property
    def is_confirmed(self) -> bool:
        return self.answer is not None and self.answer.verdict == Verdict.CONFIRMED

    @property
    def standing(self) -> Standing:
        if self.answer is None:
            return Standing.PROPOSED
        if not self.is_confirmed:
            return Standing.DECLINED
        return Standing.ERASED if self.answer.end else Standing.ERASING


class ErasureAnswer(Base):
    """The second hand. Whoever proposed may only take it back: the database keeps the two people apart."""

    __tablename__ = "erasure_answers"

    erasure_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    proposed_by_id: Mapped[int]
    by_id: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]

    erasure: Mapped[Erasure] = relationship(back_populates="answer")
    end: Mapped[ErasureEnd | None] = relationship(lazy="joined")

    __table_args__ = (
        ForeignKeyConstraint(
            ["erasure_id", "proposed_by_id"],
            ["erasures.id", "erasures.proposed_by_id"],
        ),
        CheckConstraint("verdict = 'declined' OR by_id <> proposed_by_id", name="two_people"),
        CheckConstraint("verdict IN ('confirmed', 'declined')", name="verdict"),
    )


class ErasureEnd(Base):
    """Every file was looked for in the store and none was there. ``probed`` counts the addresses asked for."""

    __tablename__ = "erasure_ends"

    erasure_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("erasure_answers.erasure_id"), primary_key=True, autoincrement=False
    )
    done_at: Mapped[datetime]
    probed: Mapped[int]
