"""The desk's pages of webhooks: programs that are told what happens. For webmasters."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template
from flask_wtf import FlaskForm
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget, URLInput

from app.accounts.guards import acting
from app.accounts.roles import Right
from app.db import session, transaction
from app.errors import NotFound, Refused
from app.notifications import hooking, queries, webhooks
from app.notifications.models import Webhook
from app.notifications.topics import SAYS
from app.web import access
from app.web.errors import status_of

bp = access.blueprint("webhooks", __name__, access.Audience.DESK)

Page = Response | tuple[str, int]


class WebhookForm(FlaskForm):  # type: ignore[misc]
    """Where a program is, and what it is told."""

    address = StringField("Address", [InputRequired("Enter its address.")], widget=URLInput())
    topics = SelectMultipleField(
        "What it is told",
        choices=[SelectChoice(topic.value, words) for topic, words in SAYS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


@bp.get("/desk/webhooks")
@access.needs(Right.PEOPLE)
def every() -> str:
    return _every(WebhookForm(formdata=None, topics=[topic.value for topic in SAYS]))


@bp.post("/desk/webhooks")
@access.needs(Right.PEOPLE)
def add() -> Page:
    form = WebhookForm()
    if not form.validate_on_submit():
        return _every(form), 422
    try:
        with transaction():
            made = hooking.add(address=form.address.data or "", topics=form.topics.data or [], by=acting()).id
    except Refused as refusal:
        return _every(form, refusal), status_of(refusal)
    flash("Added. Make its secret now: that switches it on.")
    return redirect(f"/desk/webhooks/{made}", code=303)


@bp.get("/desk/webhooks/<int:hook_id>")
@access.needs(Right.PEOPLE)
def one(hook_id: int) -> str:
    found = _found(hook_id)
    return _one(found, WebhookForm(formdata=None, address=found.address, topics=found.topics))


@bp.post("/desk/webhooks/<int:hook_id>/changes")
@access.needs(Right.PEOPLE)
def change(hook_id: int) -> Page:
    form = WebhookForm()
    if not form.validate_on_submit():
        return _one(_found(hook_id), form), 422
    try:
        with transaction():
            hooking.change(
                hook_id, address=form.address.data or "", topics=form.topics.data or [], by=acting()
            )
    except Refused as refusal:
        return _one(_found(hook_id), form, refusal), status_of(refusal)
    flash("Saved. It holds from now on.")
    return redirect(f"/desk/webhooks/{hook_id}", code=303)


@bp.post("/desk/webhooks/<int:hook_id>/secrets")
@access.needs(Right.PEOPLE)
def secrets(hook_id: int) -> str:
    """Makes another secret in place of the one before, and shows it once."""
    with transaction():
        generation = hooking.new_secret(hook_id, by=acting())
    made = webhooks.secret(current_app.config["LINK_KEY"], hook_id, generation)
    return render_template("notifications/secret.html", number=hook_id, secret=made, first=generation == 1)


@bp.post("/desk/webhooks/<int:hook_id>/tests")
@access.needs(Right.PEOPLE)
def tests(hook_id: int) -> Response:
    with transaction():
        hooking.test(hook_id, by=acting())
    flash("A test is on its way. What it answered stands below in a moment.")
    return redirect(f"/desk/webhooks/{hook_id}", code=303)


@bp.post("/desk/webhooks/<int:hook_id>/switches/on")
@access.needs(Right.PEOPLE)
def switch_on(hook_id: int) -> Response:
    with transaction():
        hooking.switch(hook_id, on=True, by=acting())
    flash("Switched on: what waits for it is sent now.")
    return redirect(f"/desk/webhooks/{hook_id}", code=303)


@bp.post("/desk/webhooks/<int:hook_id>/switches/off")
@access.needs(Right.PEOPLE)
def switch_off(hook_id: int) -> Response:
    with transaction():
        hooking.switch(hook_id, on=False, by=acting())
    flash("Switched off: it is told of nothing any more.")
    return redirect(f"/desk/webhooks/{hook_id}", code=303)


@bp.post("/desk/webhooks/<int:hook_id>/removals")
@access.needs(Right.PEOPLE)
def remove(hook_id: int) -> Response:
    with transaction():
        hooking.remove(hook_id, by=acting())
    flash(f"Removed: W-{hook_id} is told of nothing any more, and its address is forgotten.")
    return redirect("/desk/webhooks", code=303)


def _found(hook_id: int) -> Webhook:
    hook = session.get(Webhook, hook_id)
    if hook is None or hook.removed_at is not None:
        raise NotFound
    return hook


def _every(form: WebhookForm, refusal: Refused | None = None) -> str:
    _beside(form, refusal)
    there = select(Webhook).where(Webhook.removed_at.is_(None))
    hooks = session.scalars(there.order_by(Webhook.id)).all()
    return render_template("notifications/webhooks.html", hooks=hooks, form=form, refusal=refusal)


def _one(hook: Webhook, form: WebhookForm, refusal: Refused | None = None) -> str:
    _beside(form, refusal)
    return render_template(
        "notifications/webhook.html",
        hook=hook,
        form=form,
        refusal=refusal,
        sent=queries.sent_to(hook.id),
    )


def _beside(form: WebhookForm, refusal: Refused | None) -> None:
    """What a refusal says of a field stands beside it."""
    for name, sentences in (refusal.fields if refusal else {}).items():
        form[name].errors = sentences
