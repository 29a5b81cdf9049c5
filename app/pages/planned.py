"""The time that was set for a submission, as the desk reads it."""

from __future__ import annotations

from typing import Any

from app.audit.kinds import Actor
from app.pages import people
from app.publishing import kinds
from app.submissions import schedules
from app.submissions.models import Submission
from app.submissions.states import PUBLISHABLE


def of(submission: Submission) -> dict[str, Any]:
    """In words, and by whom; also one that came and was refused. And what a new revision may be to readers."""
    changes = {"offered": kinds.OFFERED, "hints": kinds.HINTS}
    planned = schedules.of(submission) if submission.standing in PUBLISHABLE else None
    if planned is None:
        return {"planned": None, "changes": changes}
    who = Actor("member", planned.by_id)
    on = schedules.said(planned.due_at)
    by = people.Names([who]).of(who)
    return {"planned": planned, "planned_on": on, "planned_by": by, "changes": changes}
