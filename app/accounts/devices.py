"""Browsers that an account knows, because somebody signed in to it there before.

Whoever tries passwords from elsewhere meets limits; the owner, in such a browser, does not (OWASP, “Slow down online
guessing attacks with device cookies”). The cookie opens nothing: it only says whose count a try belongs to.
"""

from __future__ import annotations

import hashlib
import secrets

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from app.accounts.actions.people import by_email
from app.audit.kinds import SYSTEM, Kind, Ref
from app.audit.log import record
from app.db import joined
from app.errors import TooMany
from app.site import queries as site
from app.web import limits

PASSWORD = "sign-in"  # noqa: S105 - the name of an act
CODE = "code"
PASSWORD_KNOWN = "the right password"  # noqa: S105 - words
KEPT = 365 * 24 * 3600
"""Seconds."""


def remember(email: str, *, by_letter: bool = False) -> None:
    """From this answer on the browser is one that this account knows.

    All that are known ``by_letter`` alone share one count: whoever holds the mailbox, but not the second factor, would
    have as many guesses at it as they ask for letters.
    """
    mark = f"letter-{_named(email)}" if by_letter else secrets.token_hex(8)
    value = _signer().dumps([_named(email), mark])

    @after_this_request
    def keep(answer: Response) -> Response:
        answer.set_cookie(
            _cookie(email),
            value,
            max_age=KEPT,
            httponly=True,
            samesite="Lax",
            secure=bool(current_app.config["HTTPS"]),
            path="/",
        )
        return answer


def count(email: str, act: str = PASSWORD) -> None:
    """Count one try to sign in. TooMany where there were more than the site allows.

    A browser that the account knows has a count of its own. All others are counted by account and network together, by
    network, and, slowly, by account wherever they come from. An address nobody has is counted in the same way.
    """
    allowed = site.setting("sign_in")
    known = _known(email)
    if known:
        try:
            limits.count(act, {"device": known}, allowed)
        except TooMany:
            pass
        else:
            return
    net = limits.network(request.remote_addr or "")
    who = {"pair": f"{_named(email)} {net}", "network": net, "account": _named(email)}
    try:
        limits.count(act, who, allowed)
    except TooMany:
        _write_down(email, act)
        raise


def _write_down(email: str, act: str) -> None:
    """Once in a while for each address, known or not; the log never names it. Who guesses codes has the password."""
    if not limits.first_time(f"{act}-refused", _named(email)):
        return
    with joined():
        person, facts = by_email(email), {"after": PASSWORD_KNOWN} if act == CODE else {}
        record(Kind.SIGN_IN_REFUSED, about=person or Nobody(), by=SYSTEM, facts=facts)


class Nobody:
    """Whose password was tried where the address is nobody's."""

    ref = Ref("member", 0)


def _known(email: str) -> str:
    """The mark of this browser, where the account knows it; else empty."""
    try:
        named, mark = _signer().loads(request.cookies.get(_cookie(email), ""), max_age=KEPT)
    except (BadData, ValueError, TypeError):
        return ""
    return str(mark) if named == _named(email) else ""


def _cookie(email: str) -> str:
    prefix = "__Host-" if current_app.config["HTTPS"] else ""
    return f"{prefix}device-{_named(email)[:12]}"


def _named(email: str) -> str:
    return hashlib.sha256(email.strip().casefold().encode()).hexdigest()


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="devices")
