"""Files with a report, and words between its claimant and the desk. Rows of those that belong to one are added, never
changed: triggers on both databases say so, too; an erasure may empty their words."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base
from app.takedowns.models import Notice


class Attachment(Base):
    """A file that somebody sent with a report, or the desk put to it (``by_id``). Its bytes are in the store, by their
    SHA-256, and never public."""

    WORDS: ClassVar[tuple[str, ...]] = ("filename",)
    MOVES: ClassVar[tuple[str, ...]] = ()

    __tablename__ = "notice_files"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(String(40))
    filename: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    made_at: Mapped[datetime]

    notice: Mapped[Notice] = relationship()

    __table_args__ = (UniqueConstraint("notice_id", "sha256"),)

    @property
    def ref(self) -> Ref:
        return Ref("notice_file", self.id)


class CaseComment(Base):
    """One thing said between the desk and the claimant of one report; no other claimant of the case reads it."""

    WORDS: ClassVar[tuple[str, ...]] = ("body",)
    MOVES: ClassVar[tuple[str, ...]] = ()

    __tablename__ = "case_comments"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guests.id"))
    body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]

    notice: Mapped[Notice] = relationship()
    member: Mapped[Member | None] = relationship(lazy="joined")

    __table_args__ = (CheckConstraint("(member_id IS NULL) <> (guest_id IS NULL)", name="one_author"),)

    @property
    def ref(self) -> Ref:
        return Ref("case_comment", self.id)

    @property
    def by_desk(self) -> bool:
        return self.member_id is not None


class HeldFile(Base):
    """A file that came with a form which was refused for something else: kept for a day, so that nobody has to choose
    it again. ``token`` stands in the form and opens nothing."""

    __tablename__ = "held_files"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    article_id: Mapped[int] = mapped_column(BigId)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(String(40))
    filename: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(index=True)


class UnnamedSource(Base):
    """That somebody reported an article without an address today: a keyed hash of day, network and article, forgotten
    when the day is over."""

    __tablename__ = "unnamed_sources"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
