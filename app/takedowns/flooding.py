"""Reports are not a weapon: how many are taken from one network, and how many write to one mailbox.

The limit by address (``web.limits.NOTICE``) stands beside these: a household has one network and, with IPv6, more
addresses than anybody can count; and a letter to a mailbox can be asked for from anywhere.
"""

from __future__ import annotations

from flask import Response, make_response, request

from app.errors import TooMany
from app.guests.queries import fold
from app.site import queries as site
from app.web import limits
from app.web.errors import wait_words

MAILBOX = {"mailbox_hour": 10, "mailbox_day": 30}
"""As many as one address may send: whoever reports the same picture in many articles is one person with a reason."""


def count(email: str) -> None:
    """Count a report by its network (the site setting ``limits``) and by the mailbox it writes to, where it has one.
    TooMany where one of them has had its share; nobody else is kept from reporting by that."""
    who = {"network": limits.network(request.remote_addr or "")}
    who |= {"mailbox": fold(email)} if email else {}
    limits.count("notice", who, {**site.setting("limits"), **MAILBOX})


def words(full: TooMany) -> str:
    """What is read where a limit was met."""
    return f"We have taken many reports from where you are, or with this address. {wait_words(full.seconds)}"


def page(drawn: str, full: TooMany) -> Response:
    """The form again with everything typed, and when to come back."""
    answer = make_response(drawn, 429)
    answer.headers["Retry-After"] = str(full.seconds)
    return answer
