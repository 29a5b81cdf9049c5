"""Steps that leave an article readable, on the page of a case: taking one meanwhile, and ending it."""

from __future__ import annotations

from flask import flash, redirect
from werkzeug.wrappers import Response

from app.accounts.guards import acting
from app.accounts.roles import Right
from app.db import transaction
from app.errors import Refused
from app.takedowns import actions, desk
from app.takedowns.forms import CaseForm, StepForm, number, say
from app.takedowns.meanwhile import STEPS, Step
from app.web import access
from app.web.errors import status_of

bp = access.blueprint("remedies", __name__, access.Audience.DESK)

Page = Response | str | tuple[str, int]


@bp.post("/desk/cases/<int:case_id>/measures")
@access.needs(Right.HOLD)
def measures(case_id: int) -> Page:
    form = StepForm()
    if not form.validate():
        return desk.page(case_id, stepping=form), 422
    step = Step(form.step.data)
    try:
        with transaction():
            actions.meanwhile(
                case_id,
                step,
                by=acting(),
                sentence=form.sentence.data or "",
                version=number(form.version.data),
                seen=number(form.seen.data),
            )
    except Refused as refusal:
        say(form, refusal.fields)
        return desk.page(case_id, stepping=form, said=refusal), _status(refusal)
    flash(STEPS[step].done)
    return redirect(f"/desk/cases/{case_id}#measures", code=303)


@bp.post("/desk/cases/<int:case_id>/measures/<int:measure_id>/lifts")
@access.needs(Right.HOLD)
def lifts(case_id: int, measure_id: int) -> Page:
    form = CaseForm()
    try:
        with transaction():
            actions.end(
                case_id,
                measure_id,
                by=acting(),
                version=number(form.version.data),
                seen=number(form.seen.data),
            )
    except Refused as refusal:
        return desk.page(case_id, said=refusal), _status(refusal)
    flash("Taken off: readers find it as it was.")
    return redirect(f"/desk/cases/{case_id}#measures", code=303)


def _status(refusal: Refused) -> int:
    return 422 if refusal.fields else status_of(refusal)
