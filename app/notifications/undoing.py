"""Undoing a decision: its letters wait as long as it can be taken back, and are recalled with it, each or none.

A letter that somebody has taken to send it, or has sent, cannot be recalled: then the decision stands. The rows of the
letters decide that, against a worker at the same moment.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update

from app import bell
from app.accounts.models import Member
from app.audit.models import Event, Untold
from app.clock import now
from app.db import session
from app.errors import NotAllowed
from app.notifications.models import Message, MessageState
from app.review import undoing
from app.review.models import Decision, Undoing

GONE = "It cannot be undone: a letter about it has gone, or is just being sent."


def undo(submission_id: int, decision_id: int, *, by: Member, version: int) -> Undoing:
    """Take a decision back: nobody outside hears that there was one. NotAllowed, with why, where it stands."""
    decision = undoing.taken(submission_id, decision_id, by=by, version=version)
    _recall(undoing.events_of(decision))
    return undoing.take_back(decision, by=by)


def settle(submission_id: int, decision_id: int, *, by: Member, version: int) -> None:
    """Let the letters about a decision go at once; from then on it stands."""
    undoing.settle(undoing.taken(submission_id, decision_id, by=by, version=version), by=by)


def not_before(event: Event) -> datetime:
    """When a letter about this event may go: now, or once the decision it tells of cannot be undone any more."""
    if event.name not in undoing.SAYS:
        return now()
    decision = session.get(Decision, event.facts["decision"])
    if decision is None or decision.undo_until is None or not undoing.is_open(decision):
        return now()
    return decision.undo_until


def let_go(event: Event) -> None:
    """What this event made final is told at once: a letter about what followed never comes before it."""
    if event.name not in undoing.FOLLOWS:
        return
    of = event.topic("submission")
    about = select(Event.id).where(
        Event.subject_kind == "submission",
        Event.subject_id == of,
        Event.id < event.id,
        Event.kind.in_([kind.value for kind in undoing.SAYS]),
    )
    moved = (
        update(Message)
        .where(_untouched(), Message.event_id.in_(about), Message.due_at > now())
        .values(due_at=now())
        .execution_options(synchronize_session=False)
    )
    session.execute(moved)
    bell.ring(bell.DELIVER)
    bell.ring(bell.CALL)


def _recall(events: list[int]) -> None:
    """None of their letters is sent: those not yet written never are, and all that wait are taken out of the post.

    The untold rows come first: a worker that is just writing the letters holds them, and has written all when it lets
    go of them. What was recalled before anybody took it (its webhook was removed) has not gone either.
    """
    session.execute(delete(Untold).where(Untold.event_id.in_(events)))
    never_went = (Message.state == MessageState.RECALLED.value) & (Message.attempts == 0)
    written = session.scalar(select(func.count(Message.id)).where(Message.event_id.in_(events), ~never_went))
    recalled = (
        update(Message)
        .where(_untouched(), Message.event_id.in_(events))
        .values(state=MessageState.RECALLED.value)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    if len(session.scalars(recalled).all()) != written:
        raise NotAllowed(GONE)


def _untouched() -> ColumnElement[bool]:
    """Nobody has taken it to send it."""
    return (Message.state == MessageState.WAITING.value) & (Message.attempts == 0)
