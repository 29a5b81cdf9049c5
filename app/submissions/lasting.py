"""Which rights have ended, as the log says: by the last day that was signed, by the one that the desk decided on
instead, or by the author's word that they were taken back.

A stage above decides about rights that end and keeps the rows of that. What it decided is an event about the rights
record, so that the queue below it shows the same without knowing that stage.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from app.audit.kinds import Kind
from app.audit.models import Event, Topic
from app.db import session
from app.submissions.models import RightsRecord

TOLD = (Kind.RIGHT_KEPT.value, Kind.RIGHT_REVOKED.value)


def over(rights: Collection[RightsRecord], *, today: date) -> set[int]:
    """The numbers of those that may not be relied on that day. A right holds to the end of its last day."""
    last = {one.id: one.expires_on for one in rights}
    revoked: set[int] = set()
    wanted = (
        select(Topic.subject_id, Event.kind, Event.facts)
        .join(Event, Event.id == Topic.event_id)
        .where(Topic.subject_kind == "rights_record", Topic.subject_id.in_(last), Event.kind.in_(TOLD))
        .order_by(Event.id)
    )
    for number, kind, facts in session.execute(wanted) if last else ():
        if kind == Kind.RIGHT_REVOKED:
            revoked.add(number)
            continue
        revoked.discard(number)
        if "decision" in facts:  # else it is asked about once more, and what was signed stands
            last[number] = date.fromisoformat(facts["last_on"])
    return {number for number, day in last.items() if number in revoked or (day is not None and day < today)}
