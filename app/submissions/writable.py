"""Whether an article is still its author's to write on. What readers were given once always is: a declined correction
leaves it as it was, and another may follow."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import ColumnElement, and_, exists, or_, select

from app.audit.kinds import Kind, Ref
from app.audit.models import Event, Topic
from app.db import session
from app.errors import NotAllowed
from app.submissions.models import Submission
from app.submissions.states import WRITABLE, State

CLOSED = "This submission is closed. Start a new one to write again."


class Standing(Protocol):
    """A submission, or what a page read of one."""

    @property
    def standing(self) -> State: ...

    @property
    def ref(self) -> Ref: ...


def is_writable(of: Standing) -> bool:
    """Whether its author may write, and sign again."""
    return of.standing in WRITABLE or (of.standing is State.DECLINED and was_published(of))


def check_writable(of: Standing) -> None:
    """NotAllowed where it is closed for good."""
    if not is_writable(of):
        raise NotAllowed(CLOSED)


def are_writable() -> ColumnElement[bool]:
    """The same of the submissions that a statement reads."""
    closed_once = and_(Submission.state == State.DECLINED.value, _told(Submission.id))
    return or_(Submission.state.in_([state.value for state in WRITABLE]), closed_once)


def was_published(of: Standing) -> bool:
    """Whether readers were ever given it; read from the log, because publishing is a later stage."""
    return bool(session.scalar(select(_told(of.ref.id))))


def _told(submission_id: object) -> ColumnElement[bool]:
    return exists().where(
        Topic.subject_kind == "submission",
        Topic.subject_id == submission_id,
        Topic.event_id == Event.id,
        Event.kind == Kind.ARTICLE_PUBLISHED.value,
    )
