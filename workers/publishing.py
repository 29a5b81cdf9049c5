"""Keeping the public tree in step with the records, and proving that what is on hold is dark."""

from __future__ import annotations

from sqlalchemy import exists, select

from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import session
from app.publishing import actions
from app.publishing.models import Hold

PROOFS = 10
"""Holds proven in one run. Each asks every public address of what it hides."""


def tidy_tree() -> None:
    """Put right what a crash may have left in the public tree."""
    actions.tidy_tree()


def prove() -> None:
    """Ask the addresses of each hold that stands and is not proven yet."""
    proven = exists().where(
        Event.kind == Kind.REMOVAL_PROVEN.value, Event.subject_kind == "hold", Event.subject_id == Hold.id
    )
    waiting = select(Hold.id).where(Hold.lifted_at.is_(None), ~proven).order_by(Hold.id.desc()).limit(PROOFS)
    for hold_id in list(session.scalars(waiting)):
        actions.prove(session.get_one(Hold, hold_id))
