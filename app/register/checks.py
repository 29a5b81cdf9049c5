"""Is what was taken down still in the register as it was put there?"""

from __future__ import annotations

from sqlalchemy import exists, select

from app.audit.kinds import Kind
from app.audit.models import Event
from app.audit.rows import Named
from app.db import session
from app.register.models import Entry
from app.register.states import EntryState

STATES: dict[str, EntryState] = {
    Kind.ENTRY_MADE.value: EntryState.ACTIVE,
    Kind.ENTRY_LIFTED.value: EntryState.LIFTED,
    Kind.ENTRY_EXPIRED.value: EntryState.EXPIRED,
}
"""The state an entry is in after each event."""

_NAMED = Named(Entry, "Entry", (Kind.ENTRY_MADE,), lambda entry: entry.ref)


def _state(entry: Entry) -> str:
    last = (
        select(Event.id, Event.kind)
        .where(Event.subject_kind == "register_entry", Event.subject_id == entry.id, Event.kind.in_(STATES))
        .order_by(Event.id.desc())
        .limit(1)
    )
    event = session.execute(last).one()
    told = STATES[event.kind]
    if entry.state != told:
        return f"is “{entry.state}”, and the log says “{told.value}”"
    if told is EntryState.ACTIVE or entry.ended_by_event == event.id:
        return ""
    lifted = exists().where(
        Event.id == entry.ended_by_event,
        Event.kind == Kind.HOLD_LIFTED.value,
        Event.subject_id == entry.hold_id,
    )
    return "" if session.scalar(select(lifted)) else "is said to have ended by another event than it did"


ENTERED = _NAMED.events("entered", "entries of the register in the log")
ENTRIES = _NAMED.rows("entries", "entries of the register", _state)
