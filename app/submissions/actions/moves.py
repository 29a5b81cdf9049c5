"""A submission on its way: held still, handed to the desk, read there, taken back."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult, update

from app import bell, text
from app.accounts.models import Member
from app.audit.kinds import Kind
from app.audit.log import record
from app.audit.queries import erased
from app.clock import now
from app.db import session
from app.errors import NotAllowed, NotFound, Stale
from app.submissions import rows
from app.submissions.actions.schedules import end_schedule
from app.submissions.models import Revision, Submission
from app.submissions.schedules import Ended
from app.submissions.states import SUBMISSION, State
from app.submissions.writable import check_writable, was_published
from app.worklist import actions as worklist

PUBLISHED = (
    "It is published, so it cannot be withdrawn here. To give up what you wrote since, put the text back and sign "
    "again. To have the article taken down, choose “Report a problem with this page” under it, and that you wrote it."
)


def take(submission_id: int, *, version: int) -> Submission:
    """The submission, if it still stands at ``version``; its version moves on. One compare-and-set decides a race."""
    done = session.execute(
        update(Submission)
        .where(Submission.id == submission_id, Submission.version == version)
        .values(version=version + 1)
        .execution_options(synchronize_session=False)
    )
    submission = hold(submission_id)
    if cast("CursorResult[Any]", done).rowcount != 1:
        raise Stale(
            "This submission changed while you were reading it. Nothing was decided.",
            changes=[f"It is now “{submission.state.replace('_', ' ')}”, version {submission.version}."],
        )
    return submission


def hold(submission_id: int, *, also_erased: bool = False) -> Submission:
    """The submission as it stands now, kept still until the transaction ends.

    NotFound once it was erased: whoever was let in a moment before must not put words where none are any more. What
    ends things about it, and no word comes in by, holds it ``also_erased``.
    """
    submission = session.get_one(
        Submission, submission_id, with_for_update={"of": Submission}, populate_existing=True
    )
    if not also_erased and erased("draft", [submission_id]):
        raise NotFound("This submission has been erased.")
    return submission


def submit(submission: Submission, revision: Revision, *, due_at: Any) -> None:
    """Hand exactly this revision to the desk. Only ``attestations.actions.sign`` calls this: nothing is submitted
    without a signature. NotAllowed where it is closed."""
    check_writable(submission)
    first = submission.submitted_at is None
    end_schedule(submission, Ended.SIGNED, by=submission.guest.actor)
    submission.advance(State.SUBMITTED)
    submission.version += 1
    submission.submitted_at = submission.submitted_at or now()
    submission.review_due_at = due_at
    revision.submitted_at = now()
    record(
        Kind.SUBMISSION_RECEIVED if first else Kind.SUBMISSION_REVISED,
        about=submission,
        by=submission.guest.actor,
        also=[revision],
        facts={"revision": revision.id, "number": revision.number},
    )
    bell.ring(bell.COMPARE)


def begin_review(submission: Submission, *, by: Member) -> None:
    """The first claim of a submitted article begins its review; a later claim changes nothing."""
    if submission.standing is State.SUBMITTED:
        submission.advance(State.IN_REVIEW)
        submission.version += 1
        record(Kind.REVIEW_STARTED, about=submission, by=by.actor)


def await_author(submission: Submission, *, by: Member) -> None:
    """An editor changed the article. Only ``attestations.changes.sign`` calls this: what the desk changes is signed for
    by whoever changed it, and reaches nobody before its author signs the whole."""
    end_schedule(submission, Ended.CHANGED, by=by.actor)
    submission.advance(State.AWAITING_AUTHOR)
    submission.review_due_at = None
    worklist.put(submission.ref, rows.row_of(submission))


def check_withdrawal(submission: Submission) -> None:
    """NotAllowed, with the way on, once readers were given it: a new revision of it does not make it a draft again, and
    an end of that revision would leave an article that nobody can correct any more. From any state before that, it may
    be taken back (domain.md, “Submission and article”)."""
    if was_published(submission):
        raise NotAllowed(PUBLISHED)
    SUBMISSION.check(submission.standing, State.WITHDRAWN)


def may_withdraw(submission: Submission) -> bool:
    """Whether its author may take it back now."""
    return SUBMISSION.allows(submission.standing, State.WITHDRAWN) and not was_published(submission)


def withdraw(submission: Submission, *, reason: str) -> None:
    """The contributor takes the article back; NotAllowed as in ``check_withdrawal``.

    Withdrawing what is withdrawn changes nothing.
    """
    if submission.standing is State.WITHDRAWN:
        return
    check_withdrawal(submission)
    end_schedule(submission, Ended.WITHDRAWN, by=submission.guest.actor)
    submission.advance(State.WITHDRAWN)
    submission.version += 1
    submission.review_due_at = None
    if submission.submitted_at is not None:
        worklist.put(submission.ref, rows.row_of(submission))
    record(
        Kind.SUBMISSION_WITHDRAWN,
        about=submission,
        by=submission.guest.actor,
        private={"reason": text.plain(reason)},
    )
