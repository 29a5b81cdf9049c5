"""Is each erasure what the log says two people decided?"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from app.audit.findings import Batch, Fault, Part
from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import session
from app.takedowns.erasing.models import Erasure
from app.takedowns.erasing.replaying import AGAIN

SIZE = 200


def confirmed(after: int) -> Iterator[Batch]:
    """Each confirmed erasure is named by an event of its second hand. One that the ledger brought back has none here:
    its event is younger than the backup."""
    wanted = select(Erasure).order_by(Erasure.id).limit(SIZE)
    while found := list(session.scalars(wanted.where(Erasure.id > after))):
        after = found[-1].id
        told = select(Event.subject_id, Event.actor_id).where(
            Event.kind == Kind.ERASURE_CONFIRMED.value, Event.subject_id.in_([one.id for one in found])
        )
        named = {(row.subject_id, row.actor_id) for row in session.execute(told)}
        faults = [
            Fault(str(one.ref), f"The erasure {one.number} is not what the log says was confirmed.")
            for one in found
            if one.answer
            and one.is_confirmed
            and one.reason != AGAIN
            and (one.id, one.answer.by_id) not in named
        ]
        session.expunge_all()
        yield Batch(after, len(found), faults)


ERASURES = Part("erasures", "erasures", confirmed)
