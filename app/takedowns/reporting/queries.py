"""Reading what belongs to the reports of a case."""

from __future__ import annotations

from sqlalchemy import select

from app.clock import now
from app.db import session
from app.errors import NotFound
from app.takedowns.models import Notice
from app.takedowns.reporting.models import CaseComment
from app.takedowns.states import NoticeState

MOST_UNCONFIRMED = 200
"""On one page."""


def of_case(case_id: int, notice_id: int) -> Notice:
    """A report that is part of this case, or NotFound."""
    found = session.get(Notice, notice_id)
    if found is None or found.case_id != case_id:
        raise NotFound
    return found


def unconfirmed() -> list[Notice]:
    """What nobody has confirmed yet and still may be, what runs out soonest first."""
    waiting = select(Notice).where(Notice.state == NoticeState.RECEIVED.value, Notice.expires_at > now())
    return list(session.scalars(waiting.order_by(Notice.expires_at, Notice.id).limit(MOST_UNCONFIRMED)))


def said(notice: Notice) -> list[CaseComment]:
    """What the desk and this claimant said to each other, oldest first; but for the words that an erasure took."""
    wanted = select(CaseComment).where(CaseComment.notice_id == notice.id, CaseComment.body != "")
    return list(session.scalars(wanted.order_by(CaseComment.id)))
