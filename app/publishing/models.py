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
from app.publishing.kinds import RETRACTED
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
    unlisted: Mapped[bool] = mapped_column(default=False)
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

    @property
    def headline(self) -> str:
        """Its title as readers find it everywhere."""
        return f"{RETRACTED}{self.title}" if self.state == ArticleState.RETRACTED else self.title

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


class Measure(Base):
    """What stands on an article that stays readable (``kinds.MEASURES``): a notice for readers, that it is listed
    nowhere, or that one passage is withheld.

    With ``use_name`` it is about one image, with ``quote`` about one passage (a W3C text quote), else about the whole.
    ``asked_by`` is a role, never a name: of a retraction, who retracts. ``ends_with`` says what ends it by itself.
    """

    WORDS: ClassVar[tuple[str, ...]] = ("sentence", "quote", "prefix", "suffix")
    MOVES: ClassVar[tuple[str, ...]] = ("lifted_at", "lifted_by_id")

    __tablename__ = "measures"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    use_name: Mapped[str | None] = mapped_column(ForeignKey("uses.name"))
    quote: Mapped[str] = mapped_column(Text, default="")
    prefix: Mapped[str] = mapped_column(Text, default="")
    suffix: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(String(24))
    level: Mapped[str] = mapped_column(String(8))
    sentence: Mapped[str] = mapped_column(Text)
    ground: Mapped[str] = mapped_column(String(24))
    asked_by: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[int | None] = mapped_column(BigId, index=True)
    case_name: Mapped[str] = mapped_column(String(24), default="")
    ends_with: Mapped[str] = mapped_column(String(16), default="")
    placed_at: Mapped[datetime]
    placed_by_id: Mapped[int]
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None]

    article: Mapped[Article] = relationship()

    __table_args__ = (CheckConstraint("level IN ('interim', 'final')", name="level"),)

    @property
    def ref(self) -> Ref:
        return Ref("measure", self.id)

    @property
    def stands(self) -> bool:
        return self.lifted_at is None

    @property
    def url(self) -> str:
        """The address of a notice: it stays, also when the notice has ended."""
        return f"{self.article.url}/notices/{self.id}"
