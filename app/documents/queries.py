"""Reading imports."""

from __future__ import annotations

from sqlalchemy import select

from app.db import session
from app.documents.models import Import
from app.documents.states import OPEN, ImportState
from app.errors import NotFound


def of_submission(submission_id: int, import_id: int) -> Import:
    """The import of that number, for the submission it was sent to; for any other it is not there."""
    found = session.get(Import, import_id, with_for_update=True, populate_existing=True)
    if found is None or found.submission_id != submission_id:
        raise NotFound
    return found


def unanswered(submission_id: int) -> list[Import]:
    """Those that are being read, are read, or were refused, and that the author has not answered."""
    states = [state.value for state in OPEN]
    wanted = select(Import).where(Import.submission_id == submission_id, Import.state.in_(states))
    return list(session.scalars(wanted.order_by(Import.id.desc())))


def newest(submission_id: int) -> Import | None:
    """The newest import the author has not sent away: the one the writing desk speaks of."""
    wanted = select(Import).where(
        Import.submission_id == submission_id, Import.state != ImportState.DROPPED.value
    )
    return session.scalars(wanted.order_by(Import.id.desc()).limit(1)).first()
