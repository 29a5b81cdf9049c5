"""When an approved article is published by itself: what an editor set, until it happens or something ends it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app import calendars
from app.db import Base, session
from app.site import queries as site
from app.submissions.models import Submission


class Ended(StrEnum):
    """Why nothing is published at the time that was set."""

    CANCELLED = "cancelled"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"
    CHANGES_REQUESTED = "changes_requested"
    CHANGED = "changed"
    REFUSED = "refused"


class Schedule(Base):
    """The one time set for a submission: for exactly this revision, by an editor who answers for it.

    ``version`` is the submission's since it was set: whatever moves the submission ends it. ``refused_at`` and ``why``
    stand once the time came and something stood against it; then the submission is approved and waits for the desk.
    ``failed_at`` is since when a fault on our side has kept it from being published at its time.
    """

    __tablename__ = "schedules"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    version: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[datetime] = mapped_column(index=True)
    slug: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    change: Mapped[str] = mapped_column(String(16), default="correction")
    by_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    made_at: Mapped[datetime]
    failed_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(Text, default="")


def of(submission: Submission) -> Schedule | None:
    """The time set for it, also one that came and was refused."""
    return session.get(Schedule, submission.id)


def said(due_at: datetime) -> str:
    """A time in words, as the publisher's clocks show it."""
    return calendars.in_words(due_at, zone=site.identity().zone)
