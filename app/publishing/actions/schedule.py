"""Publishing at a time: setting one, giving it up, and what happens when it comes."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.models import Member
from app.accounts.roles import Right
from app.audit.kinds import SYSTEM, Kind
from app.audit.log import record
from app.clock import now
from app.db import savepoint, session
from app.errors import Busy, NotAllowed, NotFound, Refused
from app.publishing import gate, naming, queries
from app.publishing.actions.publish import check_note, publish
from app.publishing.kinds import Change
from app.publishing.states import DOWN
from app.review import actions as review
from app.submissions import actions as submissions
from app.submissions import schedules
from app.submissions.content import Seen
from app.submissions.models import Submission
from app.submissions.schedules import Ended, Schedule
from app.submissions.states import State
from app.worklist import actions as worklist

FURTHEST = timedelta(days=366)
"""How far ahead a time may be set."""

PATIENCE = timedelta(minutes=10)
"""For how long what failed at its time is tried again."""

FAULT = (
    "Something on our side failed each time it was tried, for ten minutes. The log of the workers says what; publish "
    "it now, or set another time, when that is mended."
)


def schedule(
    submission_id: int,
    *,
    at: datetime,
    by: Member,
    seen: Seen,
    slug: str = "",
    note: str = "",
    change: Change = Change.CORRECTION,
) -> Schedule:
    """Have the approved revision published by itself at a time, or at another one than was set before.

    Everything that ``publish`` asks for is asked now, so that nobody counts on what could not be done; and again at
    that time. Refused for a time that has passed or is too far away; else as ``publish``.
    """
    submission = submissions.take(submission_id, version=seen.version)
    revision = gate.check(submission, seen, by=by)
    worklist.check_free(submission.ref, by=by)
    _check_time(at)
    article = queries.of_submission(submission.id)
    if article is not None and article.state in DOWN:
        raise NotAllowed(
            "This article was removed. It has to be restored before anything of it is published."
        )
    if article is not None:
        check_note(note, change)
    kept = "" if article else naming.typed(slug, of=submission.id)
    before = _replaced(submission)
    submission.advance(State.SCHEDULED)
    made = Schedule(
        submission_id=submission.id,
        revision_id=revision.id,
        version=submission.version,
        content_hash=revision.content_hash,
        due_at=at,
        slug=kept,
        note=note,
        change=change.value,
        by_id=by.id,
        made_at=now(),
    )
    session.add(made)
    facts = {"revision": revision.id, "due_at": at.isoformat(), "on": schedules.said(at), "before": before}
    record(Kind.PUBLICATION_SCHEDULED, about=submission, by=by.actor, facts=facts)
    review.update_item(submission)
    return made


def cancel(submission_id: int, *, by: Member, version: int) -> None:
    """Publish it at no time: it is approved, as before. ``version`` is the submission's on the editor's screen.

    Whoever else has claimed it: what keeps something back must not wait for a colleague.
    """
    submission = submissions.take(submission_id, version=version)
    if not by.may(Right.PUBLISH):
        raise NotAllowed("Your role does not include publishing.")
    if submission.standing is not State.SCHEDULED:
        raise NotAllowed("No time is set for this article.")
    _clock_goes_on(submission, schedules.of(submission))
    submissions.end_schedule(submission, Ended.CANCELLED, by=by.actor)
    submission.advance(State.APPROVED)
    review.update_item(submission)


def publish_due(submission_id: int) -> bool:
    """Publish it if its time has come, through the gate that everything passes. Whether anything was done.

    What the gate refuses is not published: the submission is approved again, its item says so, and whoever set the
    time, the webmaster and the author are told. Of two workers at once the second finds nothing to do. Busy, with
    everything as it was, where the public pages are in use: the next run does it.
    """
    try:
        submission = submissions.hold(submission_id)
    except NotFound:
        return False
    planned = schedules.of(submission)
    if submission.standing is not State.SCHEDULED or planned is None or planned.due_at > now():
        return False
    by = session.get_one(Member, planned.by_id)
    try:
        with savepoint():
            seen = Seen(planned.version, planned.content_hash)
            publish(
                submission_id,
                by=by,
                seen=seen,
                slug=planned.slug,
                note=planned.note,
                change=Change(planned.change),
            )
    except Busy:
        raise
    except Refused as refusal:
        _put_back(submission, planned, refusal)
    return True


def give_up(submission_id: int) -> bool:
    """A fault on our side kept something from being published at its time. Once that has been so for ``PATIENCE`` it is
    put back like what the gate refuses, and all are told. Whether it was; until then it is tried again. A time that an
    editor set meanwhile has not failed."""
    submission = submissions.hold(submission_id)
    planned = schedules.of(submission)
    if submission.standing is not State.SCHEDULED or planned is None or planned.due_at > now():
        return False
    planned.failed_at = planned.failed_at or now()
    if planned.failed_at > now() - PATIENCE:
        return False
    _put_back(submission, planned, Refused(FAULT))
    return True


def due() -> list[int]:
    """The submissions whose time has come, the one that waits longest first."""
    found = (
        select(Schedule.submission_id)
        .join(Submission, Submission.id == Schedule.submission_id)
        .where(Submission.state == State.SCHEDULED.value, Schedule.due_at <= now())
    )
    return list(session.scalars(found.order_by(Schedule.due_at, Schedule.submission_id)))


def _put_back(submission: Submission, planned: Schedule, refusal: Refused) -> None:
    """Approved as before, and the desk is told what stood against it."""
    session.expire_all()  # what the savepoint undid
    submission.advance(State.APPROVED)
    _clock_goes_on(submission, planned)
    submission.version += 1
    planned.refused_at = now()
    planned.why = " ".join([refusal.sentence, *getattr(refusal, "changes", [])])
    facts = {
        "due_at": planned.due_at.isoformat(),
        "on": schedules.said(planned.due_at),
        "member": planned.by_id,
    }
    facts |= {"why": Ended.REFUSED.value}
    record(Kind.PUBLICATION_REFUSED, about=submission, by=SYSTEM, facts=facts, private={"said": planned.why})
    review.update_item(submission)


def _clock_goes_on(submission: Submission, planned: Schedule | None) -> None:
    """While a time stood, nobody was late and nobody had to do anything: the desk has as long as it had then."""
    if planned is not None and submission.review_due_at is not None:
        submission.review_due_at += now() - planned.made_at


def _check_time(at: datetime) -> None:
    moment = now()
    if at <= moment:
        raise _refused("This time has passed. Choose a later one, or publish it now.")
    if at > moment + FURTHEST:
        raise _refused("Choose a time within a year from now.")


def _refused(sentence: str) -> Refused:
    return Refused(sentence, fields={"day": [sentence]})


def _replaced(submission: Submission) -> str:
    """The time that stood before in words, taken away; nothing where none did."""
    before = schedules.of(submission)
    if before is None:
        return ""
    said = ""
    if submission.standing is State.SCHEDULED:
        said = schedules.said(before.due_at)
        _clock_goes_on(submission, before)
    session.delete(before)
    session.flush()
    return said
