"""Who stands before a guest's page: whoever holds the private link of exactly this draft or notice.

The link's token travels once in an address and from then on in a cookie of its own (HttpOnly, SameSite=Lax,
``__Host-`` under HTTPS). “Wrong”, “revoked” and “not there” get the same page.
"""

from __future__ import annotations

from flask import Response, current_app, g, request

from app.guests import queries
from app.guests.models import Scope
from app.guests.queries import Held

KEEP = 180 * 24 * 3600


def cookie_name(scope: str, ref: str) -> str:
    prefix = "__Host-" if current_app.config["HTTPS"] else ""
    return f"{prefix}{scope}-{ref}"


def keep(answer: Response, link: Held, token: str) -> Response:
    """Hand the link over to a cookie, so that the token leaves the address bar."""
    answer.set_cookie(
        cookie_name(link.scope, link.subject_ref),
        token,
        max_age=KEEP,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["HTTPS"]),
        path="/",
    )
    return answer


def link_for(scope: Scope | str, ref: str) -> Held | None:
    """The live link that this browser holds for this draft or notice, or None."""
    token = request.cookies.get(cookie_name(str(scope), ref), "")
    link = queries.live_link(token) if token else None
    return link if link and link.scope == scope and link.subject_ref == ref else None


def enter(scope: str, ref: str) -> bool:
    """Let the holder of the link in: ``g.link`` is set, and ``g.guest_id``. False: show the page for a wrong link."""
    link = link_for(scope, ref)
    if link is None:
        return False
    g.link = link
    g.guest_id = link.guest_id
    return True
