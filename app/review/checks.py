"""Is what was decided about submissions still what was decided?"""

from __future__ import annotations

from app.audit.kinds import Kind, Ref
from app.audit.rows import Named
from app.review.models import Decision, Undoing
from app.review.policy.models import Tick

_NAMED = Named(
    Decision,
    "Decision",
    (Kind.APPROVAL_RECORDED, Kind.CHANGES_REQUESTED, Kind.SUBMISSION_DECLINED),
    lambda decision: Ref("submission", decision.submission_id),
    "decision",
)

_TAKEN_BACK = Named(
    Undoing,
    "Undoing",
    (Kind.DECISION_UNDONE,),
    lambda undoing: Ref("submission", undoing.decision.submission_id),
    "undoing",
)

_LOOKED_AT = Named(
    Tick,
    "Tick",
    (Kind.CHECK_TICKED, Kind.CHECK_TAKEN_BACK),
    lambda tick: Ref("submission", tick.submission_id),
    "tick",
)

DECIDED = _NAMED.events("decided", "decisions in the log")
DECISIONS = _NAMED.rows("decisions", "decisions about submissions")
TAKEN_BACK = _TAKEN_BACK.events("taken back", "decisions taken back in the log")
UNDOINGS = _TAKEN_BACK.rows("undoings", "decisions taken back")
TICKED = _LOOKED_AT.events("ticked", "ticks in the log")
TICKS = _LOOKED_AT.rows("ticks", "ticks of the list before an approval")
