"""``record``: the event, its topics and its untold row, in the transaction that changes the world."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from sqlalchemy import insert

from app import bell, tokens
from app.audit.kinds import Actor, Kind, Ref
from app.audit.models import Event, Pulse, Topic, Untold, Vault
from app.clock import now
from app.db import notes, session, table

# Nobody holds these rows as objects, and making objects of them is most of the work of adding them.
_EVENT = insert(table(Event)).returning(table(Event).c.id)
_TOPIC, _UNTOLD = insert(table(Topic)), insert(table(Untold))


PROGRAM = "program"
"""The fact of an event that names the token it came through."""


class Subject(Protocol):
    """Anything an event can be about."""

    @property
    def ref(self) -> Ref: ...


def record(
    kind: Kind,
    *,
    about: Subject,
    by: Actor,
    also: Iterable[Subject] = (),
    facts: Mapping[str, Any] | None = None,
    private: Mapping[str, str] | None = None,
) -> int:
    """Append one event, give back its id, and ring the bell after the commit.

    ``facts`` are ids, numbers and words of ours. ``private`` is everything a person could be known by or wrote
    freely: it goes to the vault, owned by the subject, and the event keeps a salted commitment only.
    """
    session.flush()
    subject = about.ref
    said = {**(facts or {}), **notes().get(PROGRAM, {})}
    for label, value in (private or {}).items():
        if value:
            said[label] = keep(label, value, owner=subject)
    event = {
        "kind": kind.value,
        "subject_kind": subject.kind,
        "subject_id": subject.id,
        "actor_kind": by.kind,
        "actor_id": by.id,
        "facts": said,
        "at": now(),
    }
    event_id: int = session.execute(_EVENT, [event]).scalar_one()
    refs = {subject, *(other.ref for other in also)}
    topics = [{"event_id": event_id, "subject_kind": ref.kind, "subject_id": ref.id} for ref in refs]
    session.execute(_TOPIC, topics)
    session.execute(_UNTOLD, [{"event_id": event_id}])
    bell.ring(bell.FAN_OUT)
    return event_id


def through(program: Subject) -> None:
    """Whatever is recorded until the transaction in progress ends, this program did in the name of who acts."""
    notes()[PROGRAM] = {PROGRAM: program.ref.id}


def keep(label: str, value: str, *, owner: Ref) -> dict[str, Any]:
    """Put ``value`` into the vault; what comes back stands in the event: the row's id and the commitment."""
    salt = tokens.salt()
    row = Vault(owner_kind=owner.kind, owner_id=owner.id, label=label, salt=salt, value=value)
    session.add(row)
    session.flush()
    return {"vault": row.id, "commitment": tokens.commitment(salt, value)}


def pulse(queue: str) -> None:
    """A worker consumed from ``queue`` just now."""
    row = session.get(Pulse, queue)
    if row is None:
        session.add(Pulse(queue=queue, at=now()))
    else:
        row.at = now()
