"""Signing in: Flask-Security-Too on top of Flask-Login, with our tables, our look and our limits.

Only those of its pages exist that are named in ``DOORS``; each shows a template of ours. What a person changes about
their own sign-in stands on the pages of their account (``desk.py``, ``factors.py``, ``passkeys.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request
from flask import session as cookie
from flask_login import current_user
from flask_security import Security, SQLAlchemyUserDatastore, user_authenticated
from flask_security.forms import LoginForm, TwoFactorRescueForm
from flask_security.recovery_codes import mf_recovery
from flask_security.tf_plugin import tf_clean_session
from flask_security.views import login, logout, two_factor_token_validation
from flask_security.webauthn import webauthn_signin, webauthn_signin_response
from sqlalchemy import select, update
from wtforms import RadioField

from app.accounts import browsers, devices, second
from app.accounts.actions import sign_ins
from app.accounts.models import Member, Passkey, RoleRow
from app.accounts.queries import must_have_codes
from app.clock import now
from app.db import db, joined, session, transaction
from app.web import limits
from app.web.limits import SIGN_IN_AT_ALL, limiter
from config import Settings

HASHING = {"argon2__memory_cost": 65536, "argon2__time_cost": 3, "argon2__parallelism": 4}
"""What a password costs to try: Argon2id with 64 MiB (in KiB), three passes, four lanes (RFC 9106, section 4)."""

STEP = 30
"""Seconds: one code before and one after the present one is taken, for clocks that are a little off (RFC 6238, 5.2)."""

HALF_WAY = 15 * 60
"""Seconds for which a password that was typed waits for the code (OWASP ASVS 5.0, 7.3: a session begun is bounded)."""

HALF, BEGUN = "tf_user_id", "half_way_since"
"""Where a cookie says who has typed their password and no code yet, and since when."""

View = Callable[..., Any]


def register(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECURITY_PASSWORD_SALT=settings.password_salt.get_secret_value(),
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a scheme
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=HASHING,
        SECURITY_URL_PREFIX=None,
        SECURITY_POST_LOGIN_VIEW="/desk",
        SECURITY_POST_LOGOUT_VIEW="/login",
        SECURITY_TWO_FACTOR_ERROR_VIEW="/login",
        SECURITY_LOGIN_USER_TEMPLATE="accounts/login.html",
        SECURITY_TWO_FACTOR_VERIFY_CODE_TEMPLATE="accounts/code.html",
        SECURITY_MULTI_FACTOR_RECOVERY_TEMPLATE="accounts/recovery.html",
        SECURITY_WAN_SIGNIN_TEMPLATE="accounts/passkey_sign_in.html",
        SECURITY_REGISTERABLE=False,
        SECURITY_RECOVERABLE=False,
        SECURITY_CHANGEABLE=False,
        SECURITY_TRACKABLE=False,
        SECURITY_DATETIME_FACTORY=now,
        SECURITY_API_ENABLED_METHODS=["session"],
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TWO_FACTOR_RESCUE_EMAIL=False,
        SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY=STEP,
        SECURITY_TOTP_SECRETS={"1": second.key(settings, "codes")},
        SECURITY_TOTP_ISSUER=urlsplit(settings.base_url).hostname,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_WEBAUTHN=True,
        SECURITY_WAN_RP_NAME=settings.host,
        SECURITY_WAN_ALLOW_AS_FIRST_FACTOR=True,
        SECURITY_WAN_ALLOW_AS_MULTI_FACTOR=True,
        SECURITY_WAN_ALLOW_USER_HINTS=False,
        SECURITY_MSG_TWO_FACTOR_LOGIN_SUCCESSFUL=("You are signed in.", "success"),
        SECURITY_MSG_TWO_FACTOR_INVALID_TOKEN=(WRONG_CODE, "error"),
        SECURITY_MSG_TWO_FACTOR_PERMISSION_DENIED=("Sign in with your password first.", "error"),
        SECURITY_MSG_INVALID_RECOVERY_CODE=(WRONG_RECOVERY, "error"),
        SECURITY_MSG_WEBAUTHN_UNKNOWN_CREDENTIAL_ID=("This passkey opens no account here.", "error"),
        # No page of the package itself, which would bring styles of its own.
        SECURITY_FRESHNESS=timedelta(minutes=-1),
        SECURITY_STATIC_FOLDER=None,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
        SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS=False,
        REMEMBER_COOKIE_NAME="__Host-remember_token" if settings.https else "remember_token",
        REMEMBER_COOKIE_DURATION=sign_ins.LONGEST,
        REMEMBER_COOKIE_SECURE=settings.https,
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
    )
    made = Security(
        app,
        People(db, Member, RoleRow, Passkey),
        register_blueprint=False,
        login_form=SignInForm,
        two_factor_rescue_form=NoRescue,
        totp_cls=second.Codes,
        mf_recovery_codes_util_cls=second.Recovery,
        webauthn_util_cls=second.Passkeys,
    )
    made.want_json(lambda _request: False)  # it would hand out tokens that stand beside the list of sessions
    app.register_blueprint(_doors())
    user_authenticated.connect(_signed_in, app)
    app.login_manager.user_loader(_load)  # type: ignore[attr-defined]
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]


WRONG_CODE = "This code is not right, or it was used already. Wait for the next one, and type that."
WRONG_RECOVERY = "This is not one of your recovery codes, or it was used already."


class SignInForm(LoginForm):
    """Address and password. A try is counted before anything is looked up, so that a limit says nothing of an account;
    where nobody has the address, as much is hashed as for a wrong password (the package does)."""

    def validate(self, **given: Any) -> bool:
        devices.count(self.email.data or "")
        return bool(super().validate(**given))


class NoRescue(TwoFactorRescueForm):
    """The package's form for whoever has no code. Our page says what to do in words, and asks nothing."""

    help_setup = RadioField(choices=[])


