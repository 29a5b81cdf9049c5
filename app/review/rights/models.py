"""What members of the desk found about rights records. Rows are added, never changed: triggers say so too."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base
from app.review.rights.kinds import Found
from app.submissions.models import RightsRecord


class Finding(Base):
    """What one member found about one rights record, and what they checked; the newest of a record counts.

    A rights record never changes, so that what was found about it holds for exactly what was declared, in each later
    revision that declares the same.
    """

    WORDS: ClassVar[tuple[str, ...]] = ("note",)
    MOVES: ClassVar[tuple[str, ...]] = ()

    __tablename__ = "findings"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    rights_id: Mapped[int] = mapped_column(ForeignKey("rights_records.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    found: Mapped[str] = mapped_column(String(12))
    checked: Mapped[list[Any]] = mapped_column(default=list)
    note: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]

    rights: Mapped[RightsRecord] = relationship()
    by: Mapped[Member] = relationship(lazy="joined")

    __table_args__ = (Index("ix_findings_rights", "rights_id", "id"),)

    @property
    def ref(self) -> Ref:
        return Ref("finding", self.id)

    @property
    def standing(self) -> Found:
        return Found(self.found)
