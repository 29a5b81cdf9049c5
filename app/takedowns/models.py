"""Notices, cases and the decisions about them; and rights that end, with what the desk decided about those."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base
from app.guests.models import Guest
from app.publishing.models import Article, Use
from app.submissions.models import Revision, RightsRecord
from app.takedowns.channels import Channel
from app.takedowns.states import CASE, ENDING, NOTICE, OPEN, OVER, CaseState, EndingState, NoticeState


class Case(Base):
    """One or more notices about the same target. ``number`` counts per year; ``version`` is compared and set.

    ``opened_for`` says why the site opened it without a notice (``publishing.states.Ended``), else it is empty;
    ``rights_id`` is then the rights record that ended, and ``revision_id`` what readers were shown. ``heard_id`` is the
    newest event that its clocks have followed.
    """

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    lane: Mapped[str] = mapped_column(String(24))
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    use_name: Mapped[str | None] = mapped_column(ForeignKey("uses.name"))
    state: Mapped[str] = mapped_column(String(24), default=CaseState.TRIAGE.value, index=True)
    severity: Mapped[int] = mapped_column(default=2)
    received_at: Mapped[datetime]
    due_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(24), default="")
    opened_for: Mapped[str] = mapped_column(String(24), default="")
    rights_id: Mapped[int | None] = mapped_column(ForeignKey("rights_records.id"))
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id"))
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    heard_id: Mapped[int] = mapped_column(BigInteger, default=0)

    article: Mapped[Article] = relationship()
    use: Mapped[Use | None] = relationship()
    revision: Mapped[Revision | None] = relationship()
    rights: Mapped[RightsRecord | None] = relationship()
    notices: Mapped[list[Notice]] = relationship(back_populates="case", order_by="Notice.received_at")
    decisions: Mapped[list[CaseDecision]] = relationship(back_populates="case", order_by="CaseDecision.id")

    __table_args__ = (
        Index("uq_cases_number", "year", "number", unique=True),
        CheckConstraint("severity BETWEEN 0 AND 3", name="severity"),
    )

    @property
    def ref(self) -> Ref:
        return Ref("case", self.id)

    @property
    def public_number(self) -> str:
        """For example TD-2026-0042."""
        return f"TD-{self.year}-{self.number:04d}"

    @property
    def standing(self) -> CaseState:
        return CaseState(self.state)

    def advance(self, to: CaseState) -> None:
        self.state = CASE.check(self.standing, to).value


class Notice(Base):
    """What one reader sent. It does nothing until its e-mail address is confirmed.

    Bound to the revision the reader saw; ``answers`` holds the fields its lane asked for; ``quote``, ``prefix``
    and ``suffix`` are a W3C text-quote selector for a passage. ``snapshot`` names the page as it was kept, by the
    SHA-256 of its manifest; the database lets nobody put another one in its place. ``channel`` is how it came;
    ``entered_by_id`` the member of the desk who entered it, where one did.
    """

    WORDS: ClassVar[tuple[str, ...]] = ("quote", "prefix", "suffix", "answers")
    MOVES: ClassVar[tuple[str, ...]] = ("case_id", "state", "confirmed_at")
    LATER: ClassVar[dict[str, object]] = {
        "snapshot": "",
        "channel": Channel.FORM.value,
        "entered_by_id": None,
    }

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    notice_ref: Mapped[str] = mapped_column(String(32), unique=True)
    guest_id: Mapped[int] = mapped_column(ForeignKey("guests.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    use_name: Mapped[str | None] = mapped_column(ForeignKey("uses.name"))
    lane: Mapped[str] = mapped_column(String(24))
    quote: Mapped[str] = mapped_column(Text, default="")
    prefix: Mapped[str] = mapped_column(Text, default="")
    suffix: Mapped[str] = mapped_column(Text, default="")
    snapshot: Mapped[str] = mapped_column(String(64), default="", server_default="")
    answers: Mapped[dict[str, Any]]
    channel: Mapped[str] = mapped_column(
        String(12), default=Channel.FORM.value, server_default=Channel.FORM.value
    )
    entered_by_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(16), default=NoticeState.RECEIVED.value, index=True)
    received_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]

    guest: Mapped[Guest] = relationship(lazy="joined")
    case: Mapped[Case | None] = relationship(back_populates="notices")
    article: Mapped[Article] = relationship()
    revision: Mapped[Revision] = relationship()

    @property
    def ref(self) -> Ref:
        return Ref("notice", self.id)

    @property
    def standing(self) -> NoticeState:
        return NoticeState(self.state)

    @property
    def public_number(self) -> str:
        """The notice number, until a case number takes its place."""
        return f"N-{self.notice_ref[:6].upper()}"

    @property
    def may_be_written_to(self) -> bool:
        """Whether its address is somebody's who confirmed it, or whom the desk vouches for."""
        vouched = self.guest.confirmed_at is not None or self.entered_by_id is not None
        return self.guest.has_address and vouched

    @property
    def can_be_withdrawn(self) -> bool:
        """Until it is decided: afterwards what was decided stands."""
        undecided = self.case is None or self.case.standing in OPEN
        return undecided and NOTICE.allows(self.standing, NoticeState.WITHDRAWN)

    def can_be_added_to(self, at: datetime) -> bool:
        """While somebody may still read it: not once it was withdrawn, has run out, or its case is over."""
        if self.case is None:
            return self.can_be_confirmed(at)
        return self.standing is NoticeState.CONFIRMED and self.case.standing not in OVER

    def can_be_confirmed(self, at: datetime) -> bool:
        """Until its time is up: afterwards it has to be sent again."""
        return self.standing is NoticeState.RECEIVED and self.expires_at > at

    def advance(self, to: NoticeState) -> None:
        self.state = NOTICE.check(self.standing, to).value


