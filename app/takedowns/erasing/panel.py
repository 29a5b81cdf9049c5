"""What the page of a case shows about erasing: what can be proposed, what waits, and the receipts."""

from __future__ import annotations

from typing import Any

from app.accounts.models import Member
from app.accounts.roles import Right
from app.clock import now
from app.takedowns.erasing import queries, rules
from app.takedowns.erasing.forms import AnswerForm, ErasureForm
from app.takedowns.erasing.kinds import SCOPES, Standing
from app.takedowns.models import Case
from app.worklist import queries as worklist


def of(
    case: Case,
    member: Member,
    seen: dict[str, int],
    *,
    erasing: ErasureForm | None = None,
    answering: AnswerForm | None = None,
) -> dict[str, Any]:
    """The parts of the panel; ``erasing`` and ``answering`` are forms that were refused, with what was typed."""
    found = queries.of_case(case)
    waits = next((one for one in found if one.standing is Standing.PROPOSED), None)
    scopes = rules.scopes(queries.situation(case)) if member.may(Right.DECIDE) else ()
    if erasing is None and scopes:
        erasing = ErasureForm(formdata=None)
        erasing.scope.data = scopes[0].value
    if erasing is not None:
        erasing.scope.choices = {scope.value: SCOPES[scope] for scope in scopes}
    if waits is not None and answering is None:
        answering = AnswerForm(formdata=None)
    for form in (erasing, answering):
        if form is not None:
            form.version.data, form.seen.data = str(seen["version"]), str(seen["seen"])
    opens = queries.opens_at(case) if case.decisions else None
    return {
        "erasing": erasing if scopes else None,
        "answering": answering if waits else None,
        "waits": waits,
        "item": worklist.item_of(waits.ref) if waits else None,
        "waits_for": queries.receipt(waits).proposed_by if waits else "",
        "may_confirm": bool(waits and member.may(Right.ERASE) and member.id != waits.proposed_by_id),
        "may_decline": bool(waits and (member.may(Right.ERASE) or member.id == waits.proposed_by_id)),
        "opens_at": opens if opens and opens > now() else None,
        "receipts": [queries.receipt(one) for one in found if one.is_confirmed],
        "declined": [one for one in found if one.standing is Standing.DECLINED],
    }
