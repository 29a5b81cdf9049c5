"""Private links mailed again to whoever lost them. It stands above the rest because it knows what was written in."""

from __future__ import annotations

from flask import Response, redirect, render_template
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.errors import TooMany
from app.guests import actions as guests
from app.guests import gate
from app.guests import queries as addresses
from app.guests.actions import LINKS_AT_ONCE
from app.guests.models import Guest
from app.guests.queries import Written
from app.guests.routes import AddressForm
from app.submissions import queries as submissions
from app.takedowns import queries as takedowns
from app.takedowns.actions import consents
from app.web import access
from app.web.limits import START, limiter

bp = access.blueprint("lost", __name__, access.Audience.PUBLIC)


@bp.route("/links", methods=["GET", "POST"])
@limiter.limit(START, methods=["POST"])
def links() -> Response | Answer:
    """“Send me a new one.” The answer is the same whether or not there is anything to send."""
    form = AddressForm()
    full: TooMany | None = None
    if form.validate_on_submit():
        try:
            gate.count("link", form.email.data)
        except TooMany as met:
            full = met
            form.email.errors = [gate.words(met)]
    if not form.is_submitted() or form.errors:
        return gate.page(render_template("guests/links.html", form=form, task=gate.task()), form, full=full)
    with transaction():
        guest = addresses.by_email(form.email.data)
        shown = consents.send_again(form.email.data)
        if guest:
            guests.send_links(guest, written=_written(guest))
        elif not shown:
            guests.missed()
    return redirect("/links/sent", code=303)


@bp.get("/links/sent")
def links_sent() -> str:
    return render_template("guests/links_sent.html", most=LINKS_AT_ONCE)


def _written(guest: Guest) -> Written:
    return {**submissions.written(guest.id), **takedowns.confirmed(guest.id)}
