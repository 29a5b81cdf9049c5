"""A member's own account."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask_login import current_user
from flask_security import login_user
from werkzeug.wrappers import Response

from app.accounts import actions, passwords
from app.accounts.forms import KeysForm, PasswordForm, hint
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
        return _page(form), 422 if form.errors else 200
    try:
        with transaction():
            person = acting()
            actions.set_password(person, form.password.data, by=person.actor)
    except Refused as refusal:
        form.password.errors = refusal.fields.get("password", [refusal.sentence])
        return _page(form), status_of(refusal)
    login_user(person, authn_via=["password"])
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


def _page(form: PasswordForm) -> str:
    keys = KeysForm(formdata=None, single_keys=current_user.single_keys)
    return render_template("accounts/account.html", form=form, keys=keys, hint=hint())
