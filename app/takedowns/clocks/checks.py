"""Are the clocks still those that were started, and does the log know what ended them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.audit import rows
from app.audit.findings import Fault, Part
from app.audit.kinds import Kind
from app.audit.models import Event
from app.audit.walking import through
from app.db import session
from app.takedowns.clocks.models import CaseClock

SHIFT = timedelta(days=7)
"""How much later than what it rested a clock may end: it does not end on a day off."""


def _clocks(found: Sequence[CaseClock]) -> list[Fault]:
    told = _told(found)
    ends = _events(one.satisfied_by_id for one in found)
    return [
        Fault(str(one.ref), f"Clock {one.id} ({one.rule}) {wrong}.")
        for one in found
        if (wrong := _wrong(one, told.get(one.id), ends))
    ]


def _wrong(one: CaseClock, told: str | None, ends: Mapping[int, Event]) -> str:
    if one.started_by_id is not None and told is None:
        return "is named by no event of the log"
    if told is not None and told != rows.digest(one):
        return "is not what the log says it was: it was changed"
    rested = timedelta(seconds=one.paused_seconds)
    if not one.due_at <= one.ends_at <= one.due_at + rested + SHIFT * bool(rested):
        return "does not end when it was due"
    if (one.satisfied_by_id is None) != (one.satisfied_at is None):
        return "does not say what satisfied it"
    if one.satisfied_by_id is not None:
        event = ends.get(one.satisfied_by_id)
        if event is None or event.name not in one.of.satisfied or event.at != one.satisfied_at:
            return "was satisfied by nothing that the log knows"
    return ""


def _told(found: Sequence[CaseClock]) -> dict[int, str]:
    """What the log says of each of these clocks."""
    digests: dict[int, str] = {}
    for event in session.execute(
        select(Event.facts).where(
            Event.kind == Kind.CLOCKS_STARTED.value,
            Event.subject_kind == "case",
            Event.subject_id.in_({one.case_id for one in found}),
        )
    ):
        digests |= {int(number): digest for number, digest in event.facts["clocks"].items()}
    return digests


def _events(ids: Iterable[int | None]) -> dict[int, Event]:
    wanted = {id_ for id_ in ids if id_ is not None}
    found = session.scalars(select(Event).where(Event.id.in_(wanted))) if wanted else ()
    return {event.id: event for event in found}


def _missing(events: Sequence[Any]) -> list[Fault]:
    named = {int(number): event.id for event in events for number in event.facts["clocks"]}
    there = set(session.scalars(select(CaseClock.id).where(CaseClock.id.in_(named))))
    return [
        Fault(f"clock {number}", f"Clock {number} (event {event_id}) is missing.")
        for number, event_id in named.items()
        if number not in there
    ]


def _many(events: Sequence[Any]) -> int:
    return sum(len(event.facts["clocks"]) for event in events)


STARTED = Part(
    "clocks started",
    "clocks in the log",
    through(
        select(Event.id, Event.subject_id, Event.facts).where(Event.kind == Kind.CLOCKS_STARTED.value),
        Event.id,
        _missing,
        looked=_many,
    ),
)
CLOCKS = Part("clocks", "clocks of cases", through(select(CaseClock), CaseClock.id, _clocks))
