"""What texts are found by, what was found, and which revisions were compared with what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.audit.models import BigId
from app.db import Base
from app.lookalikes.kinds import Strength
from app.publishing.models import Article
from app.register.models import Entry


class KnownText(Base):
    """A text that others are compared with: what an article said in one revision, or what was taken down.

    ``count`` is how many shingles it has; of a long one only those are kept that a power of two, ``kept_one_in``,
    divides.
    """

    __tablename__ = "known_texts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("register_entries.id"), unique=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    count: Mapped[int]
    kept_one_in: Mapped[int]
    made_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("article_id", "revision_id"),
        CheckConstraint("(article_id IS NULL) <> (entry_id IS NULL)", name="one_of_both"),
    )


class Shingle(Base):
    """Which texts have a shingle: 64 bits of BLAKE2b over five words."""

    __tablename__ = "shingles"

    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    text_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("known_texts.id"), primary_key=True)

    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as SQLAlchemy asks for it


class LookAlike(Base):
    """One thing in a revision that is like one that was taken down (``entry_id``) or like one that another contributor
    has published (``article_id``). ``distance`` in bits of 256, ``share`` in percent."""

    __tablename__ = "look_alikes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), index=True)
    strength: Mapped[str] = mapped_column(String(8))
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("assets.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("register_entries.id"))
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"))
    use_name: Mapped[str] = mapped_column(String(32), default="")
    distance: Mapped[int | None]
    share: Mapped[int | None]
    passages: Mapped[list[Any]] = mapped_column(default=list)
    made_at: Mapped[datetime]

    entry: Mapped[Entry | None] = relationship()
    article: Mapped[Article | None] = relationship()

    __table_args__ = (CheckConstraint("(article_id IS NULL) <> (entry_id IS NULL)", name="one_of_both"),)

    @property
    def how(self) -> Strength:
        return Strength(self.strength)


class Comparison(Base):
    """A revision was compared, with everything in the register up to this entry and with every article; or, while not
    all articles were known yet, with those that were: then ``up_to_entry`` is -1 less that number."""

    __tablename__ = "comparisons"

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revisions.id"), primary_key=True, autoincrement=False
    )
    up_to_entry: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime]
