"""What guest and desk say to each other: comments, what each is about, and which of them are settled."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base


class Comment(Base):
    """One thing said between guest and desk. Facts: added, never edited.

    It may be about one image of a revision (``image`` is its key there) or about a passage of it: ``quote`` with some
    words before and after (W3C Web Annotation, 4.2.4). ``reply_to`` is the comment it answers, of the same submission
    (a constraint says so), which answers none itself: threads are one deep.
    """

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id"))
    member_id: Mapped[int | None]
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guests.id"))
    body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    reply_to: Mapped[int | None] = mapped_column(BigId)
    image: Mapped[str] = mapped_column(String(64), default="", server_default="")
    prefix: Mapped[str] = mapped_column(Text, default="", server_default="")
    quote: Mapped[str] = mapped_column(Text, default="", server_default="")
    suffix: Mapped[str] = mapped_column(Text, default="", server_default="")

    settlement: Mapped[Settlement | None] = relationship(back_populates="comment", lazy="joined")

    __table_args__ = (
        CheckConstraint("(member_id IS NULL) <> (guest_id IS NULL)", name="one_author"),
        CheckConstraint("image = '' OR quote = ''", name="about_one_thing"),
        UniqueConstraint("id", "submission_id"),
        ForeignKeyConstraint(["reply_to", "submission_id"], ["comments.id", "comments.submission_id"]),
    )

    @property
    def ref(self) -> Ref:
        return Ref("comment", self.id)

    @property
    def by_desk(self) -> bool:
        return self.member_id is not None

    @property
    def is_tied(self) -> bool:
        """About a passage or an image, which leads somewhere and can be settled."""
        return bool(self.image or self.quote)


class Settlement(Base):
    """Somebody at the desk found that a comment is dealt with. A fact; one is enough."""

    WORDS: ClassVar[tuple[str, ...]] = ()
    MOVES: ClassVar[tuple[str, ...]] = ()

    __tablename__ = "settlements"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    made_at: Mapped[datetime]

    comment: Mapped[Comment] = relationship(back_populates="settlement", lazy="joined")
    by: Mapped[Member] = relationship(lazy="joined")

    @property
    def ref(self) -> Ref:
        return Ref("settlement", self.id)
