"""The desk's own copy of an article, in which editors change it: nobody else sees it before the change is signed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.audit.models import BigId
from app.db import Base
from app.submissions.models import DraftImage, Revision, Submission


class DeskCopy(Base):
    """A change in the making: one at a time for each submission, of the editor ``by_id`` alone.

    It began from ``revision`` and is thrown away when it is signed or given up. ``version`` is what a window must name
    to save over it. ``pictures`` holds, by the key of an image of that revision, its words, whether it is ``out``, and
    ``by`` which new image, by its id, it is replaced; ``images`` are those that are new.
    """

    __tablename__ = "desk_copies"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), unique=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    faq: Mapped[list[Any]]
    references: Mapped[list[Any]]
    pictures: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]

    submission: Mapped[Submission] = relationship()
    revision: Mapped[Revision] = relationship()
    images: Mapped[list[DraftImage]] = relationship(order_by="DraftImage.id")
