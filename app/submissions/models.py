"""The submission, its one working copy, its immutable revisions, and what is declared about each image."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base
from app.guests.models import Guest
from app.media import areas
from app.media.models import Asset
from app.submissions import declarations
from app.submissions.states import SUBMISSION, Stage, State


class Submission(Base):
    """One article on its way, owned by one contributor. ``version`` counts every change of state and every new
    revision: decisions compare and set it."""

    __tablename__ = "submissions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    draft_ref: Mapped[str] = mapped_column(String(32), unique=True)
    guest_id: Mapped[int] = mapped_column(ForeignKey("guests.id"), index=True)
    state: Mapped[str] = mapped_column(String(24), default=State.DRAFT.value, index=True)
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    review_due_at: Mapped[datetime | None]

    guest: Mapped[Guest] = relationship(lazy="joined")
    copy: Mapped[WorkingCopy] = relationship(back_populates="submission", uselist=False)
    images: Mapped[list[DraftImage]] = relationship(
        primaryjoin="and_(Submission.id == DraftImage.submission_id, DraftImage.desk_copy_id.is_(None))",
        back_populates="submission",
        order_by="DraftImage.position",
        cascade="all, delete-orphan",
    )
    revisions: Mapped[list[Revision]] = relationship(back_populates="submission", order_by="Revision.number")

    @property
    def ref(self) -> Ref:
        return Ref("submission", self.id)

    @property
    def standing(self) -> State:
        return State(self.state)

    @property
    def title(self) -> str:
        return self.copy.title or "Untitled article"

    @property
    def was_sent(self) -> bool:
        """Signed and sent at least once. Until then the words of the draft are its author's own."""
        return self.submitted_at is not None

    def advance(self, to: State, *, back: bool = False) -> None:
        """Move along the table in states.py, or NotAllowed. ``back``: to where it stood before what is undone."""
        self.state = SUBMISSION.check(self.standing, to, back=back).value


class WorkingCopy(Base):
    """The one mutable state of a draft. ``version`` is what a tab must name to save over it.

    ``holder`` is the tab that is writing, under a random name it gave itself, until ``held_until``; ``orcid`` is the
    author's identifier in groups of four (ISO 27729), or empty.
    """

    __tablename__ = "working_copies"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(300), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    byline: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(200), default="")
    affiliation: Mapped[str] = mapped_column(String(200), default="")
    bio: Mapped[str] = mapped_column(Text, default="")
    licence: Mapped[str] = mapped_column(String(40), default="all-rights-reserved")
    trademarks: Mapped[str] = mapped_column(Text, default="")
    faq: Mapped[list[Any]] = mapped_column(default=list)
    references: Mapped[list[Any]] = mapped_column(default=list)
    disclosures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    orcid: Mapped[str] = mapped_column(String(19), default="")
    saved_at: Mapped[datetime]
    holder: Mapped[str] = mapped_column(String(32), default="")
    held_until: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship(back_populates="copy")


