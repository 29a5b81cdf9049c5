"""The statement of reasons behind a decision about a case, in the vocabulary of the DSA. A fact."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base
from app.takedowns.models import CaseDecision


class Statement(Base):
    """What ``CaseDecision`` does not say itself. ``visibility`` is empty where nothing was restricted; ``at_sight`` is
    the answer to DSA art. 16(3), empty where no notice was to be answered; ``ends_on`` is None for what stands until a
    later decision. ``content_types`` are codes with a space between them. Decisions of older versions have none."""

    WORDS: ClassVar[tuple[str, ...]] = ("facts", "reference_url")
    MOVES: ClassVar[tuple[str, ...]] = ()

    __tablename__ = "case_statements"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("case_decisions.id"), unique=True)
    visibility: Mapped[str] = mapped_column(String(64))
    visibility_other: Mapped[str] = mapped_column(String(200))
    ground: Mapped[str] = mapped_column(String(16))
    facts: Mapped[str] = mapped_column(Text)
    reference_url: Mapped[str] = mapped_column(Text)
    at_sight: Mapped[str] = mapped_column(String(3))
    source: Mapped[str] = mapped_column(String(64))
    automated_detection: Mapped[bool]
    automated_decision: Mapped[str] = mapped_column(String(64))
    category: Mapped[str] = mapped_column(String(96))
    specification: Mapped[str] = mapped_column(String(96))
    content_types: Mapped[str] = mapped_column(String(96))
    territory: Mapped[str] = mapped_column(String(24))
    language: Mapped[str] = mapped_column(String(12))
    content_on: Mapped[date] = mapped_column(Date())
    applied_on: Mapped[date] = mapped_column(Date())
    ends_on: Mapped[date | None] = mapped_column(Date())

    decision: Mapped[CaseDecision] = relationship()

    __table_args__ = (
        CheckConstraint("ground IN ('', 'illegal', 'incompatible')", name="ground"),
        CheckConstraint("at_sight IN ('', 'yes', 'no')", name="at_sight"),
        CheckConstraint("visibility = '' OR ground <> ''", name="restricted_with_ground"),
    )

    @property
    def ref(self) -> Ref:
        return Ref("case_statement", self.id)
