"""The desk: the queue, one submission, decisions and notes; and what holds for all of its pages."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, flash, redirect, render_template, request
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from app.accounts.guards import acting
from app.accounts.roles import Right
from app.audit import queries as audit
from app.audit import sealing
from app.clock import now
from app.db import session, transaction
from app.errors import NotFound, Refused, Stale
from app.pages import prepared
from app.pages import submission as reading
from app.pages.forms import as_answer
from app.publishing import render
from app.review import actions as review
from app.review import rules
from app.review.forms import DecisionForm, MessageForm, NoteForm, TicksForm
from app.review.models import Verdict
from app.review.policy import actions as policy
from app.review.rights import queries as rights
from app.review.rights.forms import WeighForm
from app.site import queries as site
from app.site.letters import Prepared
from app.submissions import actions as submissions
from app.submissions import queries as drafts
from app.submissions.models import Submission
from app.web import access
from app.web.access import Audience, audience_of
from app.web.errors import status_of, wants_json
from app.worklist import actions as worklist

bp = access.blueprint("desk", __name__, Audience.DESK)


@bp.app_context_processor
def warnings() -> dict[str, Any]:
    """What holds for the whole desk: work that nobody does at present. A part of a page does not say it again."""
    if request.endpoint is None or wants_json() or _audience() is not Audience.DESK:
        return {}
    try:
        pulses = audit.pulses()
        silent = audit.silent_queues(pulses)
        still = "clocks" not in silent and sealing.stands_still(pulses)
    except SQLAlchemyError:  # the page that says so must not fail for the same reason
        return {}
    told = [("No worker has answered for a minute and a half", _waiting(silent))] if silent else []
    return {"warnings": [*told, *([STILL] if still else [])]}


def _waiting(silent: list[str]) -> str:
    return (
        f"Waiting: {', '.join(silent)}. Nothing is lost: what you do here is kept, and letters, images and clocks "
        "follow when a worker runs again. Ask the webmaster to start it."
    )


STILL = (
    "The log has not been sealed for a quarter of an hour",
    "Nothing is lost: what happens is recorded, and sealed later. Ask the webmaster to look at the worker’s own log.",
)


@bp.get("/desk/submissions/<int:submission_id>")
@access.needs(Right.READ)
def submission(submission_id: int) -> str:
    """The whole page; ``?since=`` names the revision that the one on it is compared with."""
    return page(sent(submission_id), since=request.args.get("since"))


@bp.post("/desk/submissions/<int:submission_id>/decisions")
@access.needs(Right.DECIDE)
def decisions(submission_id: int) -> Response | tuple[str, int]:
    form = DecisionForm()
    form.offer(Verdict)
    if not form.validate_on_submit():
        return page(sent(submission_id), decision=form), 422
    verdict = Verdict(form.verdict.data)
    try:
        with transaction():
            review.decide(
                submission_id,
                verdict,
                by=acting(),
                reasons=form.reasons.data or [],
                note=form.note.data or "",
                seen=form.seen,
            )
    except Refused as refusal:
        return refused(submission_id, refusal, decision=form)
    flash(TOLD[verdict])
    return redirect(f"/desk/submissions/{submission_id}", code=303)


@bp.post("/desk/submissions/<int:submission_id>/notes")
@access.needs(Right.COMMENT)
def notes(submission_id: int) -> Response | tuple[str, int]:
    form = NoteForm()
    if not form.validate_on_submit():
        return page(sent(submission_id), note=form), 422
    try:
        with transaction():
            review.note(sent(submission_id), body=form.body.data, by=acting())
    except Refused as refusal:
        return refused(submission_id, refusal, note=form)
    return redirect(f"/desk/submissions/{submission_id}#notes", code=303)


@bp.post("/desk/submissions/<int:submission_id>/comments")
@access.needs(Right.COMMENT)
def comments(submission_id: int) -> Response | str | tuple[str, int]:
    """Sends what is in the form; with ``use`` it only puts a prepared message into it, for whoever has no script."""
    form = MessageForm()
    if request.form.get("use"):
        return _with_letter(submission_id, form, request.form.get("letter", ""))
    if not form.validate_on_submit():
        return page(sent(submission_id), message=form), 422
    try:
        with transaction():
            submissions.comment(
                sent(submission_id),
                body=form.body.data,
                by=acting(),
                about=form.about,
                reply_to=form.reply_to.data,
            )
    except Refused as refusal:
        return refused(submission_id, refusal, message=form)
    flash("Sent: the author gets a letter.")
    return redirect(f"/desk/submissions/{submission_id}#conversation", code=303)


@bp.post("/desk/submissions/<int:submission_id>/comments/<int:comment_id>/settlements")
@access.needs(Right.COMMENT)
def settlements(submission_id: int, comment_id: int) -> Response:
    """What was said about a passage or an image is dealt with."""
    with transaction():
        submissions.settle(sent(submission_id), comment_id, by=acting())
    return redirect(f"/desk/submissions/{submission_id}#comment-{comment_id}", code=303)


@bp.post("/desk/submissions/<int:submission_id>/ticks")
@access.needs(Right.DECIDE)
def ticks(submission_id: int) -> Response | tuple[str, int]:
    """What this member looked at of the publisher's list; what is ticked no more is taken back."""
    form = TicksForm()
    if not form.validate_on_submit():
        return page(sent(submission_id), ticked=form), 422
    try:
        with transaction():
            policy.tick(
                sent(submission_id).id,
                set(form.ticked.data or ()),
                by=acting(),
                revision_id=form.revision.data,
                text_id=form.text.data,
            )
    except Refused as refusal:
        return refused(submission_id, refusal, ticked=form)
    return redirect(f"/desk/submissions/{submission_id}#policy", code=303)