class DraftImage(Base):
    """An asset in the working copy. ``use`` is the random 128-bit name of its public address; it changes with
    the crop or the credit. ``key`` is what stands in the text: ``![[key]]``. ``declared`` is the rights declaration
    being written; it becomes an immutable rights record when a revision is made.

    ``crop`` is what is shown of it, ``left,top,width,height``, and ``focal`` the point that matters most, ``left,top``,
    both in ten-thousandths of the upright original; empty is the whole and its middle. ``portrait`` marks the one
    photograph of the author, which stands in the author's box and not in the text. One that an editor is adding stands
    in the ``desk_copy`` until the change is signed.
    """

    __tablename__ = "draft_images"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"), index=True)
    key: Mapped[str] = mapped_column(String(64))
    use: Mapped[str] = mapped_column(String(32), unique=True)
    filename: Mapped[str] = mapped_column(String(200))
    alt: Mapped[str] = mapped_column(Text, default="")
    caption: Mapped[str] = mapped_column(Text, default="")
    credit: Mapped[str] = mapped_column(String(300), default="")
    position: Mapped[int]
    lead: Mapped[bool] = mapped_column(default=False)
    portrait: Mapped[bool] = mapped_column(default=False)
    crop: Mapped[str] = mapped_column(String(32), default="")
    focal: Mapped[str] = mapped_column(String(12), default="")
    declared: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_at: Mapped[datetime]
    desk_copy_id: Mapped[int | None] = mapped_column(ForeignKey("desk_copies.id"), index=True)

    submission: Mapped[Submission] = relationship(back_populates="images")
    asset: Mapped[Asset] = relationship(lazy="joined")
    evidence: Mapped[list[Evidence]] = relationship(
        primaryjoin="and_(DraftImage.submission_id == foreign(Evidence.submission_id),"
        " DraftImage.asset_id == foreign(Evidence.asset_id), Evidence.removed_at.is_(None))",
        viewonly=True,
        order_by="Evidence.id",
        lazy="selectin",
    )

    __table_args__ = (UniqueConstraint("submission_id", "key"), UniqueConstraint("submission_id", "asset_id"))

    @property
    def declaration(self) -> dict[str, Any]:
        """What would be signed now: the answers that bear on the right, and the files that show it by their SHA-256."""
        files = sorted(one.sha256 for one in self.evidence)
        return declarations.signed(self.declared | ({"evidence": files} if files else {}))

    @property
    def ref(self) -> Ref:
        return Ref("draft_image", self.id)

    @property
    def stage(self) -> Stage:
        """Received and refused are the asset's; a part of a ready one is being cut until there is a file of it."""
        if not self.asset.is_ready:
            return Stage(self.asset.state)
        if not self.crop or self.widths:
            return Stage.READY
        return Stage.UNCUT if self.asset.refused_to_cut(self.crop) else Stage.CUTTING

    @property
    def widths(self) -> list[int]:
        """The widths in which what is shown of it can be had, in pixels, ascending."""
        return self.asset.widths(self.crop)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels of what is shown of the upright original; 0, 0 before it was read."""
        return areas.size_of(self.crop, self.asset.width, self.asset.height)


class RightsRecord(Base):
    """What is declared about one asset in one submission. Immutable: a change is a new row. ``hash`` is the SHA-256 of
    the declaration's canonical JSON (RFC 8785) together with the asset's SHA-256."""

    __tablename__ = "rights_records"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"))
    basis: Mapped[str] = mapped_column(String(32))
    people: Mapped[str] = mapped_column(String(16))
    declared: Mapped[dict[str, Any]]
    expires_on: Mapped[date | None] = mapped_column(Date(), index=True)
    hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("submission_id", "asset_id", "hash"),)

    @property
    def ref(self) -> Ref:
        return Ref("rights_record", self.id)


class Revision(Base):
    """An immutable snapshot, made when the signing page is opened (same hash, same revision).

    ``content`` may become null together with an ``erasure_id`` alone (a trigger guards it); the hash stays.
    ``by_member_id`` is the editor who made it; null: its author did.
    """

    __tablename__ = "revisions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any] | None]
    content_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    erasure_id: Mapped[int | None] = mapped_column(BigId)
    by_member_id: Mapped[int | None]

    submission: Mapped[Submission] = relationship(back_populates="revisions")
    placements: Mapped[list[Placement]] = relationship(
        order_by="Placement.position", back_populates="revision"
    )

    __table_args__ = (
        UniqueConstraint("submission_id", "number"),
        CheckConstraint("number >= 1", name="number"),
    )

    @property
    def ref(self) -> Ref:
        return Ref("revision", self.id)


class Placement(Base):
    """An asset used in a revision, with the rights record that covers it. Immutable with its revision."""

    __tablename__ = "placements"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), index=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"), index=True)
    rights_id: Mapped[int] = mapped_column(ForeignKey("rights_records.id"))
    use: Mapped[str] = mapped_column(String(32), index=True)
    crop: Mapped[str] = mapped_column(String(32), default="")
    position: Mapped[int]

    revision: Mapped[Revision] = relationship(back_populates="placements")
    asset: Mapped[Asset] = relationship(lazy="joined")
    rights: Mapped[RightsRecord] = relationship(lazy="joined")

    __table_args__ = (UniqueConstraint("revision_id", "asset_id"),)

    @property
    def submission(self) -> Submission:
        return self.revision.submission


class Evidence(Base):
    """A file that shows a right: a licence, a letter, a form of consent. Its bytes lie in the store, never public.
    A declaration names it by its SHA-256, so that what was signed for cannot be exchanged; none names it once it was
    taken off the draft (``removed_at``).
    """

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(String(40))
    filename: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("submission_id", "asset_id", "sha256"),)

    @property
    def ref(self) -> Ref:
        return Ref("evidence", self.id)
