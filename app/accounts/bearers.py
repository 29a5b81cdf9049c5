"""Who stands before the API: a program with a token (RFC 6750), or nobody where an address is open to everybody.

Nothing here reads a cookie: a session of the desk opens nothing, and no form of another site can act for anybody.
"""

from __future__ import annotations

from flask import g, request
from sqlalchemy.exc import SQLAlchemyError

from app.accounts import queries
from app.accounts.actions import tokens
from app.accounts.models import Member, Token
from app.accounts.scopes import SCOPES, Scope
from app.audit import log
from app.clock import now
from app.db import session, transaction
from app.errors import NotAllowed
from app.web import problems
from app.web.access import ANYONE


def enter(opens: str, scope: str) -> None:
    """Lets the bearer of a token with this scope in, whose member may do now what the scope stands for; and nobody's
    request where ``opens`` is anyone's. A token that is shown must be good in any case."""
    g.bearer, g.scope = None, scope
    shown = request.headers.get("Authorization")
    if shown is None and opens == ANYONE:
        return
    if shown is None:
        raise problems.Unknown(problems.NO_TOKEN)
    kind, _, whole = shown.partition(" ")
    found = tokens.known(whole.strip()) if kind.lower() == "bearer" else None
    if found is None:
        raise problems.Unknown(problems.NOT_GOOD, error="invalid_token")
    if scope not in found.scopes:
        raise problems.OutOfScope(scope)
    _check(found.member, Scope(scope))
    g.bearer = found
    _used(found)


def acting() -> tuple[Token, Member]:
    """The token and its member, as rows of the transaction in progress: whatever was ended, switched off or taken away
    since the request began is refused here. What is recorded in it says that it came through this program."""
    token = session.get_one(Token, g.bearer.id, populate_existing=True)
    session.refresh(token.member)
    if token.ended_at is not None or not token.member.active:
        raise problems.Unknown(problems.NOT_GOOD, error="invalid_token")
    _check(token.member, Scope(g.scope))
    log.through(token)
    return token, token.member


def _check(person: Member, scope: Scope) -> None:
    if not person.may(SCOPES[scope].right):
        raise NotAllowed("The role of the member this token acts for does not include this any more.")
    if not person.webauthn and queries.must_have_codes(person):
        raise NotAllowed(
            "This site asks the member this token acts for to sign in with a second factor, and none is set up."
        )


def _used(token: Token) -> None:
    """Notes, every quarter of an hour, that it is in use. A database that cannot be written keeps nobody from
    reading."""
    if token.seen_at is not None and now() - token.seen_at < tokens.SEEN_EVERY:
        return
    try:
        with transaction():
            tokens.seen(token.id)
    except SQLAlchemyError:
        session.rollback()
