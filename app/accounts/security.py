"""Signing in: Flask-Security-Too on top of Flask-Login, with our tables, our look and our limits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore, user_authenticated

from app.accounts.models import Member, RoleRow
from app.clock import now
from app.db import db, session, transaction
from app.web.limits import SIGN_IN, limiter
from config import Settings

HASHING = {"argon2__memory_cost": 65536, "argon2__time_cost": 3, "argon2__parallelism": 4}
"""What a password costs to try: Argon2id with 64 MiB (in KiB), three passes, four lanes (RFC 9106, section 4)."""


def register(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECURITY_PASSWORD_SALT=settings.password_salt.get_secret_value(),
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a scheme
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=HASHING,
        SECURITY_PASSWORD_LENGTH_MIN=12,
        SECURITY_URL_PREFIX=None,
        SECURITY_LOGIN_URL="/login",
        SECURITY_LOGOUT_URL="/logout",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_POST_LOGIN_VIEW="/desk",
        SECURITY_POST_LOGOUT_VIEW="/login",
        SECURITY_LOGIN_USER_TEMPLATE="accounts/login.html",
        SECURITY_SEND_REGISTER_EMAIL=False,
        SECURITY_SEND_PASSWORD_CHANGE_EMAIL=False,
        SECURITY_REGISTERABLE=False,
        SECURITY_RECOVERABLE=False,
        SECURITY_CHANGEABLE=False,
        SECURITY_TRACKABLE=False,
        # No page of the package itself, which would bring styles of its own: signing in is all it does here.
        SECURITY_FRESHNESS=timedelta(minutes=-1),
        SECURITY_STATIC_FOLDER=None,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
        SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS=False,
        REMEMBER_COOKIE_SECURE=settings.https,
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
    )
    Security(app, People(db, Member, RoleRow), register_blueprint=True)
    user_authenticated.connect(_signed_in, app)
    login: Any = app.view_functions["security.login"]
    app.view_functions["security.login"] = limiter.limit(SIGN_IN, methods=["POST"])(login)


class People(SQLAlchemyUserDatastore):
    """What Flask-Security reads and writes of our tables. Nothing is committed but by ``transaction``."""

    def commit(self) -> None:
        """What is written was committed where it was written."""

    def put(self, model: Any) -> Any:
        """A password hashed anew at sign-in, because hashing became dearer: kept at once."""
        fresh = model.password
        with transaction():
            session.get_one(Member, model.id).password = fresh
        return model


def _signed_in(_app: Flask, user: Member, **_said: Any) -> None:
    """Somebody has just signed in: the one place that the package calls however they did."""
    with transaction():
        session.get_one(Member, user.id).signed_in_at = now()
