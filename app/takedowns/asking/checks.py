"""Are questions to specialists and their opinions still what was written?"""

from __future__ import annotations

from app.audit.kinds import Kind, Ref
from app.audit.rows import Named
from app.takedowns.asking.models import Opinion, Question

_QUESTIONS = Named(
    Question,
    "Question to a specialist",
    (Kind.QUESTION_ASKED,),
    lambda question: Ref("case", question.case_id),
    "question",
)
_OPINIONS = Named(
    Opinion,
    "Opinion of a specialist",
    (Kind.QUESTION_ANSWERED,),
    lambda opinion: Ref("case", opinion.question.case_id) if opinion.question else opinion.ref,
    "opinion",
)

ASKED = _QUESTIONS.events("specialists asked", "questions to specialists in the log")
QUESTIONS = _QUESTIONS.rows("specialist questions", "questions to specialists")
ANSWERED = _OPINIONS.events("specialists answered", "opinions of specialists in the log")
OPINIONS = _OPINIONS.rows("specialist opinions", "opinions of specialists")
