"""Permissions that were asked for and have not come: when the time is over, author and desk are told, once; and the
desk, when it is about an image that readers were given before."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, exists, select

from app.audit.kinds import SYSTEM, Kind
from app.audit.log import record
from app.audit.models import Event, Topic
from app.db import session
from app.site import queries as site
from app.submissions import permissions, queries
from app.submissions.actions.moves import hold
from app.submissions.models import Placement, Revision, RightsRecord, Submission
from app.submissions.states import State

BATCH = 50
"""Submissions one run tells of in one transaction."""

AWAITED = (
    State.SUBMITTED,
    State.IN_REVIEW,
    State.CHANGES_REQUESTED,
    State.AWAITING_AUTHOR,
    State.APPROVED,
    State.SCHEDULED,
)
"""Where the answer still matters: the desk has it, and it is neither published nor given up."""


def tell_overdue() -> int:
    """Tell of the permissions that did not come within the site setting ``permission_wait``: one event for each
    submission, about the rights records that wait. How many were told; 0: all done.

    Each submission is kept still and looked at again before it is told, so that two workers at once tell nothing
    twice. One that somebody is busy with stops no other: it is left for the next run.
    """
    last = site.today() - timedelta(days=permissions.days_to_wait())
    return sum(_tell(submission_id) for submission_id in session.scalars(_late(asked_before=last)).all())


def doubt_published(submission: Submission, revision: Revision) -> None:
    """The author has just signed that no permission has come for an image which was published before: tell the desk,
    once for each such declaration. It hides nothing: that takes a hold."""
    published = _published_assets(submission)
    rights = [one.placement.rights for one in permissions.waited_for(revision)]
    untold = [
        one
        for one in rights
        if one.asset_id in published and not session.scalar(select(_told(one.id, Kind.PERMISSION_DOUBTED)))
    ]
    if untold:
        facts = {"revision": revision.id, "rights": [one.id for one in untold]}
        by = submission.guest.actor
        record(Kind.PERMISSION_DOUBTED, about=submission, by=by, also=[revision, *untold], facts=facts)


def _published_assets(submission: Submission) -> set[int]:
    """The images of the revision that was published last; read from the log, because publishing is a later stage."""
    last = session.scalar(
        select(Event)
        .join(Topic, Topic.event_id == Event.id)
        .where(
            Topic.subject_kind == submission.ref.kind,
            Topic.subject_id == submission.ref.id,
            Event.kind.in_([Kind.ARTICLE_PUBLISHED.value, Kind.ARTICLE_CORRECTED.value]),
        )
        .order_by(Event.id.desc())
        .limit(1)
    )
    if last is None:
        return set()
    shown = select(Placement.asset_id).where(Placement.revision_id == last.facts["revision"])
    return set(session.scalars(shown))


def _tell(submission_id: int) -> bool:
    submission = hold(submission_id, also_erased=True)
    revision = queries.newest(submission)
    if revision is None or submission.standing not in AWAITED:
        return False
    late = [one.placement.rights for one in permissions.waited_for(revision) if one.over]
    untold = [
        rights for rights in late if not session.scalar(select(_told(rights.id, Kind.PERMISSION_OVERDUE)))
    ]
    if not untold:
        return False
    facts = {"revision": revision.id, "rights": [rights.id for rights in untold]}
    record(Kind.PERMISSION_OVERDUE, about=submission, by=SYSTEM, also=[revision, *untold], facts=facts)
    return True


def _late(*, asked_before: date) -> Select[int]:
    """The submissions, kept still, whose newest revision waits for a permission that was asked for before this day,
    and of which nobody was told. Days are kept as ISO 8601, so that texts compare as days do.

    What somebody else is busy with is passed over: SQLite, which has one writer at a time, needs no such word.
    """
    waits = (
        exists()
        .where(
            Revision.submission_id == Submission.id,
            Placement.revision_id == Revision.id,
            RightsRecord.id == Placement.rights_id,
        )
        .where(
            permissions.is_newest(),
            permissions.says_pending(RightsRecord.declared),
            RightsRecord.declared["asked_on"].as_string() < asked_before.isoformat(),
            ~_told(RightsRecord.id, Kind.PERMISSION_OVERDUE),
        )
    )
    return (
        select(Submission.id)
        .where(Submission.state.in_([state.value for state in AWAITED]), waits)
        .order_by(Submission.id)
        .limit(BATCH)
        .with_for_update(of=Submission, skip_locked=True)
    )


def _told(rights_id: object, kind: Kind) -> ColumnElement[bool]:
    return exists().where(
        Topic.subject_kind == "rights_record",
        Topic.subject_id == rights_id,
        Topic.event_id == Event.id,
        Event.kind == kind.value,
    )
