"""A time set for publication ends with whatever else happens to the submission, and all who count on it are told."""

from __future__ import annotations

from app.audit.kinds import Actor, Kind
from app.audit.log import record
from app.db import session
from app.submissions import schedules
from app.submissions.models import Submission
from app.submissions.schedules import Ended
from app.submissions.states import State


def end_schedule(submission: Submission, why: Ended, *, by: Actor) -> None:
    """Nothing is published by itself any more. Called before the move, by whatever moves the submission; where no time
    stands it does nothing, and of one that was refused there is nothing left to tell."""
    schedule = schedules.of(submission)
    if schedule is None:
        return
    session.delete(schedule)
    if submission.standing is State.SCHEDULED:
        facts = {
            "due_at": schedule.due_at.isoformat(),
            "on": schedules.said(schedule.due_at),
            "member": schedule.by_id,
            "why": why.value,
        }
        record(Kind.PUBLICATION_CANCELLED, about=submission, by=by, facts=facts)
