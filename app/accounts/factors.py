"""A member's own second factor: codes of an authenticator app, and recovery codes for the day the device is gone."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template
from flask import session as cookie
from flask_login import current_user
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from werkzeug.wrappers import Response

from app import tokens
from app.accounts import second
from app.accounts.actions import factors
from app.accounts.desk import own_page
from app.accounts.forms import AgainForm, CodeForm
from app.accounts.guards import acting
from app.accounts.roles import Right
from app.accounts.security import STEP, WRONG_CODE
from app.clock import now
from app.db import transaction
from app.errors import Refused
from app.web import access
from app.web.limits import SIGN_IN, limiter

bp = access.blueprint("factors", __name__, access.Audience.DESK)

Page = Response | str | tuple[str, int]
BEGUN = "codes_begun"
WITHIN = 900
"""Seconds from the password to the first code: time to install an app."""


@bp.post("/account/codes/beginnings")
@access.needs(Right.READ)
@limiter.limit(SIGN_IN)
def begin() -> Page:
    """Makes a secret for an app, for whoever knows the password. It holds nothing before a code of it was typed."""
    form = AgainForm(prefix="codes-")
    if not form.is_own(current_user):
        return own_page(codes=form), 422
    secret = current_app.extensions["security"].totp_factory.generate_totp_secret()
    cookie[BEGUN] = [secret, _here(), now().timestamp()]
    return redirect("/account/codes", code=303)


@bp.get("/account/codes")
@access.needs(Right.READ)
def show() -> Page:
    """The secret, as a picture and in letters."""
    secret = _begun()
    if not secret or current_user.has_codes:
        return redirect("/account#codes", code=303)
    return _secret_page(CodeForm(formdata=None), secret)


@bp.post("/account/codes")
@access.needs(Right.READ)
@limiter.limit(SIGN_IN)
def turn_on() -> Page:
    """Turns codes on with the first code, and shows the recovery codes once."""
    form, secret = CodeForm(), _begun()
    if not secret:
        return redirect("/account#codes", code=303)
    if not form.validate_on_submit():
        return _secret_page(form, secret), 422
    codes = current_app.extensions["security"].totp_factory
    try:
        with transaction():
            person = acting()
            if not codes.verify_totp(form.code.data, secret, person, window=STEP):
                raise Refused(WRONG_CODE)
            made = factors.turn_on(person, secret, key=_key())
    except Refused as refusal:
        form.code.errors = [refusal.sentence]
        return _secret_page(form, secret), 422
    cookie.pop(BEGUN)
    return render_template("accounts/recovery_codes.html", codes=made, first=True)


@bp.post("/account/codes/recovery")
@access.needs(Right.READ)
@limiter.limit(SIGN_IN)
def again() -> Page:
    """Makes other recovery codes in place of those there were, and shows them once."""
    form = AgainForm(prefix="codes-")
    if not form.is_own(current_user):
        return own_page(codes=form), 422
    with transaction():
        made = factors.new_recovery_codes(acting(), key=_key())
    return render_template("accounts/recovery_codes.html", codes=made, first=False)


@bp.post("/account/codes/removals")
@access.needs(Right.READ)
@limiter.limit(SIGN_IN)
def turn_off() -> Page:
    """Turns codes off, for whoever knows the password."""
    form = AgainForm(prefix="codes-")
    if not form.is_own(current_user):
        return own_page(codes=form), 422
    with transaction():
        factors.turn_off(acting())
    flash("Codes are off: your password alone opens your account.")
    return redirect("/account#codes", code=303)


def _begun() -> str:
    """The secret that whoever is signed in here began with, a short while ago; else empty. It stands for the password
    that was typed, and a cookie outlives a session: another person in the same browser gets nothing of it."""
    match cookie.get(BEGUN):
        case [str(secret), here, float(at)] if here == _here() and 0 <= now().timestamp() - at < WITHIN:
            return secret
    return ""


def _here() -> str:
    """This one sign-in."""
    return tokens.digest(current_user.get_id())


def _secret_page(form: CodeForm, secret: str) -> str:
    made = current_app.extensions["security"].totp_factory
    picture = drawn(made.get_totp_uri(current_user.email, secret))
    return render_template(
        "accounts/codes.html", form=form, typed=made.get_totp_pretty_key(secret), picture=picture
    )


def drawn(words: str) -> tuple[int, str]:
    """A QR code as the side of a square and one path of an SVG: nothing is loaded, and nobody else is asked."""
    code = QRCode(border=4, error_correction=ERROR_CORRECT_M)
    code.add_data(words)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return len(rows), path


def _key() -> str:
    return second.key(current_app.config["SETTINGS"], "recovery-codes")
