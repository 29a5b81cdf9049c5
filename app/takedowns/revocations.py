"""The author says that the licence of a published image was taken back. A message alone would not be enough."""

from __future__ import annotations

from flask import flash, g, redirect, render_template
from werkzeug.wrappers import Response

from app.db import session, transaction
from app.errors import NotFound, Refused
from app.guests import actions as guests
from app.guests.models import Guest
from app.publishing import queries as articles
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.takedowns import queries
from app.takedowns.actions.rights import revoke
from app.takedowns.forms import RevokeForm, say
from app.web import access

bp = access.blueprint("revocations", __name__, access.Audience.GUEST)

Page = Response | str | tuple[str, int]


@bp.get("/drafts/<ref>/revocations")
@access.opens("draft")
def ask(ref: str) -> str:
    return _page(_mine(ref), RevokeForm(formdata=None))


@bp.post("/drafts/<ref>/revocations")
@access.opens("draft")
def say_so(ref: str) -> Page:
    submission, form = _mine(ref), RevokeForm()
    if not form.validate():
        return _page(submission, form), 422
    try:
        with transaction():
            by = session.get_one(Guest, g.guest_id)
            guests.confirm(by)
            revoke(submission.id, form.use.data or "", by=by, reason=form.reason.data or "")
    except NotFound:
        form.use.errors = ["Choose the image. Only one that readers are shown can be hidden."]
        return _page(_mine(ref), form), 422
    except Refused as refusal:
        say(form, refusal.fields)
        if not form.errors:
            raise
        return _page(_mine(ref), form), 422
    flash(
        "It is hidden: readers see a placeholder in its place. The desk looks into it, and you get a letter."
    )
    return redirect(f"/drafts/{ref}/status", code=303)


def _page(submission: Submission, form: RevokeForm) -> str:
    article = articles.of_submission(submission.id)
    shown = queries.pictures(article) if article else []
    form.use.choices = {one.use: f"Image {at}: {one.alt}" for at, one in enumerate(shown, start=1)}
    return render_template("takedowns/revoke.html", submission=submission, article=article, form=form)


def _mine(ref: str) -> Submission:
    return submissions.of_guest(ref, g.guest_id)
