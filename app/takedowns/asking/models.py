"""Questions to specialists and their opinions. Rows are added, never changed: triggers on both databases say so, too.
One opinion a question, by somebody else than who asked, are constraints."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base
from app.takedowns.models import Case


class Question(Base):
    """What the desk asks a specialist about a case. ``mark`` is the mark that whoever answers it must have."""

    WORDS: ClassVar[tuple[str, ...]] = ("body",)
    MOVES: ClassVar[tuple[str, ...]] = ()

    __tablename__ = "case_questions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    sequence: Mapped[int]
    mark: Mapped[str] = mapped_column(String(12))
    by_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]

    case: Mapped[Case] = relationship()
    by: Mapped[Member] = relationship(lazy="joined")
    opinion: Mapped[Opinion | None] = relationship(back_populates="question", lazy="joined")

    __table_args__ = (
        UniqueConstraint("case_id", "sequence"),
        UniqueConstraint("id", "by_id"),
        CheckConstraint("mark IN ('clinical', 'legal')", name="mark"),
    )

    @property
    def ref(self) -> Ref:
        return Ref("case_question", self.id)


class Opinion(Base):
    """The specialist's answer. ``asked_by_id`` is who asked, so that the database keeps the two people apart."""

    WORDS: ClassVar[tuple[str, ...]] = ("body",)
    MOVES: ClassVar[tuple[str, ...]] = ()

    __tablename__ = "case_opinions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    question_id: Mapped[int] = mapped_column(BigId, unique=True)
    asked_by_id: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]

    question: Mapped[Question] = relationship(back_populates="opinion")
    by: Mapped[Member] = relationship(lazy="joined")

    __table_args__ = (
        ForeignKeyConstraint(["question_id", "asked_by_id"], ["case_questions.id", "case_questions.by_id"]),
        CheckConstraint("by_id <> asked_by_id", name="two_people"),
    )

    @property
    def ref(self) -> Ref:
        return Ref("case_opinion", self.id)
