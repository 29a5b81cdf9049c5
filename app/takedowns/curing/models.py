"""What was asked for and what was added. Facts: what the claimant sent at first stays as it was sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base
from app.takedowns.models import Case, Notice


class InformationRequest(Base):
    """What one report lacks: ``wanted`` are the names of fields of its lane. ``by_id`` is None where the site asked by
    itself, because the report came in without them."""

    WORDS: ClassVar[tuple[str, ...]] = ()
    MOVES: ClassVar[tuple[str, ...]] = ()

    __tablename__ = "information_requests"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    wanted: Mapped[list[Any]]
    made_at: Mapped[datetime]

    case: Mapped[Case] = relationship()
    notice: Mapped[Notice] = relationship()
    by: Mapped[Member | None] = relationship(lazy="joined")
    given: Mapped[AddedAnswers | None] = relationship(back_populates="request", lazy="joined")

    @property
    def ref(self) -> Ref:
        return Ref("information_request", self.id)


class AddedAnswers(Base):
    """What the claimant added to one report: ``answers`` by the names of fields. One a request."""

    WORDS: ClassVar[tuple[str, ...]] = ("answers",)
    MOVES: ClassVar[tuple[str, ...]] = ()

    __tablename__ = "added_answers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("information_requests.id"), unique=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"), index=True)
    answers: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]

    request: Mapped[InformationRequest] = relationship(back_populates="given")
    notice: Mapped[Notice] = relationship()

    @property
    def ref(self) -> Ref:
        return Ref("added_answers", self.id)
