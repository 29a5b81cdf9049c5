"""Who is writing: one window at a time holds the draft, for as long as it gives signs of life.

The database decides: taking, renewing and taking over are each one conditional update. What runs out belongs to
nobody, so that a window which crashed keeps nobody out. Whoever saves without a window's name (a browser without
scripts) is judged by the version alone, as ``drafts.save`` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, or_, update

from app.clock import now
from app.db import session
from app.errors import Stale
from app.submissions.models import Submission, WorkingCopy
from app.submissions.writable import check_writable

HELD = timedelta(seconds=90)
"""Three signs of life at their usual pace, and more than the minute to which browsers slow down a hidden window."""


class Elsewhere(Stale):
    """Another window is writing in this draft."""

    def __init__(self) -> None:
        super().__init__("This draft is being written in another window or on another device.")


@dataclass(frozen=True)
class Writing:
    """What a window is told: whether it may write, who does and until when, and what was saved last."""

    yours: bool
    holder: str
    until: datetime | None
    since: datetime
    version: int


def write(submission: Submission, *, tab: str, over: str | None = None) -> Writing:
    """Take the draft for the window called ``tab``, or renew it. Held by another it stays there, and that is said.

    ``over`` takes it away from the holder of that name: from exactly the one the person saw, so that of two who
    reach for it at once one gets it.
    """
    check_writable(submission)
    if not tab:
        return writing(submission, tab=tab)
    may = free_for(tab) if over is None else or_(free_for(tab), WorkingCopy.holder == over)
    session.execute(_of(submission).where(may).values(**held_by(tab)))
    session.refresh(submission.copy)
    return writing(submission, tab=tab)


def leave(submission: Submission, *, tab: str) -> bool:
    """Give the draft back. What another window holds by now stays there."""
    done = session.execute(
        _of(submission).where(WorkingCopy.holder == tab).values(holder="", held_until=None)
    )
    session.refresh(submission.copy)
    return cast("CursorResult[Any]", done).rowcount == 1


def writing(submission: Submission, *, tab: str) -> Writing:
    """Who is writing now, as the window called ``tab`` is told it."""
    copy = submission.copy
    held = bool(copy.holder and copy.held_until and copy.held_until > now())
    return Writing(
        yours=held and copy.holder == tab,
        holder=copy.holder if held else "",
        until=copy.held_until if held else None,
        since=copy.saved_at,
        version=copy.version,
    )


def free_for(tab: str) -> ColumnElement[bool]:
    """The condition under which this window may write: it holds the draft, or nobody does any more."""
    return or_(WorkingCopy.holder.in_(("", tab)), WorkingCopy.held_until <= now())


def held_by(tab: str) -> dict[str, Any]:
    """The columns that say so."""
    return {"holder": tab, "held_until": now() + HELD}


def _of(submission: Submission) -> Any:
    return (
        update(WorkingCopy)
        .where(WorkingCopy.submission_id == submission.id)
        .execution_options(synchronize_session=False)
    )
