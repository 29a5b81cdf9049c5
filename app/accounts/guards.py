"""Who stands before a page of the desk: a signed-in, active member who holds the right the view names."""

from __future__ import annotations

from flask import abort, flash, g, redirect, request
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from app.accounts.actions import sign_ins
from app.accounts.models import Member
from app.accounts.roles import Right
from app.clock import now
from app.db import session, transaction
from app.errors import NotAllowed


def enter(right: str) -> Response | None:
    """None lets the member in. Somebody signed out is sent to sign in; a member without the right is refused.

    Roles are read on every request: a demoted person loses power at once.
    """
    if not current_user.is_authenticated:
        if request.method == "GET":
            return redirect("/login?next=" + request.path, code=303)
        abort(401)
    if not current_user.may(Right(right)):
        raise NotAllowed(NOT_YOURS)
    _seen()
    if current_user.waits_for_codes and request.blueprint not in OWN:
        if request.method == "GET":
            flash(NO_CODES, "error")
            return redirect("/account#codes", code=303)
        raise NotAllowed(NO_CODES)
    g.right = Right(right)
    return None


def _seen() -> None:
    """Notes, every quarter of an hour, that this browser is in use. A database that cannot be written keeps nobody from
    reading."""
    if now() - current_user.seen_at < sign_ins.SEEN_EVERY:
        return
    try:
        with transaction():
            sign_ins.seen(current_user.sign_in_id)
    except SQLAlchemyError:
        session.rollback()


OWN = {"account", "factors", "passkeys"}
"""Where somebody sets up what the site asks for."""
NO_CODES = (
    "This site asks people of your role for a second factor. Set up codes first, or sign in with a passkey."
)


def acting() -> Member:
    """The member who acts, as a row of the transaction in progress: one who lost the right since the request began is
    refused here."""
    person = session.get_one(Member, current_user.id)
    if not person.active or not person.may(g.right):
        raise NotAllowed(NOT_YOURS)
    return person


NOT_YOURS = "Your role does not include this. Ask a webmaster if it should."
