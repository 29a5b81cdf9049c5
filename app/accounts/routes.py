"""The doors for people of the desk who cannot sign in yet: an invitation, a forgotten password.

As with a guest's link, the address with the token changes nothing: it hands the token to a cookie and leads on, so that
a program that looks at links in letters uses nothing up. The form behind it does.
"""

from __future__ import annotations

from flask import current_app, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from app.accounts import actions, devices
from app.accounts.forms import AcceptForm, ForgottenForm, NewPasswordForm, hint
from app.accounts.models import Pass, Purpose
from app.db import transaction
from app.errors import NotFound, Refused
from app.site import queries as site
from app.web import access, limits
from app.web.errors import status_of
from app.web.limits import LINK, START, limiter

bp = access.blueprint("doors", __name__, access.Audience.PUBLIC)

Page = Response | tuple[str, int]
PAGES = {Purpose.INVITATION: "/invitation", Purpose.PASSWORD: "/password/new"}


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


@bp.route("/password", methods=["GET", "POST"])
@limiter.limit(START, methods=["POST"])
def forgotten() -> Page:
    """Mails the way to a new password. Whoever asks gets the same answer, known here or not."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        page = render_template("accounts/forgotten.html", form=form)
        return page, 422 if form.errors else 200
    email = form.email.data.strip()[:254]
    net = limits.network(request.remote_addr or "")
    limits.count("password", {"network": net, "mailbox": email.casefold()}, site.setting("limits"))
    with transaction():
        actions.forget_password(email, key=current_app.config["LINK_KEY"])
    return redirect("/password/sent", code=303)


@bp.get("/password/sent")
def sent() -> str:
    return render_template("accounts/forgotten_sent.html")


@bp.get("/w/<token>")
@limiter.limit(LINK)
def password_link(token: str) -> Page:
    return _open(token, Purpose.PASSWORD)


@bp.route("/password/new", methods=["GET", "POST"])
@limiter.limit(LINK)
def password() -> Page:
    """Sets a new password by the link from the letter, once."""
    found = _held(Purpose.PASSWORD)
    if found is None:
        return expired()
    form = NewPasswordForm()
    if not form.validate_on_submit():
        return _choosing(found, form), 422 if form.errors else 200
    try:
        with transaction():
            person = actions.new_password(_token(Purpose.PASSWORD), form.password.data)
            devices.remember(person.email, by_letter=True)
    except NotFound:
        return expired()
    except Refused as refusal:
        form.password.errors = refusal.fields.get("password", [refusal.sentence])
        return _choosing(found, form), status_of(refusal)
    flash("Your password is changed, and every session of yours has ended. Sign in with the new one.")
    return _without(Purpose.PASSWORD, redirect("/login", code=303))


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
    return render_template("accounts/invitation.html", invited=found, form=form, refusal=refusal, hint=hint())


def _choosing(found: Pass, form: NewPasswordForm) -> str:
    return render_template("accounts/new_password.html", asked=found, form=form, hint=hint())
