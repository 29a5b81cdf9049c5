"""A guest's status page: where the article stands, what happens next, the conversation, the receipt; and writing to
the desk from it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import g, redirect, render_template, request
from werkzeug.wrappers import Response

from app.attestations import queries as attestations
from app.attestations import receipts
from app.audit.models import Event
from app.db import transaction
from app.errors import Refused
from app.guests import actions as guests
from app.pages import standing, talking
from app.pages.forms import as_answer
from app.pages.sentences import Reader, for_guest, said
from app.publishing import queries as publishing
from app.site import queries as site
from app.submissions import actions as drafts
from app.submissions import permissions
from app.submissions import queries as submissions
from app.submissions.forms import CommentForm, WithdrawForm
from app.submissions.models import Submission
from app.submissions.writable import is_writable
from app.takedowns.stating import queries as stated
from app.web import access
from app.web.errors import status_of

bp = access.blueprint("pages", __name__, access.Audience.GUEST)


@bp.app_template_filter("for_claimant")
def for_claimant(event: Event) -> str:
    """An event as whoever sent a notice may read it; empty when it is not for them."""
    return said(event, Reader.CLAIMANT)


@bp.get("/drafts/<ref>/status")
@access.opens("draft")
def status(ref: str) -> str:
    return _status(ref)


@bp.post("/drafts/<ref>/comments")
@access.opens("draft")
def comments(ref: str) -> Response | tuple[str, int]:
    """A message to the desk. One that cannot be sent is shown again as it was typed, and why."""
    form = CommentForm()
    if not form.validate_on_submit():
        return _status(ref, comment=form), 422
    try:
        with transaction():
            submission = drafts.hold(_mine(ref).id)
            guests.confirm(submission.guest)
            drafts.comment(submission, body=form.body.data, by=submission.guest, reply_to=form.reply_to.data)
    except Refused as refusal:
        for name, sentences in refusal.fields.items():
            form[name].errors = sentences
        return _status(ref, comment=form, refusal=refusal), status_of(refusal)
    return redirect(f"/drafts/{ref}/status#conversation", code=303)


def _mine(ref: str) -> Submission:
    return submissions.of_guest(ref, g.link.guest_id)


def _status(ref: str, *, comment: CommentForm | None = None, refusal: Refused | None = None) -> str:
    submission = _mine(ref)
    answering = as_answer(comment)
    revision = submissions.newest(submission)
    article = publishing.of_submission(submission.id)
    signatures = attestations.of(submission)
    return render_template(
        "pages/status.html",
        submission=submission,
        revision=revision,
        article=article,
        title=standing.title(submission, revision),
        changed=standing.is_changed(submission, revision),
        by_desk=standing.changed_by_desk(submission),
        next=standing.next_words(submission, article),
        steps=standing.steps(submission, revision, article),
        turn=standing.turn(submission),
        revisions=standing.revisions(submission, opened=request.args.get("changed", type=int)),
        waits=permissions.waited_for(revision) if revision else [],
        conversation=talking.with_the_author(submission),
        discussed=submissions.may_be_discussed(submission),
        history=for_guest(standing.history(submission), Reader.AUTHOR),
        decided=stated.about(article),
        receipt=signatures[0] if signatures else None,
        receipts=receipts.numbers(submission),
        writable=is_writable(submission),
        may_withdraw=drafts.may_withdraw(submission),
        answering=answering,
        comment=CommentForm(formdata=None) if answering or comment is None else comment,
        withdraw=WithdrawForm(formdata=None),
        refusal=refusal,
        zone=ZoneInfo(site.identity().zone),
    )
