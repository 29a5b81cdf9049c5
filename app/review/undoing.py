"""Taking a decision back while nobody outside has heard of it. The letters wait that long (``notifications.undoing``).

What was decided and that it was taken back both stay on record; the decision counts no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select

from app.accounts.models import Member
from app.accounts.roles import Right
from app.audit import rows
from app.audit.kinds import Kind, Ref
from app.audit.log import record
from app.audit.models import Event, Topic
from app.clock import now
from app.db import session
from app.errors import NotAllowed, NotFound
from app.review.models import Decision, Undoing
from app.site import queries as site
from app.submissions import actions as submissions
from app.submissions.models import Submission
from app.submissions.rows import row_of
from app.submissions.states import State
from app.worklist import actions as worklist

SAYS = (
    Kind.APPROVAL_RECORDED,
    Kind.SUBMISSION_APPROVED,
    Kind.CHANGES_REQUESTED,
    Kind.SUBMISSION_DECLINED,
)
"""The events of a decision: each names it by the fact ``decision``."""

FOLLOWS: dict[Kind, str] = {
    Kind.APPROVAL_RECORDED: "somebody decided about it since",
    Kind.CHANGES_REQUESTED: "somebody decided about it since",
    Kind.SUBMISSION_DECLINED: "somebody decided about it since",
    Kind.SUBMISSION_REVISED: "its author sent another revision since",
    Kind.SUBMISSION_WITHDRAWN: "its author took it back since",
    Kind.CHANGES_MADE: "an editor changed it since",
    Kind.PUBLICATION_SCHEDULED: "a time was set for its publication since",
    Kind.ARTICLE_PUBLISHED: "it was published since",
    Kind.ARTICLE_CORRECTED: "it was published since",
    Kind.ARTICLE_REMOVED: "the published article was removed since",
    Kind.ARTICLE_RESTORED: "the published article was put back since",
    Kind.HOLD_PLACED: "something in the published article was hidden since",
    Kind.HOLD_LIFTED: "something in the published article is shown again since",
    Kind.DECISION_SETTLED: "its letters were let go",
}
"""What may not be pulled from under: after it a decision stands. Each is recorded while the submission is held."""

OVER = "The time in which it could be undone is over. Decide anew instead."


def until(moment: datetime) -> datetime | None:
    """Until when a decision made at ``moment`` can be taken back, by the setting in force; None where it is off."""
    minutes = site.setting("undo")["undo_minutes"]
    return moment + timedelta(minutes=minutes) if minutes else None


def newest(submission: Submission) -> Decision | None:
    """The last decision about it that stands."""
    undone = exists().where(Undoing.decision_id == Decision.id)
    wanted = select(Decision).where(Decision.submission_id == submission.id, ~undone)
    return session.scalar(wanted.order_by(Decision.id.desc()).limit(1))


@dataclass(frozen=True)
class Offer:
    """A decision that can still be undone, and whether the reader may."""

    decision: Decision
    may: bool


def offer(submission: Submission, by: Member) -> Offer | None:
    """The last decision, while it can be taken back."""
    decision = newest(submission)
    return Offer(decision, may(decision, by)) if decision and is_open(decision) else None


def followed(decision: Decision) -> str:
    """What happened since, after which it stands; empty where nothing did."""
    events = events_of(decision)
    since = (
        select(Event.kind)
        .join(Topic, Topic.event_id == Event.id)
        .where(
            Topic.subject_kind == "submission",
            Topic.subject_id == decision.submission_id,
            Event.kind.in_([kind.value for kind in FOLLOWS]),
            Event.id > max(events, default=0),
        )
    )
    kind = session.scalar(since.order_by(Event.id).limit(1))
    return FOLLOWS[Kind(kind)] if kind else ""


def events_of(decision: Decision) -> list[int]:
    """The numbers of the events that say what was decided."""
    said = select(Event.id).where(
        Event.subject_kind == "submission",
        Event.subject_id == decision.submission_id,
        Event.kind.in_([kind.value for kind in SAYS]),
        Event.facts["decision"].as_integer() == decision.id,
    )
    return list(session.scalars(said.order_by(Event.id)))


def is_open(decision: Decision) -> bool:
    """Whether it could still be taken back by somebody, as far as time and what followed go."""
    running = decision.undo_until is not None and decision.undo_until > now()
    return running and decision.undoing is None and not followed(decision)


def may(decision: Decision, by: Member) -> bool:
    """Whoever decided, and a webmaster."""
    return by.may(Right.DECIDE) and (decision.by_id == by.id or by.may(Right.UNDO))


def taken(submission_id: int, decision_id: int, *, by: Member, version: int) -> Decision:
    """A decision that ``by`` may still do something about, its submission held at ``version``: of this and another
    decision at the same moment one wins. NotAllowed, with why, where it stands; Stale where the submission moved on."""
    submission = submissions.hold(submission_id)
    decision = session.get(Decision, decision_id, populate_existing=True)
    if decision is None or decision.submission_id != submission.id:
        raise NotFound
    if not may(decision, by):
        raise NotAllowed("Whoever decided can undo it, or a webmaster.")
    if decision.undoing is not None:
        raise NotAllowed("It was undone already.")
    if why := followed(decision):
        raise NotAllowed(f"It cannot be undone: {why}.")
    if decision.undo_until is None or decision.undo_until <= now():
        raise NotAllowed(OVER)
    submissions.take(submission_id, version=version)
    return decision


def take_back(decision: Decision, *, by: Member) -> Undoing:
    """Bring the submission back to where it stood: its state, its due time and its line in the queue. The caller has
    ``taken`` it, and has recalled its letters."""
    submission = session.get_one(Submission, decision.submission_id)
    submission.advance(State(decision.from_state or ""), back=True)
    submission.review_due_at = decision.from_due_at
    undoing = Undoing(decision=decision, by_id=by.id, made_at=now())
    session.add(undoing)
    session.flush()
    facts = {"undoing": undoing.id, "decision": decision.id, **rows.facts_of(undoing)}
    record(Kind.DECISION_UNDONE, about=submission, by=by.actor, facts=facts)
    worklist.put(Ref("submission", submission.id), row_of(submission))
    return undoing


def settle(decision: Decision, *, by: Member) -> None:
    """It stands from now on: its letters need not wait any more. The caller has ``taken`` it."""
    submission = session.get_one(Submission, decision.submission_id)
    record(Kind.DECISION_SETTLED, about=submission, by=by.actor, facts={"decision": decision.id})
