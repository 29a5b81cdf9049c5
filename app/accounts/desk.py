"""A member's own account."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template
from flask_login import current_user
from flask_security import login_user
from werkzeug.wrappers import Response

from app.accounts import actions, passwords, queries, second
from app.accounts.actions import factors, sign_ins
from app.accounts.forms import AgainForm, KeysForm, PasskeyForm, PasswordForm, hint
from app.accounts.guards import acting
from app.accounts.roles import Right
from app.db import transaction
from app.errors import Refused
from app.web import access
from app.web.errors import status_of
from app.web.limits import SIGN_IN, limiter

bp = access.blueprint("account", __name__, access.Audience.DESK)


@bp.route("/account", methods=["GET", "POST"])
@access.needs(Right.READ)
@limiter.limit(SIGN_IN, methods=["POST"])
def account() -> Response | tuple[str, int]:
    """Shows who is signed in; changes the password of whoever knows the present one."""
    form = PasswordForm()
    if form.validate_on_submit() and not passwords.is_theirs(form.current.data, current_user):
        form.current.errors = ["This is not your present password."]
    if form.errors or not form.is_submitted():
        return own_page(form), 422 if form.errors else 200
    try:
        with transaction():
            person = acting()
            actions.set_password(person, form.password.data, by=person.actor)
    except Refused as refusal:
        form.password.errors = refusal.fields.get("password", [refusal.sentence])
        return own_page(form), status_of(refusal)
    person.token = ""
    login_user(person, authn_via=["kept"])
    flash("Your password is changed. Every other session of yours has ended.")
    return redirect("/account", code=303)


@bp.post("/account/keys")
@access.needs(Right.READ)
def keys() -> Response:
    """Turns single keys on or off, for this person alone."""
    form = KeysForm()
    with transaction():
        acting().single_keys = bool(form.single_keys.data)
    flash("Single keys are on." if form.single_keys.data else "Single keys are off.")
    return redirect("/account", code=303)


@bp.post("/account/sessions/<int:sign_in_id>/endings")
@access.needs(Right.READ)
def end(sign_in_id: int) -> Response:
    """Signs one browser of this person out."""
    with transaction():
        sign_ins.end(acting(), sign_in_id)
    flash("That browser is signed out.")
    return redirect("/account#sessions", code=303)


@bp.post("/account/sessions/endings")
@access.needs(Right.READ)
def end_others() -> Response:
    """Signs every other browser of this person out."""
    with transaction():
        ended = sign_ins.end_others(acting(), but=current_user.sign_in_id)
    flash(f"{ended} other {'browser is' if ended == 1 else 'browsers are'} signed out.")
    return redirect("/account#sessions", code=303)


def own_page(
    form: PasswordForm | None = None,
    *,
    codes: AgainForm | None = None,
    passkey: PasskeyForm | None = None,
    gone: Mapping[int, AgainForm] | None = None,
) -> str:
    """The whole page, with whichever of its forms was refused."""
    refused = dict(gone or {})
    return render_template(
        "accounts/account.html",
        form=form or PasswordForm(formdata=None),
        keys=KeysForm(formdata=None, single_keys=current_user.single_keys),
        codes=codes or AgainForm(formdata=None, prefix="codes-"),
        passkey=passkey or PasskeyForm(formdata=None, prefix="passkey-"),
        gone={
            one.id: refused.get(one.id, AgainForm(formdata=None, prefix=f"gone-{one.id}-"))
            for one in current_user.webauthn
        },
        codes_left=factors.recovery_codes_left(current_user),
        sign_ins=queries.sign_ins_of(current_user),
        has_name=bool(second.host_name()),
        hint=hint(),
    )
