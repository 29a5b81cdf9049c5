"""The people of the desk: who they are, what they may do, and who else is invited. For webmasters.

It stands among the pages because whoever is switched off gives back what they had claimed, and accounts know no queue.
"""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts import actions as accounts
from app.accounts import queries
from app.accounts.forms import AccessForm, InvitationForm
from app.accounts.guards import acting
from app.accounts.models import Member
from app.accounts.roles import Right, Role
from app.clock import now
from app.db import session, transaction
from app.errors import NotFound, Refused
from app.web import access
from app.web.errors import status_of
from app.web.limits import START, limiter
from app.worklist import actions as worklist

bp = access.blueprint("members", __name__, access.Audience.DESK)

Page = Response | tuple[str, int]


@bp.get("/desk/people")
@access.needs(Right.PEOPLE)
def people() -> str:
    return _everybody(InvitationForm(formdata=None))


@bp.post("/desk/people/invitations")
@access.needs(Right.PEOPLE)
@limiter.limit(START)
def invite() -> Page:
    """Mails somebody a private link with which they set their own password."""
    form = InvitationForm()
    if not form.validate_on_submit():
        return _everybody(form), 422
    try:
        with transaction():
            accounts.invite(
                email=form.email.data,
                name=form.name.data,
                roles=form.chosen,
                clinical=form.clinical.data,
                legal=form.legal.data,
                by=acting(),
                key=current_app.config["LINK_KEY"],
            )
    except Refused as refusal:
        return _everybody(form, refusal), status_of(refusal)
    flash("Invited: a letter with a private link is on its way.")
    return redirect("/desk/people", code=303)


@bp.post("/desk/people/invitations/<int:pass_id>/letters")
@access.needs(Right.PEOPLE)
@limiter.limit(START)
def again(pass_id: int) -> Response:
    """Mails an invitation once more; the link in the first letter ends."""
    with transaction():
        accounts.again(pass_id, by=acting(), key=current_app.config["LINK_KEY"])
    flash("Another letter is on its way. The link in the first one opens nothing any more.")
    return redirect("/desk/people", code=303)


@bp.post("/desk/people/invitations/<int:pass_id>/cancellations")
@access.needs(Right.PEOPLE)
def cancel(pass_id: int) -> Response:
    with transaction():
        accounts.cancel(pass_id, by=acting())
    flash("The invitation is cancelled: its link opens nothing any more.")
    return redirect("/desk/people", code=303)


@bp.get("/desk/people/<int:person_id>")
@access.needs(Right.PEOPLE)
def person(person_id: int) -> str:
    found = _one(person_id)
    form = AccessForm(formdata=None, roles=found.role_names, clinical=found.clinical, legal=found.legal)
    return _person(found, form)


@bp.post("/desk/people/<int:person_id>/roles")
@access.needs(Right.PEOPLE)
def roles(person_id: int) -> Page:
    """Changes what somebody may do, from their next request on."""
    form = AccessForm()
    if not form.validate_on_submit():
        return _person(_one(person_id), form), 422
    try:
        with transaction():
            changed = accounts.change(
                person_id,
                roles=form.chosen,
                clinical=form.clinical.data,
                legal=form.legal.data,
                by=acting(),
            )
            if not changed.may(Right.CLAIM):
                worklist.release_all(changed.id, by=acting().actor)
    except Refused as refusal:
        return _person(_one(person_id), form, refusal), status_of(refusal)
    flash("Saved. It holds from now on, and a letter tells them.")
    return redirect(f"/desk/people/{person_id}", code=303)


@bp.post("/desk/people/<int:person_id>/switches/off")
@access.needs(Right.PEOPLE)
def switch_off(person_id: int) -> Response:
    """Ends somebody's access at once; what they had claimed is free."""
    with transaction():
        by = acting()
        accounts.switch_off(_one(person_id), by=by)
        given_back = worklist.release_all(person_id, by=by.actor)
    told = f" {given_back} of their claims {'is' if given_back == 1 else 'are'} free." if given_back else ""
    flash(f"Switched off: they are signed out everywhere.{told}")
    return redirect(f"/desk/people/{person_id}", code=303)


@bp.post("/desk/people/<int:person_id>/switches/on")
@access.needs(Right.PEOPLE)
def switch_on(person_id: int) -> Response:
    with transaction():
        accounts.switch_on(_one(person_id), by=acting())
    flash("Switched on: they can sign in again.")
    return redirect(f"/desk/people/{person_id}", code=303)


@bp.post("/desk/people/<int:person_id>/endings")
@access.needs(Right.PEOPLE)
def end_sessions(person_id: int) -> Response:
    """Signs somebody out everywhere."""
    with transaction():
        accounts.end_sessions(_one(person_id), by=acting().actor)
    flash("They are signed out everywhere.")
    return redirect(f"/desk/people/{person_id}", code=303)


@bp.post("/desk/people/<int:person_id>/factors/removals")
@access.needs(Right.PEOPLE)
def remove_factors(person_id: int) -> Response:
    """For whoever lost their device."""
    with transaction():
        accounts.factors.remove_all(person_id, by=acting())
    flash("Removed: their password alone opens the account now. A letter tells them.")
    return redirect(f"/desk/people/{person_id}", code=303)


def _everybody(form: InvitationForm, refusal: Refused | None = None) -> str:
    _beside(form, refusal)
    return render_template(
        "accounts/people.html",
        people=queries.everybody(),
        invitations=queries.invitations(),
        roles=list(Role),
        table=queries.table(),
        bare=queries.webmasters_without_codes(),
        form=form,
        refusal=refusal,
        moment=now(),
    )


def _person(found: Member, form: AccessForm, refusal: Refused | None = None) -> str:
    _beside(form, refusal)
    own = found.id == current_user.id
    return render_template("accounts/person.html", person=found, form=form, refusal=refusal, own=own)


def _beside(form: AccessForm, refusal: Refused | None) -> None:
    """What a refusal says of a field stands beside it."""
    for name, sentences in (refusal.fields if refusal else {}).items():
        form[name].errors = sentences


def _one(person_id: int) -> Member:
    found = session.get(Member, person_id)
    if found is None:
        raise NotFound
    return found
