"""Starting a draft: an e-mail address, and a private link by letter."""

from __future__ import annotations

from flask import Response, current_app, redirect, render_template
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.errors import Refused, TooMany
from app.guests import gate
from app.guests.mailboxes import must_last
from app.site import queries as site
from app.submissions import actions
from app.submissions.forms import StartForm
from app.web import access
from app.web.limits import START, limiter

bp = access.blueprint("starting", __name__, access.Audience.GUEST)


class FirstForm(StartForm, gate.GatedForm):
    """An address, a field that only programs fill, and a task that only browsers solve."""


@bp.route("/submit", methods=["GET", "POST"])
@access.anyone
@limiter.limit(START, methods=["POST"])
def start() -> Response | Answer:
    """What fills in the field nobody sees is told what everybody is told, and nothing happens."""
    form = FirstForm()
    full: TooMany | None = None
    if form.is_submitted() and form.website.data:
        return redirect("/submit/sent", code=303)
    if form.validate_on_submit():
        try:
            gate.count("start", form.email.data)
            with transaction():
                must_last(form.email.data)
                actions.start(form.email.data, key=current_app.config["LINK_KEY"])
            return redirect("/submit/sent", code=303)
        except TooMany as met:
            full = met
            form.email.errors = [gate.words(met)]
        except Refused as refusal:
            form.email.errors = [refusal.sentence]
    return gate.page(_drawn(form), form, full=full)


@bp.get("/submit/sent")
@access.anyone
def started() -> str:
    return render_template("submissions/started.html")


def _drawn(form: FirstForm) -> str:
    return render_template(
        "submissions/start.html",
        form=form,
        task=gate.task(),
        guidelines=site.filled(site.text("guidelines")),
        due=site.setting("review_due")["business_days"],
    )
