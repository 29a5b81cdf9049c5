"""Erasing on the page of a case: the proposal, and the second hand."""

from __future__ import annotations

from flask import flash, redirect
from werkzeug.wrappers import Response

from app.accounts.guards import acting
from app.accounts.roles import Right
from app.db import transaction
from app.errors import Refused
from app.takedowns import desk
from app.takedowns.erasing import actions, queries
from app.takedowns.erasing.actions import Wanted
from app.takedowns.erasing.forms import AnswerForm, ErasureForm
from app.takedowns.erasing.kinds import Scope
from app.takedowns.forms import number, say
from app.web import access
from app.web.errors import status_of

bp = access.blueprint("erasures", __name__, access.Audience.DESK)

Page = Response | str | tuple[str, int]


@bp.post("/desk/cases/<int:case_id>/erasures")
@access.needs(Right.DECIDE)
def erasures(case_id: int) -> Page:
    form = ErasureForm()
    if not form.validate():
        return desk.page(case_id, erasing=form), 422
    wanted = Wanted(Scope(form.scope.data), form.reason.data or "", form.urgent.data or "")
    try:
        with transaction():
            actions.propose(
                case_id, wanted, by=acting(), version=number(form.version.data), seen=number(form.seen.data)
            )
    except Refused as refusal:
        return _refused(case_id, refusal, form)
    flash("Proposed: a webmaster who is not you has to confirm it.")
    return redirect(f"/desk/cases/{case_id}#erasure", code=303)


@bp.post("/desk/cases/<int:case_id>/erasures/<int:erasure_id>/confirmations")
@access.needs(Right.ERASE)
def confirmations(case_id: int, erasure_id: int) -> Page:
    form, erasure = AnswerForm(), queries.one(case_id, erasure_id)
    if not form.validate():
        return desk.page(case_id, answering=form), 422
    try:
        with transaction():
            actions.confirm(
                erasure.id, by=acting(), version=number(form.version.data), seen=number(form.seen.data)
            )
    except Refused as refusal:
        return _refused(case_id, refusal, form)
    flash("Confirmed. Every word is gone already; the files follow within a minute.")
    return redirect(f"/desk/cases/{case_id}#erasure", code=303)


@bp.post("/desk/cases/<int:case_id>/erasures/<int:erasure_id>/refusals")
@access.needs(Right.DECIDE)
def refusals(case_id: int, erasure_id: int) -> Page:
    """A webmaster declines it, or whoever proposed takes it back."""
    form, erasure = AnswerForm(), queries.one(case_id, erasure_id)
    try:
        with transaction():
            actions.decline(
                erasure.id,
                by=acting(),
                note=form.note.data or "",
                version=number(form.version.data),
                seen=number(form.seen.data),
            )
    except Refused as refusal:
        return _refused(case_id, refusal, form)
    flash("Declined: nothing was erased.")
    return redirect(f"/desk/cases/{case_id}#erasure", code=303)


def _refused(case_id: int, refusal: Refused, form: ErasureForm | AnswerForm) -> Page:
    """The page again with what was typed, and why nothing was done."""
    say(form, refusal.fields)
    typed = {"erasing": form} if isinstance(form, ErasureForm) else {"answering": form}
    return desk.page(case_id, said=refusal, **typed), status_of(refusal) if not refusal.fields else 422
