"""The doors for people of the desk who cannot sign in yet: an invitation.

As with a guest's link, the address with the token changes nothing: it hands the token to a cookie and leads on, so that
a program that looks at links in letters uses nothing up. The form behind it does.
"""

from __future__ import annotations

from flask import current_app, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from app.accounts import actions
from app.accounts.forms import HINT, AcceptForm
from app.accounts.models import Pass, Purpose
from app.db import transaction
from app.errors import NotFound, Refused
from app.web import access
from app.web.errors import status_of
from app.web.limits import LINK, limiter

bp = access.blueprint("doors", __name__, access.Audience.PUBLIC)

Page = Response | tuple[str, int]
PAGES = {Purpose.INVITATION: "/invitation"}


@bp.get("/i/<token>")
@limiter.limit(LINK)
def invited(token: str) -> Page:
    return _open(token, Purpose.INVITATION)


@bp.get("/invitation")
@limiter.limit(LINK)
def invitation() -> Page:
    """Asks an invited person for name and password."""
    found = _held(Purpose.INVITATION)
    if found is None:
        return expired()
    return _accepting(found, AcceptForm(formdata=None, name=found.name)), 200


@bp.post("/invitation")
@limiter.limit(LINK)
def accept() -> Page:
    """Takes up the invitation, once."""
    found = _held(Purpose.INVITATION)
    if found is None:
        return expired()
    form = AcceptForm()
    if not form.validate_on_submit():
        return _accepting(found, form), 422
    try:
        with transaction():
            actions.accept(_token(Purpose.INVITATION), name=form.name.data, password=form.password.data)
    except NotFound:
        return expired()
    except Refused as refusal:
        for name, sentences in refusal.fields.items():
            form[name].errors = sentences
        return _accepting(found, form, refusal), status_of(refusal)
    flash("Welcome. Sign in with your address and the password you have just chosen.")
    return _without(Purpose.INVITATION, redirect("/login", code=303))


def expired() -> Page:
    """Used, cancelled, expired or never there: the answer is the same."""
    answer = make_response(render_template("accounts/expired.html"), 404)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _open(token: str, purpose: Purpose) -> Page:
    if actions.live(token, purpose) is None:
        return expired()
    answer = make_response(redirect(PAGES[purpose], code=303))
    answer.set_cookie(
        _name(purpose),
        token,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["HTTPS"]),
        path="/",
    )
    return answer


def _held(purpose: Purpose) -> Pass | None:
    token = _token(purpose)
    return actions.live(token, purpose) if token else None


def _token(purpose: Purpose) -> str:
    return request.cookies.get(_name(purpose), "")


def _name(purpose: Purpose) -> str:
    return f"{'__Host-' if current_app.config['HTTPS'] else ''}{purpose.value}"


def _without(purpose: Purpose, answer: Response) -> Response:
    answer.delete_cookie(
        _name(purpose), path="/", secure=bool(current_app.config["HTTPS"]), httponly=True, samesite="Lax"
    )
    return answer


def _accepting(found: Pass, form: AcceptForm, refusal: Refused | None = None) -> str:
    return render_template("accounts/invitation.html", invited=found, form=form, refusal=refusal, hint=HINT)
