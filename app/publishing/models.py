"""Articles, every slug they ever had, uses as published, and holds."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base
from app.media.models import Asset
from app.publishing.states import ARTICLE, ArticleState
from app.site.models import SiteText
from app.submissions.models import Revision, Submission


class Article(Base):
    """The public face of a submission. It shows one revision, with the site texts in force when it was published."""

    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), unique=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[str] = mapped_column(String(12), default=ArticleState.PUBLISHED.value)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(Text)
    byline: Mapped[str] = mapped_column(String(200))
    search: Mapped[str] = mapped_column(Text, default="", deferred=True)
    disclaimer_id: Mapped[int] = mapped_column(ForeignKey("site_texts.id"))
    trademarks_id: Mapped[int] = mapped_column(ForeignKey("site_texts.id"))
    published_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    dark: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    submission: Mapped[Submission] = relationship()
    revision: Mapped[Revision] = relationship()
    disclaimer: Mapped[SiteText] = relationship(foreign_keys=[disclaimer_id])
    trademarks: Mapped[SiteText] = relationship(foreign_keys=[trademarks_id])

    __table_args__ = (Index("ix_articles_listed", "dark", "published_at", "id"),)

    @property
    def ref(self) -> Ref:
        return Ref("article", self.id)

    @property
    def url(self) -> str:
        return f"/articles/{self.slug}"

    def advance(self, to: ArticleState) -> None:
        self.state = ARTICLE.check(ArticleState(self.state), to).value


class Slug(Base):
    """Every slug ever used. Never reassigned: the primary key guards it."""

    __tablename__ = "slugs"

    slug: Mapped[str] = mapped_column(String(120), primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    made_at: Mapped[datetime]


class Related(Base):
    """An article that an editor leads readers to from another one: ``place`` is where it stands among them, from 0.

    The page of ``article_id`` quotes the title of ``other_id``, so it is made again with everything that changes
    there (``presence``)."""

    __tablename__ = "related"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True, index=True)
    place: Mapped[int]

    __table_args__ = (
        UniqueConstraint("article_id", "place"),
        CheckConstraint("article_id <> other_id", name="another"),
    )


class Use(Base):
    """An asset as shown in one article, under a random 128-bit name that is its public address.

    ``crop`` is the part of it that is shown, as the draft image has it; another part is another use."""

    __tablename__ = "uses"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"), index=True)
    crop: Mapped[str] = mapped_column(String(32), default="")
    shown: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime]

    article: Mapped[Article] = relationship()
    asset: Mapped[Asset] = relationship()


class Hold(Base):
    """A restriction: what is hidden, why, since when, until when. Visibility is decided by holds, nothing else.

    ``status`` is what its addresses answer: 404 (interim without a legal demand), 451 (legal demand, RFC 7725)
    or 410 (removed editorially). ``ground`` is the lane, or why the right to show it ended (``states.Ended``);
    ``asked_by`` is a role, never a name; ``case_name`` is the number of the case, as its tombstone shows it. One that
    the clock placed, or a person shown, names no member.
    """

    WORDS: ClassVar[tuple[str, ...]] = ("reason",)
    MOVES: ClassVar[tuple[str, ...]] = ("lifted_at", "lifted_by_id")
    LATER: ClassVar[dict[str, str]] = {"case_name": ""}

    __tablename__ = "holds"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    use_name: Mapped[str | None] = mapped_column(ForeignKey("uses.name"), index=True)
    case_id: Mapped[int | None] = mapped_column(BigId, index=True)
    case_name: Mapped[str] = mapped_column(String(24), default="")
    level: Mapped[str] = mapped_column(String(8))
    status: Mapped[int]
    ground: Mapped[str] = mapped_column(String(24))
    asked_by: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    placed_at: Mapped[datetime]
    placed_by_id: Mapped[int | None]
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None]

    article: Mapped[Article] = relationship()
    use: Mapped[Use | None] = relationship()

    __table_args__ = (
        CheckConstraint("status IN (404, 410, 451)", name="status"),
        CheckConstraint("level IN ('interim', 'final')", name="level"),
    )

    @property
    def ref(self) -> Ref:
        return Ref("hold", self.id)

    @property
    def stands(self) -> bool:
        return self.lifted_at is None
