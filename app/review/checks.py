"""Is what was decided about submissions still what was decided?"""

from __future__ import annotations

from app.audit.kinds import Kind, Ref
from app.audit.rows import Named
from app.review.models import Decision

_NAMED = Named(
    Decision,
    "Decision",
    (Kind.APPROVAL_RECORDED, Kind.CHANGES_REQUESTED, Kind.SUBMISSION_DECLINED),
    lambda decision: Ref("submission", decision.submission_id),
    "decision",
)

DECIDED = _NAMED.events("decided", "decisions in the log")
DECISIONS = _NAMED.rows("decisions", "decisions about submissions")
