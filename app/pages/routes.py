"""A guest's status page: where the article stands, what happens next, the conversation, the receipt."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import g, render_template

from app.attestations import queries as attestations
from app.audit import queries as audit
from app.audit.models import Event
from app.pages import standing
from app.pages.sentences import Reader, for_guest, said
from app.publishing import queries as publishing
from app.site import queries as site
from app.submissions import permissions
from app.submissions import queries as submissions
from app.submissions.forms import CommentForm, WithdrawForm
from app.submissions.states import SUBMISSION, WRITABLE, State
from app.web import access

bp = access.blueprint("pages", __name__, access.Audience.GUEST)


@bp.app_template_filter("for_claimant")
def for_claimant(event: Event) -> str:
    """An event as whoever sent a notice may read it; empty when it is not for them."""
    return said(event, Reader.CLAIMANT)


@bp.get("/drafts/<ref>/status")
@access.opens("draft")
def status(ref: str) -> str:
    submission = submissions.of_guest(ref, g.link.guest_id)
    revision = submissions.newest(submission)
    article = publishing.of_submission(submission.id)
    signatures = attestations.of(submission)
    return render_template(
        "pages/status.html",
        submission=submission,
        revision=revision,
        article=article,
        next=standing.next_words(submission, article),
        steps=standing.steps(submission, revision, article),
        turn=standing.turn(submission),
        revisions=standing.revisions(submission),
        waits=permissions.waited_for(revision) if revision else [],
        conversation=standing.conversation(submission),
        history=for_guest(audit.history(submission.ref), Reader.AUTHOR),
        receipt=signatures[0] if signatures else None,
        writable=submission.standing in WRITABLE,
        may_withdraw=SUBMISSION.allows(submission.standing, State.WITHDRAWN),
        comment=CommentForm(formdata=None),
        withdraw=WithdrawForm(formdata=None),
        zone=ZoneInfo(site.identity().zone),
    )
