"""The clock of permissions that were asked for: when one has not come in time, author and desk are told, once."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import aliased

from app.audit.kinds import SYSTEM, Kind
from app.audit.log import record
from app.audit.models import Event, Topic
from app.db import session
from app.site import queries as site
from app.submissions import permissions, queries
from app.submissions.actions.moves import hold
from app.submissions.choices import PENDING
from app.submissions.kinds import Basis
from app.submissions.models import Placement, Revision, RightsRecord, Submission
from app.submissions.states import State

BATCH = 50
"""Submissions one run tells of in one transaction."""

AWAITED = (State.SUBMITTED, State.IN_REVIEW, State.CHANGES_REQUESTED, State.APPROVED)
"""Where the answer still matters: the desk has it, and it is neither published nor given up."""


def tell_overdue() -> int:
    """Tell of the permissions that did not come within the site setting ``permission_wait``: one event for each
    submission, about the rights records that wait. How many were told; 0: all done.

    Each submission is held and looked at again before it is told, so that two workers at once tell nothing twice.
    What one of them holds is left to it.
    """
    last = site.today() - timedelta(days=permissions.days_to_wait())
    return sum(_tell(submission_id) for submission_id in session.scalars(_late(asked_before=last)).all())


def _tell(submission_id: int) -> bool:
    submission = hold(submission_id)
    revision = queries.newest(submission)
    if revision is None or submission.standing not in AWAITED:
        return False
    late = [one.placement.rights for one in permissions.waited_for(revision) if one.over]
    untold = [rights for rights in late if not session.scalar(select(_told(rights.id)))]
    if not untold:
        return False
    facts = {"revision": revision.id, "rights": [rights.id for rights in untold]}
    record(Kind.PERMISSION_OVERDUE, about=submission, by=SYSTEM, also=[revision, *untold], facts=facts)
    return True


def _late(*, asked_before: date) -> Select[int]:
    """The submissions whose newest revision waits for a permission that was asked for before this day, and of which
    nobody was told. Days are kept as ISO 8601, so that texts compare as days do."""
    said, later = RightsRecord.declared, aliased(Revision)
    superseded = exists().where(
        later.submission_id == Revision.submission_id, later.submitted_at > Revision.submitted_at
    )
    return (
        select(Submission.id)
        .join(Revision, Revision.submission_id == Submission.id)
        .join(Placement, Placement.revision_id == Revision.id)
        .join(RightsRecord, RightsRecord.id == Placement.rights_id)
        .where(
            Submission.state.in_([state.value for state in AWAITED]),
            Revision.submitted_at.is_not(None),
            ~superseded,
            RightsRecord.basis == Basis.PERMISSION.value,
            said["permission"].as_string() == PENDING,
            said["asked_on"].as_string() < asked_before.isoformat(),
            ~_told(RightsRecord.id),
        )
        .distinct()
        .order_by(Submission.id)
        .limit(BATCH)
    )


def _told(rights_id: object) -> ColumnElement[bool]:
    return exists().where(
        Topic.subject_kind == "rights_record",
        Topic.subject_id == rights_id,
        Topic.event_id == Event.id,
        Event.kind == Kind.PERMISSION_OVERDUE.value,
    )
