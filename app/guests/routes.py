"""The doors of private links: they write nothing, hand the token to a cookie and lead to the page."""

from __future__ import annotations

from flask import redirect, render_template, request
from werkzeug.wrappers import Response
from wtforms import EmailField
from wtforms.validators import InputRequired

from app.guests import gate, guards, queries
from app.guests.models import Scope, page_of
from app.web import access
from app.web.limits import LINK, limiter

bp = access.blueprint("guests", __name__, access.Audience.PUBLIC)


class AddressForm(gate.GatedForm):
    """Where to send a link again."""

    email = EmailField("Your e-mail address", [InputRequired("Enter the e-mail address you used.")])


@bp.get("/d/<token>")
@limiter.limit(LINK)
def draft(token: str) -> Response | tuple[str, int]:
    return _open(token, Scope.DRAFT)


@bp.get("/n/<token>")
@limiter.limit(LINK)
def notice(token: str) -> Response | tuple[str, int]:
    return _open(token, Scope.NOTICE)


@bp.get("/c/<token>")
@limiter.limit(LINK)
def consent(token: str) -> Response | tuple[str, int]:
    return _open(token, Scope.CONSENT)


def _open(token: str, scope: Scope) -> Response | tuple[str, int]:
    link = queries.live_link(token)
    if link is None or link.scope != scope:
        return expired()
    answer = redirect(page_of(link.scope, link.subject_ref), code=303)
    return guards.keep(answer, link, token)  # type: ignore[arg-type]


def expired() -> tuple[str, int]:
    """One page for a wrong, a revoked and an expired link, with the way to a new one. 404 to all."""
    return render_template("guests/expired.html", form=AddressForm(formdata=None), asked=request.path), 404
