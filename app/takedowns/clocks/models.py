"""The clocks that were started. What a clock was started with never changes, and what happened to it is written once:
triggers on both databases say so, too."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base
from app.takedowns.clocks.kinds import CLOCKS, ClockRule, Name
from app.takedowns.models import Case, Notice

HALF, NEARLY = 0.5, 0.9
"""Of its time: when whoever owes the move is reminded."""


class CaseClock(Base):
    """One clock of a case. ``due_at`` is what was computed when it started, by ``rule_version`` (the row of the
    setting; None: the default of the product) in ``calendar`` and ``zone`` with ``library``: a newer rule or library
    moves nothing.

    ``ends_at`` is that, and the seconds it rested. ``next_at`` is when the clock worker looks at it again; None
    while it rests and when it is over. ``started_by_id`` is None of a clock that an older version left to this one.
    """

    MOVES: ClassVar[tuple[str, ...]] = (
        *("ends_at", "next_at", "paused_at", "paused_seconds", "satisfied_by_id", "satisfied_at"),
        *("cancelled_at", "half_at", "ninety_at", "breached_at"),
    )
    WORDS: ClassVar[tuple[str, ...]] = ()

    __tablename__ = "clocks"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id"))
    rule: Mapped[str] = mapped_column(String(32))
    rule_version: Mapped[int | None] = mapped_column(ForeignKey("site_settings.id"))
    calendar: Mapped[str] = mapped_column(String(12))
    zone: Mapped[str] = mapped_column(String(40))
    library: Mapped[str] = mapped_column(String(32))
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    starts_at: Mapped[datetime]
    earliest_at: Mapped[datetime | None]
    due_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    paused_at: Mapped[datetime | None]
    paused_seconds: Mapped[int] = mapped_column(default=0)
    satisfied_by_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    satisfied_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    half_at: Mapped[datetime | None]
    ninety_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship()
    notice: Mapped[Notice | None] = relationship()

    __table_args__ = (
        UniqueConstraint("case_id", "rule", "started_by_id"),
        Index("ix_clocks_ends", "rule", "ends_at"),
        CheckConstraint("earliest_at IS NULL OR earliest_at <= due_at", name="bounds"),
        CheckConstraint("satisfied_at IS NULL OR cancelled_at IS NULL", name="one_end"),
        CheckConstraint("ends_at >= due_at AND paused_seconds >= 0", name="later"),
    )

    @property
    def ref(self) -> Ref:
        return Ref("clock", self.id)

    @property
    def name(self) -> Name:
        return Name(self.rule)

    @property
    def of(self) -> ClockRule:
        return CLOCKS[self.name]

    @property
    def is_over(self) -> bool:
        return self.satisfied_at is not None or self.cancelled_at is not None

    @property
    def is_running(self) -> bool:
        return not self.is_over and self.paused_at is None

    def after(self, part: float) -> datetime:
        """When that part of its time has passed; what it rested is not counted."""
        return self.starts_at + part * (self.due_at - self.starts_at) + timedelta(seconds=self.paused_seconds)

    def wind(self) -> None:
        """When the worker looks again: at the next mark that is not made yet, and at the end."""
        marks = (
            (self.half_at, self.after(HALF)),
            (self.ninety_at, self.after(NEARLY)),
            (self.breached_at, self.ends_at),
        )
        ahead = [at for made, at in marks if made is None]
        self.next_at = min(ahead) if ahead and self.is_running else None