class CaseDecision(Base):
    """One decision: outcome, ground and explanation at once feed letters, tombstone and history."""

    WORDS: ClassVar[tuple[str, ...]] = ("ground", "explanation", "internal")
    MOVES: ClassVar[tuple[str, ...]] = ()

    __tablename__ = "case_decisions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    sequence: Mapped[int] = mapped_column(Integer)
    by_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    outcome: Mapped[str] = mapped_column(String(24))
    ground: Mapped[str] = mapped_column(Text)
    explanation: Mapped[str] = mapped_column(Text)
    internal: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]

    case: Mapped[Case] = relationship(back_populates="decisions")
    by: Mapped[Member] = relationship(lazy="joined")

    __table_args__ = (Index("uq_case_decisions_sequence", "case_id", "sequence", unique=True),)

    @property
    def ref(self) -> Ref:
        return Ref("case_decision", self.id)


class Ending(Base):
    """The end of one right to show one published image: a licence, a release or a consent with a last day.

    ``last_on`` is the last day on which it may be shown: what was signed, or a later day that the desk decided on.
    ``revoked_at`` says that it ended before by somebody's word. ``version`` is compared and set.
    """

    WORDS: ClassVar[tuple[str, ...]] = ()
    MOVES: ClassVar[tuple[str, ...]] = ("state", "reminded_at", "version")

    __tablename__ = "endings"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    rights_id: Mapped[int] = mapped_column(ForeignKey("rights_records.id"), unique=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default=EndingState.OPEN.value, index=True)
    last_on: Mapped[date] = mapped_column(Date())
    begun_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    version: Mapped[int] = mapped_column(default=1)

    rights: Mapped[RightsRecord] = relationship()
    article: Mapped[Article] = relationship()
    case: Mapped[Case | None] = relationship()
    decisions: Mapped[list[RightDecision]] = relationship(
        back_populates="ending", order_by="RightDecision.id"
    )

    @property
    def ref(self) -> Ref:
        return Ref("ending", self.id)

    @property
    def standing(self) -> EndingState:
        return EndingState(self.state)

    def advance(self, to: EndingState) -> None:
        self.state = ENDING.check(self.standing, to).value
        self.version = (self.version or 0) + 1


class RightDecision(Base):
    """What a member of the desk decided about a right that ends. A fact: added, never edited.

    ``last_on`` is the new last day where it is kept, and ``evidence`` what shows that it may be.
    """

    WORDS: ClassVar[tuple[str, ...]] = ("reason", "evidence")
    MOVES: ClassVar[tuple[str, ...]] = ()

    __tablename__ = "right_decisions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ending_id: Mapped[int] = mapped_column(ForeignKey("endings.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    verdict: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text, default="")
    last_on: Mapped[date | None] = mapped_column(Date())
    made_at: Mapped[datetime]

    ending: Mapped[Ending] = relationship(back_populates="decisions")
    by: Mapped[Member] = relationship(lazy="joined")

    @property
    def ref(self) -> Ref:
        return Ref("right_decision", self.id)
