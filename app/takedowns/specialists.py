"""Questions to specialists, on the page of a case: asking, answering, taking back."""

from __future__ import annotations

from flask import flash, redirect
from werkzeug.wrappers import Response

from app.accounts.guards import acting
from app.accounts.roles import Right
from app.db import transaction
from app.errors import Refused
from app.takedowns import desk
from app.takedowns.asking import actions
from app.takedowns.asking.forms import OpinionForm, QuestionForm
from app.takedowns.asking.kinds import Mark
from app.takedowns.forms import CaseForm, number, say
from app.web import access
from app.web.errors import status_of

bp = access.blueprint("specialists", __name__, access.Audience.DESK)

Page = Response | str | tuple[str, int]


@bp.post("/desk/cases/<int:case_id>/questions")
@access.needs(Right.DECIDE)
def questions(case_id: int) -> Page:
    form = QuestionForm()
    if not form.validate():
        return desk.page(case_id, asking=form), 422
    try:
        with transaction():
            actions.ask(
                case_id,
                Mark(form.mark.data),
                form.body.data or "",
                by=acting(),
                version=number(form.version.data),
                seen=number(form.seen.data),
            )
    except Refused as refusal:
        say(form, refusal.fields)
        return desk.page(case_id, asking=form, said=refusal), _status(refusal)
    flash("Asked. Everybody at the desk who can answer it gets a letter.")
    return redirect(f"/desk/cases/{case_id}#specialist", code=303)


@bp.post("/desk/cases/<int:case_id>/opinions")
@access.needs(Right.COMMENT)
def opinions(case_id: int) -> Page:
    form = OpinionForm()
    try:
        with transaction():
            actions.answer(
                case_id,
                form.opinion.data or "",
                by=acting(),
                version=number(form.version.data),
                seen=number(form.seen.data),
            )
    except Refused as refusal:
        say(form, refusal.fields)
        return desk.page(case_id, giving=form, said=refusal), _status(refusal)
    flash("Answered. Whoever asked gets a letter.")
    return redirect(f"/desk/cases/{case_id}#specialist", code=303)


@bp.post("/desk/cases/<int:case_id>/questions/removals")
@access.needs(Right.DECIDE)
def removals(case_id: int) -> Page:
    form = CaseForm()
    try:
        with transaction():
            actions.take_back(
                case_id, by=acting(), version=number(form.version.data), seen=number(form.seen.data)
            )
    except Refused as refusal:
        return desk.page(case_id, said=refusal), _status(refusal)
    flash("Taken back. The case can be decided again.")
    return redirect(f"/desk/cases/{case_id}#specialist", code=303)


def _status(refusal: Refused) -> int:
    return 422 if refusal.fields else status_of(refusal)
