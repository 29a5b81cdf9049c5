"""What the page of a case shows of questions to specialists: those asked, and what whoever looks can do."""

from __future__ import annotations

from typing import Any

from app.accounts.models import Member
from app.accounts.roles import Right
from app.takedowns.asking import queries
from app.takedowns.asking.forms import OpinionForm, QuestionForm
from app.takedowns.asking.kinds import Mark, named
from app.takedowns.models import Case
from app.takedowns.parties import is_party
from app.takedowns.states import OURS, CaseState

NOBODY = "Nobody else at the desk has this mark. A webmaster can give it, under People."


def of(
    case: Case,
    member: Member,
    seen: dict[str, int],
    *,
    asking: QuestionForm | None = None,
    giving: OpinionForm | None = None,
) -> dict[str, Any]:
    """The parts of the panel; ``asking`` and ``giving`` are forms that were refused, with what was typed."""
    told = queries.of_case(case)
    waits = case.standing is CaseState.AWAITING_SPECIALIST
    nobody = [one.value for one in Mark if not queries.specialists(case, one, asker_id=member.id)]
    decides = member.may(Right.DECIDE) and not is_party(case, member)
    may_ask = decides and case.standing in OURS
    if asking is None and may_ask and len(nobody) < len(Mark):
        asking = QuestionForm(formdata=None)
        asking.mark.data = next(one.value for one in Mark if one.value not in nobody)
    if giving is None and told and queries.may_answer(case, told[-1].question, member):
        giving = OpinionForm(formdata=None)
    for form in (asking, giving):
        if form is not None:
            form.version.data, form.seen.data = str(seen["version"]), str(seen["seen"])
    return {
        "told": told,
        "waits": waits,
        "may_ask": may_ask,
        "asking": asking,
        "giving": giving,
        "may_take_back": decides and waits,
        "asked_it": bool(waits and told and told[-1].question.by_id == member.id),
        "hints": dict.fromkeys(nobody, NOBODY),
        "named": named,
    }
