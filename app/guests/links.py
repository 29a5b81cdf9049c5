"""Ending a private link that somebody else may have: the old one opens nothing any more, a new one is mailed."""

from __future__ import annotations

from flask import current_app, g, redirect
from werkzeug.wrappers import Response

from app.db import session, transaction
from app.errors import NotFound
from app.guests import actions
from app.guests.models import Link
from app.guests.routes import expired
from app.web import access

bp = access.blueprint("links", __name__, access.Audience.GUEST)

Page = Response | tuple[str, int]


@bp.post("/drafts/<ref>/links")
@access.opens("draft")
def of_draft(ref: str) -> Page:  # noqa: ARG001 - the guard has asked whether the link opens it
    return replaced(g.link.id)


@bp.post("/notices/<ref>/links")
@access.opens("notice")
def of_notice(ref: str) -> Page:  # noqa: ARG001 - as above
    return replaced(g.link.id)


def replaced(link_id: int) -> Page:
    """Ends this link and leads to the page which says that a new one is on its way."""
    try:
        with transaction():
            link = session.get_one(Link, link_id)
            if link.guest is not None and not link.guest.has_address:
                raise NotFound  # a new one would reach nobody
            actions.replace(link, key=current_app.config["LINK_KEY"])
            if link.guest is not None:
                actions.confirm(link.guest)
    except NotFound:
        return expired()
    return redirect("/links/sent", code=303)