class People(SQLAlchemyUserDatastore):
    """What Flask-Security reads and writes of our tables. Nothing is committed but by ``transaction``."""

    def commit(self) -> None:
        """What is written was committed where it was written."""

    def put(self, model: Any) -> Any:
        """A password hashed anew at sign-in, because hashing became dearer, is kept at once. All else is part of the
        transaction of its page."""
        if isinstance(model, Member):
            same = (Member.id == model.id) & (Member.fs_uniquifier == model.fs_uniquifier)
            fresh = model.password
            with joined():
                session.execute(update(Member).where(same).values(password=fresh))
        return model


VIA = {"password": "password", "webauthn": "passkey", "kept": ""}
"""How somebody signed in, in our words; what is not in it came after the password: a code or a recovery code."""


def _signed_in(_app: Flask, user: Member, authn_via: list[str] | None = None, **_said: Any) -> None:
    """Somebody has just signed in: the one place that the package calls, however they did."""
    via, checked = VIA.get((authn_via or [""])[0], "password and code"), user.fs_uniquifier
    with joined():
        person = sign_ins.still(user.id, checked)
        person.token = user.token
        net, agent = limits.network(request.remote_addr or ""), request.user_agent.string
        lacks = via != "passkey" and must_have_codes(person)
        sign_ins.begin(person, via=via, browser=browsers.in_words(agent), network=net, lacks_codes=lacks)
        devices.remember(person.email)


def _load(token: str) -> Member | None:
    """The member whose browser this is; asked once for each request."""
    return sign_ins.member_of(token)


def _signed_out(view: View) -> View:
    """Signing out ends the session for good: its cookie opens nothing any more, whoever has a copy."""

    @wraps(view)
    def out(**given: Any) -> Any:
        if current_user.is_authenticated:
            with transaction():
                sign_ins.end_if_there(current_user.sign_in_id)
        return view(**given)

    return out


def _doors() -> Blueprint:
    made = Blueprint("security", __name__)
    for address, name, view, methods in DOORS:
        throttled = limiter.limit(SIGN_IN_AT_ALL, methods=["POST"])(_by_form(view))
        made.add_url_rule(address, name, throttled, methods=methods)
    return made


def _by_form(view: View) -> View:
    """The package would take JSON as well, of any shape, and break on most of them. Our pages send forms."""

    @wraps(view)
    def typed(**given: Any) -> Any:
        if request.is_json:
            abort(415)
        return view(**given)

    return typed


def _first(view: View) -> View:
    """The step of the password. Another try ends what one before it began; when it was passed is kept beside what the
    package keeps."""

    @wraps(view)
    def step(**given: Any) -> Any:
        if request.method != "POST":
            return view(**given)
        tf_clean_session()  # type: ignore[no-untyped-call]
        answer = view(**given)
        if HALF in cookie:
            cookie[BEGUN] = int(now().timestamp())
        return answer

    return step


def _second(view: View) -> View:
    """A step after the password, or instead of it: for whoever is not signed in yet, in one transaction, and not long
    after the password."""

    @wraps(view)
    def step(**given: Any) -> Any:
        if current_user.is_authenticated:
            return redirect("/desk", code=303)
        if HALF in cookie and cookie.get(BEGUN, 0) < now().timestamp() - HALF_WAY:
            tf_clean_session()  # type: ignore[no-untyped-call]
            flash("You took a while. Type your password again.", "error")
            return redirect("/login", code=303)
        if request.method != "POST":
            return view(**given)
        with transaction():
            return view(**given)

    return step


def _counted(view: View) -> View:
    """A guess at the second factor counts like one at a password, apart from those, and before anything is looked up:
    a limit that is met is written down, whatever becomes of the step itself."""

    @wraps(view)
    def counted(**given: Any) -> Any:
        if request.method == "POST" and not current_user.is_authenticated:
            whose = select(Member.email).where(Member.fs_uniquifier == str(cookie.get(HALF, "")))
            if email := session.scalar(whose):
                devices.count(email, devices.CODE)
        return view(**given)

    return counted


def _by_passkey(view: View) -> View:
    """A passkey stands for both factors: a password that was typed before counts for nothing here."""

    @wraps(view)
    def alone(**given: Any) -> Any:
        tf_clean_session()  # type: ignore[no-untyped-call]
        return view(**given)

    return alone


def lost() -> str:
    """What to do without the device."""
    return render_template("accounts/lost.html")


DOORS: tuple[tuple[str, str, View, list[str]], ...] = (
    ("/login", "login", _first(login), ["GET", "POST"]),
    ("/logout", "logout", _signed_out(logout), ["POST"]),
    (
        "/login/code",
        "two_factor_token_validation",
        _counted(_second(two_factor_token_validation)),
        ["GET", "POST"],
    ),
    ("/login/recovery", "mf_recovery", _counted(_second(mf_recovery)), ["GET", "POST"]),
    ("/login/lost", "two_factor_rescue", lost, ["GET"]),
    ("/login/passkey", "wan_signin", _second(_by_passkey(webauthn_signin)), ["GET", "POST"]),
    (
        "/login/passkey/<token>",
        "wan_signin_response",
        _second(_by_passkey(webauthn_signin_response)),
        ["POST"],
    ),
)
"""Address, name within the package, view, methods."""
