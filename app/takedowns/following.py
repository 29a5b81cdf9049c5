"""The claimant's private page: where a report stands, what happens next and by when, and what is added to it."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request
from werkzeug.wrappers import Response

from app.clock import now
from app.db import session, transaction
from app.errors import NotAllowed, Refused
from app.guests.models import Guest
from app.takedowns import actions, completions, queries, timeline
from app.takedowns.actions import talking
from app.takedowns.clocks import queries as clocks
from app.takedowns.curing import panel as curing
from app.takedowns.curing.forms import AddForm
from app.takedowns.forms import WithdrawForm, say
from app.takedowns.kinds import LANES, Lane
from app.takedowns.mailing import queries as mails
from app.takedowns.mailing.kinds import MailState
from app.takedowns.models import Notice
from app.takedowns.reporting import files, taking
from app.takedowns.reporting import queries as reporting
from app.takedowns.reporting.forms import WordForm
from app.takedowns.states import OPEN, CaseState
from app.takedowns.stating import queries as stated
from app.web import access
from app.web.limits import START, UPLOAD, limiter

bp = access.blueprint("following", __name__, access.Audience.GUEST)

Page = Response | str | tuple[str, int]


@bp.get("/notices/<ref>")
@access.opens("notice")
def notice(ref: str) -> Page:
    """The report; or the mail that is to become one."""
    mail = mails.by_ref(ref)
    if mail is not None and mail.standing is not MailState.REPORTED:
        return completions.page(mail)
    return private(ref)


@bp.post("/notices/<ref>/confirmations")
@access.opens("notice")
def confirmations(ref: str) -> Response:
    try:
        with transaction():
            actions.confirm(ref, by=_guest())
    except NotAllowed as refusal:
        flash(refusal.sentence, "error")
    return redirect(f"/notices/{ref}", code=303)


@bp.post("/notices/<ref>/withdrawals")
@access.opens("notice")
def withdrawals(ref: str) -> Page:
    form = WithdrawForm()
    if not form.validate():
        return private(ref, form), 422
    try:
        with transaction():
            actions.withdraw(ref, by=_guest())
    except NotAllowed as refusal:
        flash(refusal.sentence, "error")
    return redirect(f"/notices/{ref}", code=303)


@bp.post("/notices/<ref>/evidence")
@access.opens("notice")
@access.takes("upload")
@limiter.limit(UPLOAD)
def evidence(ref: str) -> Response:
    """Takes files for a report that is not over: each is stored, hashed and durable before the answer."""
    notice = queries.by_ref(ref)
    room = files.MOST_FILES - len(files.of_notice(notice))
    sent = [file for file in request.files.getlist("files") if file.filename]
    held, refused = taking.hold(notice.article_id, sent, room=room)
    if held:
        try:
            with transaction():
                actions.add_evidence(ref, held, by=_guest())
            flash("Added to your report.")
        except (NotAllowed, Refused) as refusal:
            refused.append(refusal.sentence)
    for sentence in refused or ([] if held else ["Choose a file first."]):
        flash(sentence, "error")
    return redirect(f"/notices/{ref}#evidence", code=303)


@bp.post("/notices/<ref>/comments")
@access.opens("notice")
@limiter.limit(START)
def comments(ref: str) -> Page:
    form = WordForm()
    try:
        with transaction():
            talking.tell_desk(ref, form.body.data or "", by=_guest())
    except NotAllowed as refusal:
        flash(refusal.sentence, "error")
    except Refused as refusal:
        say(form, refusal.fields)
        return private(ref, saying=form), 422
    else:
        flash("Sent to the desk.")
    return redirect(f"/notices/{ref}#words", code=303)


def _guest() -> Guest:
    return session.get_one(Guest, g.guest_id)


def private(
    ref: str,
    withdrawing: WithdrawForm | None = None,
    saying: WordForm | None = None,
    *,
    adding: AddForm | None = None,
) -> str:
    """The claimant's page; a form that was refused comes back with what was typed."""
    found = queries.by_ref(ref)
    rule = LANES[Lane(found.lane)]
    case = found.case
    return render_template(
        "takedowns/notice.html",
        notice=found,
        case=case,
        rule=rule,
        steps=_steps(found),
        events=timeline.history(found),
        answers=[(field.heading, field.words(found.answers.get(field.name))) for field in rule.fields]
        if found.answers
        else [],
        files=files.of_notice(found),
        most_files=files.MOST_FILES,
        can_add=found.can_be_added_to(now()),
        decisions=stated.told(case) if case else [],
        can_confirm=found.can_be_confirmed(now()),
        can_withdraw=found.can_be_withdrawn,
        withdrawing=withdrawing or WithdrawForm(formdata=None),
        cured=curing.for_claimant(found, adding),
        incomplete=bool(case and case.standing is CaseState.CLOSED and not case.decisions),
        saying=saying or WordForm(formdata=None),
        words=[
            {
                "at": one.made_at,
                "side": "desk" if one.by_desk else "author",
                "who": "The desk" if one.by_desk else "You",
                "text": one.body,
            }
            for one in reporting.said(found)
        ],
    )


def _steps(found: Notice) -> list[dict[str, Any]]:
    """Where it stands, what happens next and by when."""
    case = found.case
    decided = case.decisions[-1] if case and case.decisions else None
    looking = case is not None and case.standing in OPEN
    asked = case is not None and case.standing is CaseState.NEEDS_INFORMATION
    decided_by = clocks.decided_by(case) if case and looking else None
    return [
        {"title": "You wrote to us", "state": "done", "at": found.received_at},
        {
            "title": "You confirm your report",
            "state": "done" if found.confirmed_at else "current",
            "at": found.confirmed_at,
            "text": None if found.confirmed_at else "Nothing happens before that.",
        },
        {
            "title": "We look into it",
            "state": "done" if decided else "current" if looking else "ahead",
            "at": decided_by,
            "text": "We wait for what we asked for."
            if asked
            else "We decide by then."
            if decided_by
            else None,
        },
        {
            "title": "We decide and tell you why",
            "state": "done" if decided else "ahead",
            "at": decided.made_at if decided else None,
        },
    ]
