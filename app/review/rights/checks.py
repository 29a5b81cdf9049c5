"""Is what the desk found about each right still what the log says was found?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.audit import rows
from app.audit.findings import Fault, Part
from app.audit.kinds import Kind
from app.audit.models import Event, Topic
from app.audit.walking import through
from app.db import session
from app.review.rights.kinds import TOLD, Found
from app.review.rights.models import Finding

SAID: dict[str, tuple[Found, ...]] = {
    Kind.RIGHTS_ACCEPTED.value: (Found.ACCEPTED,),
    Kind.RIGHTS_QUESTIONED.value: TOLD,
}
"""What the findings that an event names may say."""


def _named(events: Sequence[Event]) -> list[Fault]:
    """Each finding that the log names is there, says what it said, of that right, by whoever said it."""
    about = _about([event.id for event in events])
    there = {one.id: one for one in session.scalars(select(Finding).where(Finding.id.in_(_ids(events))))}
    salts = rows.salts_of(said for event in events for said in event.facts.get("said", ()))
    return [
        Fault(f"finding {id_}", f"Finding {id_} (event {event.id}) {wrong}.")
        for event in events
        for id_, said in _said(event)
        if (wrong := _wrong(there.get(id_), event, about[event.id]))
        or (wrong := rows.changed(there[id_], said, salts))
    ]


def _unnamed(found: Sequence[Finding]) -> list[Fault]:
    """No finding is there that the log does not name: none was put in past the product."""
    told = (
        select(Event.facts)
        .join(Topic, Topic.event_id == Event.id)
        .where(
            Topic.subject_kind == "rights_record",
            Topic.subject_id.in_({one.rights_id for one in found}),
            Event.kind.in_(SAID),
        )
    )
    known = {id_ for facts in session.scalars(told) for id_ in facts["findings"]}
    return [
        Fault(f"finding {one.id}", f"Finding {one.id} is named by no event of the log.")
        for one in found
        if one.id not in known
    ]


def _ids(events: Sequence[Event]) -> list[int]:
    return [id_ for event in events for id_ in event.facts["findings"]]


def _said(event: Event) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Each finding with what the event says of it; an older event says no more than its number."""
    ids = event.facts["findings"]
    return zip(ids, event.facts.get("said") or [{}] * len(ids), strict=True)


def _wrong(one: Finding | None, event: Event, rights: set[int]) -> str:
    if one is None:
        return "is missing"
    if one.found not in SAID[event.kind] or one.by_id != event.actor_id or one.rights_id not in rights:
        return "is not what the log says was found: it was changed"
    return ""


def _about(ids: Sequence[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    wanted = select(Topic.event_id, Topic.subject_id).where(
        Topic.event_id.in_(ids), Topic.subject_kind == "rights_record"
    )
    for event_id, rights_id in session.execute(wanted):
        found[event_id].add(rights_id)
    return found


_TOLD = through(
    select(Event).where(Event.kind.in_(SAID)),
    Event.id,
    _named,
    looked=lambda events: len(_ids(events)),
)

NAMED = Part("found", "findings in the log", _TOLD)
FINDINGS = Part("findings", "findings about rights", through(select(Finding), Finding.id, _unnamed))
