"""Reading messages, and the events whose letters could not be written."""

from __future__ import annotations

from sqlalchemy import func, select

from app.audit.models import Event, Untold
from app.db import session
from app.notifications.actions import TELLING_TRIES
from app.notifications.models import Message, MessageState

SIZE = 50
SHOWN_UP_TO = 99


def page(state: MessageState, *, before: int | None = None, size: int = SIZE) -> list[Message]:
    """Messages in one state, newest first, by keyset: ``before`` is the id the last page ended with."""
    query = select(Message).where(Message.state == state.value).order_by(Message.id.desc()).limit(size)
    return list(session.scalars(query.where(Message.id < before) if before is not None else query))


def counts() -> dict[MessageState, int]:
    """How many stand in each state, counted up to one more than is shown."""
    return {state: _count(state) for state in MessageState}


def set_aside() -> list[tuple[Untold, Event]]:
    """Events whose letters could not be written after several tries, oldest first; at most one page."""
    query = (
        select(Untold, Event)
        .join(Event)
        .where(Untold.attempts >= TELLING_TRIES)
        .order_by(Event.id)
        .limit(SIZE)
    )
    return [(untold, event) for untold, event in session.execute(query).all()]


def _count(state: MessageState) -> int:
    found = select(Message.id).where(Message.state == state.value).limit(SHOWN_UP_TO + 1).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def sent_to(webhook_id: int) -> list[Message]:
    """What went to a webhook, or waits, newest first; at most one page."""
    query = select(Message).where(Message.webhook_id == webhook_id)
    return list(session.scalars(query.order_by(Message.id.desc()).limit(SIZE)))
