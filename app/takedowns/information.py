"""Asking a claimant for what the report lacks, on the page of a case; and going on without it."""

from __future__ import annotations

from flask import flash, redirect
from werkzeug.wrappers import Response

from app.accounts.guards import acting
from app.accounts.roles import Right
from app.db import transaction
from app.errors import Refused
from app.takedowns import desk
from app.takedowns.curing import actions
from app.takedowns.curing.forms import AskForm
from app.takedowns.forms import CaseForm, number, say
from app.web import access
from app.web.errors import status_of

bp = access.blueprint("information", __name__, access.Audience.DESK)

Page = Response | str | tuple[str, int]


@bp.post("/desk/cases/<int:case_id>/information")
@access.needs(Right.DECIDE)
def information(case_id: int) -> Page:
    form = AskForm()
    try:
        with transaction():
            actions.ask(
                case_id,
                number(form.notice.data),
                more=form.more.data or (),
                by=acting(),
                version=number(form.version.data),
                seen=number(form.seen.data),
            )
    except Refused as refusal:
        say(form, refusal.fields)
        return desk.page(case_id, curing=form, said=refusal), 422 if refusal.fields else status_of(refusal)
    flash("Asked. The claimant gets a letter that lists it.")
    return redirect(f"/desk/cases/{case_id}#information", code=303)


@bp.post("/desk/cases/<int:case_id>/information/removals")
@access.needs(Right.DECIDE)
def removals(case_id: int) -> Page:
    form = CaseForm()
    try:
        with transaction():
            actions.waive(
                case_id, by=acting(), version=number(form.version.data), seen=number(form.seen.data)
            )
    except Refused as refusal:
        return desk.page(case_id, said=refusal), status_of(refusal)
    flash("The case is the desk’s again.")
    return redirect(f"/desk/cases/{case_id}#information", code=303)