TOLD = {
    Verdict.APPROVED: "Your approval is recorded.",
    Verdict.CHANGES_REQUESTED: "The author gets a letter with your reasons.",
    Verdict.DECLINED: "The author gets a letter with your reasons.",
}


def page(
    submission: Submission,
    *,
    decision: DecisionForm | None = None,
    note: NoteForm | None = None,
    message: MessageForm | None = None,
    weigh: WeighForm | None = None,
    ticked: TicksForm | None = None,
    refusal: Refused | None = None,
    since: str | None = None,
    letter: str | None = None,
) -> str:
    """The whole page; a form that was refused comes back with everything typed in it.

    One that was about something else by now is from here on about what this page shows, and the page says what
    changed.
    """
    answering = as_answer(message)
    message = MessageForm(formdata=None) if answering or message is None else message
    talk = {
        "note": note or NoteForm(formdata=None),
        "message": message,
        "answering": answering,
        "zone": _zone(),
        "refusal": refusal,
    }
    if not submission.was_sent:
        talk |= _letters(message, letter, prepared.offered(submission))
        return render_template("review/unsent.html", **reading.gather_unsent(submission), **talk)
    told = reading.gather(submission, current_user, since=since)
    shown = told["content"]
    among = prepared.offered(submission, title=shown.title, revision=told["revision"].number)
    talk |= _letters(message, letter, among)
    message.show((one.key for one in shown.images), told["revision"].number)
    if decision is None or isinstance(refusal, Stale):
        decision = decision or DecisionForm(formdata=None)
        decision.look_at(told["looked"])
    decision.offer(told["verdicts"])
    if weigh is None:
        weigh = WeighForm(formdata=None)
        weigh.ask(rights.offered(told["revision"]))
    if not weigh.is_submitted() or isinstance(refusal, Stale):
        weigh.look_at(told["revision"].content_hash, told["looked_at"])
    return render_template(
        "review/submission.html",
        **told,
        published=render.preview(told["content"], submission),
        **talk,
        decision=decision,
        weigh=weigh,
        typed_ticks=ticked.ticked.data if ticked else None,
        reasons=rules.REASONS,
        moment=now(),
        never=worklist.NEVER,
    )


def _with_letter(submission_id: int, form: MessageForm, letter: str) -> str | tuple[str, int]:
    try:
        return page(sent(submission_id), message=form, letter=letter)
    except Refused as refusal:
        return refused(submission_id, refusal, message=form)


def _letters(message: MessageForm, letter: str | None, among: list[Prepared]) -> dict[str, Any]:
    """What can be chosen, and what is."""
    if letter is not None:
        message.body.data = prepared.put(message.body.data or "", letter, among)
    return {"letters": among, "letter": letter}


def refused(submission_id: int, refusal: Refused, **typed: Any) -> tuple[str, int]:
    """The page again with what was typed, and why nothing was done: beside the fields it names, or above all."""
    for form in typed.values():
        for name, sentences in refusal.fields.items():
            form[name].errors = sentences
    return page(sent(submission_id), **typed, refusal=refusal), status_of(refusal)


def sent(submission_id: int) -> Submission:
    found = session.get(Submission, submission_id)
    if found is None or not (found.was_sent or drafts.handed_in([found.id])):
        raise NotFound
    return found


def _audience() -> Audience | None:
    return audience_of(current_app, request.endpoint or "")


def _zone() -> ZoneInfo:
    return ZoneInfo(site.identity().zone)
