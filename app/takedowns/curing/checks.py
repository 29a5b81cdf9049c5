"""Is what was asked of claimants, and what they added, still what it was?"""

from __future__ import annotations

from app.audit.kinds import Kind, Ref
from app.audit.rows import Named
from app.takedowns.curing.models import AddedAnswers, InformationRequest

_REQUESTS = Named(
    InformationRequest,
    "Request to a claimant",
    (Kind.INFORMATION_ASKED,),
    lambda request: Ref("notice", request.notice_id),
    "request",
)
_ANSWERS = Named(
    AddedAnswers,
    "Answer of a claimant",
    (Kind.INFORMATION_GIVEN,),
    lambda added: Ref("notice", added.notice_id),
    "answers",
)

ASKED = _REQUESTS.events("information asked", "requests to claimants in the log")
REQUESTS = _REQUESTS.rows("information requests", "requests to claimants")
GIVEN = _ANSWERS.events("information given", "answers of claimants in the log")
ANSWERS = _ANSWERS.rows("added answers", "answers of claimants")
