"""A member's own account."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask_login import current_user
from flask_security import login_user
from flask_security.utils import verify_password
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from app.accounts import actions
from app.accounts.actions import SHORTEST_PASSWORD
from app.accounts.guards import acting
from app.accounts.roles import Right
from app.db import transaction
from app.web import access
from app.web.limits import SIGN_IN, limiter

bp = access.blueprint("account", __name__, access.Audience.DESK)

LONGEST_PASSWORD = 256
"""Characters: hashing a longer one would only cost time (OWASP ASVS 5.0, 6.2.9 asks for at least 64)."""


class PasswordForm(FlaskForm):  # type: ignore[misc]
    current = PasswordField("Your present password", [InputRequired("Enter your present password.")])
    new = PasswordField(
        "New password",
        [
            InputRequired("Enter a new password."),
            Length(
                min=SHORTEST_PASSWORD,
                max=LONGEST_PASSWORD,
                message=f"Choose a password of {SHORTEST_PASSWORD} characters or more.",
            ),
        ],
    )
    again = PasswordField(
        "New password again", [EqualTo("new", message="The two new passwords are not the same.")]
    )


class KeysForm(FlaskForm):  # type: ignore[misc]
    single_keys = BooleanField("Single keys do something on the pages of the desk")


@bp.route("/account", methods=["GET", "POST"])
@access.needs(Right.READ)
@limiter.limit(SIGN_IN, methods=["POST"])
def account() -> Response | tuple[str, int]:
    """Shows who is signed in; changes the password of whoever knows the present one."""
    form = PasswordForm()
    if form.validate_on_submit() and not verify_password(form.current.data, current_user.password):
        form.current.errors = ["This is not your present password."]
    if form.errors or not form.is_submitted():
        keys = KeysForm(formdata=None, single_keys=current_user.single_keys)
        return render_template("accounts/account.html", form=form, keys=keys), 422 if form.errors else 200
    with transaction():
        person = acting()
        actions.set_password(person, form.new.data, by=person.actor)
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
