"""Is what the desk found about each right still what the log says was found?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.audit import rows
from app.audit.findings import Batch, Fault, Part
from app.audit.kinds import Kind
from app.audit.models import Event, Topic
from app.db import session
from app.review.rights.kinds import TOLD, Found
from app.review.rights.models import Finding

SIZE = 200

SAID: dict[str, tuple[Found, ...]] = {
    Kind.RIGHTS_ACCEPTED.value: (Found.ACCEPTED,),
    Kind.RIGHTS_QUESTIONED.value: TOLD,
}
"""What the findings that an event names may say."""


def named(after: int) -> Iterator[Batch]:
    """Each finding that the log names is there, says what it said, of that right, by whoever said it."""
    wanted = select(Event).where(Event.kind.in_(SAID)).order_by(Event.id).limit(SIZE)
    while events := list(session.scalars(wanted.where(Event.id > after))):
        after = events[-1].id
        about = _about([event.id for event in events])
        ids = [id_ for event in events for id_ in event.facts["findings"]]
        there = {one.id: one for one in session.scalars(select(Finding).where(Finding.id.in_(ids)))}
        salts = rows.salts_of(said for event in events for said in event.facts.get("said", ()))
        faults = [
            Fault(f"finding {id_}", f"Finding {id_} (event {event.id}) {wrong}.")
            for event in events
            for id_, said in _said(event)
            if (wrong := _wrong(there.get(id_), event, about[event.id]))
            or (wrong := rows.changed(there[id_], said, salts))
        ]
        session.expunge_all()
        yield Batch(after, len(ids), faults)


def unnamed(after: int) -> Iterator[Batch]:
    """No finding is there that the log does not name: none was put in past the product."""
    wanted = select(Finding).order_by(Finding.id).limit(SIZE)
    while found := list(session.scalars(wanted.where(Finding.id > after))):
        after = found[-1].id
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
        faults = [
            Fault(f"finding {one.id}", f"Finding {one.id} is named by no event of the log.")
            for one in found
            if one.id not in known
        ]
        session.expunge_all()
        yield Batch(after, len(found), faults)


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


NAMED = Part("found", "findings in the log", named)
FINDINGS = Part("findings", "findings about rights", unnamed)
