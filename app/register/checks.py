"""Is what was taken down still in the register as it was put there?"""

from __future__ import annotations

from sqlalchemy import select

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
        select(Event.kind)
        .where(Event.subject_kind == "register_entry", Event.subject_id == entry.id, Event.kind.in_(STATES))
        .order_by(Event.id.desc())
        .limit(1)
    )
    told = STATES[session.scalars(last).one()]
    return "" if entry.state == told else f"is “{entry.state}”, and the log says “{told.value}”"


ENTERED = _NAMED.events("entered", "entries of the register in the log")
ENTRIES = _NAMED.rows("entries", "entries of the register", _state)
