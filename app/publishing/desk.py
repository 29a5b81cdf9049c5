"""Publishing for the desk: the list of articles, the button that publishes, and the time at which it is done."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template

from app import calendars
from app.accounts import guards
from app.accounts.roles import Right
from app.clock import now
from app.db import session, transaction
from app.errors import NotFound, Refused, Stale
from app.publishing import actions, cursors, measures, queries, render, timing
from app.publishing.forms import CancelForm, PublicationForm, ScheduleForm
from app.publishing.kinds import HINTS, Change
from app.site import queries as site
from app.submissions import content, schedules
from app.submissions import queries as drafts
from app.submissions.content import Seen
from app.submissions.models import Revision, Submission
from app.web import access
from app.web.errors import status_of

bp = access.blueprint("publishing_desk", __name__, access.Audience.DESK)


@bp.get("/desk/articles")
@access.needs(Right.READ)
def articles() -> str:
    listed = queries.every(after=cursors.after())
    holds = queries.holds_of([article.id for article in listed.rows])
    return render_template(
        "publishing/articles.html",
        articles=listed.rows,
        holds=holds,
        measures=measures.kinds_of([article.id for article in listed.rows]),
        older=cursors.cursor(listed),
    )


@bp.post("/desk/submissions/<int:submission_id>/publications")
@access.needs(Right.PUBLISH)
def publish(submission_id: int) -> Any:
    """Publish what the editor has on the screen. What was typed is kept when it is refused."""
    form = PublicationForm()
    if not form.validate():
        return _again(submission_id, form)
    seen = Seen(version=form.version.data, content_hash=form.content_hash.data)
    try:
        with transaction():
            article = actions.publish(
                submission_id,
                by=guards.acting(),
                seen=seen,
                slug=form.slug.data,
                note=form.note.data,
                change=Change(form.change.data),
            )
            address = article.url
    except Refused as refusal:
        for name, said in refusal.fields.items():
            form[name].errors = [*form[name].errors, *said]
        return _again(submission_id, form, refusal)
    return redirect(address, code=303)


@bp.get("/desk/submissions/<int:submission_id>/schedules")
@access.needs(Right.PUBLISH)
def schedules_of(submission_id: int) -> str:
    """Where a time is set, changed or given up."""
    submission, revision = _standing(submission_id)
    form = ScheduleForm(formdata=None)
    form.look_at(Seen(submission.version, revision.content_hash))
    before = schedules.of(submission)
    if before:
        form.slug.data, form.note.data, form.change.data = before.slug, before.note, before.change
        form.show(timing.typed(before.due_at))
    return _schedule(submission, revision, form)


@bp.post("/desk/submissions/<int:submission_id>/schedules")
@access.needs(Right.PUBLISH)
def schedule(submission_id: int) -> Any:
    """Set a time for what the editor has on the screen, or another one. What was typed is kept when it is refused."""
    form = ScheduleForm()
    if not form.validate():
        return _schedule(*_standing(submission_id), form), 422
    seen = Seen(version=form.version.data, content_hash=form.content_hash.data)
    try:
        with transaction():
            at = timing.read(form.typed)
            actions.schedule(
                submission_id,
                at=at,
                by=guards.acting(),
                seen=seen,
                slug=form.slug.data,
                note=form.note.data,
                change=Change(form.change.data),
            )
    except Refused as refusal:
        for name, said in refusal.fields.items():
            form[name].errors = [*form[name].errors, *said]
        submission, revision = _standing(submission_id)
        if isinstance(refusal, Stale):
            form.look_at(Seen(submission.version, revision.content_hash))
        return _schedule(submission, revision, form, refusal), status_of(refusal)
    flash(f"It is published by itself on {schedules.said(at)}. The author gets a letter.")
    return redirect(f"/desk/submissions/{submission_id}", code=303)


@bp.post("/desk/submissions/<int:submission_id>/schedules/removals")
@access.needs(Right.PUBLISH)
def give_up_time(submission_id: int) -> Any:
    """Publish it at no time."""
    form = CancelForm()
    if not form.validate():
        raise Refused("Open the submission again.")
    with transaction():
        actions.cancel(submission_id, by=guards.acting(), version=form.version.data)
    flash("No time is set for it any more. The author gets a letter.")
    return redirect(f"/desk/submissions/{submission_id}", code=303)


def _schedule(
    submission: Submission, revision: Revision, form: ScheduleForm, refusal: Refused | None = None
) -> str:
    zone = site.identity().zone
    form.ask(zone)
    before = schedules.of(submission)
    stands = before if before and not before.refused_at else None
    return render_template(
        "publishing/schedule.html",
        form=form,
        submission=submission,
        revision=revision,
        published=render.preview(content.of(revision), submission),
        is_first=queries.of_submission(submission.id) is None,
        hints=HINTS,
        zone_name=zone,
        offset=calendars.offset(now(), zone=zone),
        stands=schedules.said(stands.due_at) if stands else "",
        refusal=refusal,
    )


def _standing(submission_id: int) -> tuple[Submission, Revision]:
    """NotFound for what was never sent, and for what has nothing any more that could be published."""
    submission = session.get(Submission, submission_id)
    revision = drafts.newest(submission) if submission else None
    if submission is None or revision is None or revision.content is None:
        raise NotFound
    return submission, revision


def _again(submission_id: int, form: PublicationForm, refusal: Refused | None = None) -> tuple[str, int]:
    """What was typed, and why nothing was published, beside what would be: a second press is about that."""
    submission, revision = _standing(submission_id)
    if isinstance(refusal, Stale):
        form.look_at(Seen(submission.version, revision.content_hash))
    page = render_template(
        "publishing/publish.html",
        form=form,
        submission=submission,
        revision=revision,
        published=render.preview(content.of(revision), submission),
        is_first=queries.of_submission(submission_id) is None,
        hints=HINTS,
        refusal=refusal,
    )
    return page, status_of(refusal) if refusal else 422
