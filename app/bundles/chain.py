"""The log of a case: each event with its seal, the chain from there to the newest checkpoint, and the checkpoint with
its timestamp.

An entry of the chain binds the whole event, so that what lies between two events of a case, which is about other
things, is given by its hash alone. The seal of each event of the case can be computed here; that the hashes between
them are those of the log is what the checkpoint says, and whoever is let into the log can compute them all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.audit import queries as audit
from app.audit import reading, stamping
from app.audit.models import Checkpoint, Event, Seal, Timestamp
from app.bundles.kinds import File
from app.bundles.people import Said, iso
from app.db import session, table
from app.takedowns.mailing import queries as mailing
from app.takedowns.models import Case

SCHEMA = "case-log/1"
RULE = "hash = SHA-256 of the canonical JSON (RFC 8785) of {event, prev, seq}"
EVENTS, LINKS, ROOTS = "log/events.json", "log/chain.txt", "log/timestamp-roots.pem"
SIZE = 2000
"""Links read at a time."""


def events(case: Case) -> list[Event]:
    """Everything that happened to a case, to its reports, and to the mails about them, oldest first."""
    mails = mailing.about(case.ref, *(notice.ref for notice in case.notices))
    refs = [case.ref, *(one.ref for one in case.notices), *(one.ref for one in mails)]
    return sorted({event.id: event for ref in refs for event in audit.history(ref)}.values(), key=_number)


def log(found: list[Event]) -> Said:
    """``seal`` is None of an event that waits to be sealed; ``covered``: the newest checkpoint was made after it."""
    ids = [one.id for one in found]
    said = reading.events(ids)
    seals = {one.event_id: one for one in session.scalars(select(Seal).where(Seal.event_id.in_(ids)))}
    newest = audit.newest_checkpoint()
    reach = newest.size if newest else 0
    return {
        "schema": SCHEMA,
        "rule": RULE,
        "events": [{"event": said[id_].as_json(), **_place(seals.get(id_), reach)} for id_ in ids],
        "chain": {"from": min((one.seq for one in seals.values()), default=0), "to": _end(seals, reach)},
        "checkpoints": [_checkpoint(one) for one in checkpoints()],
    }


def checkpoints() -> list[Checkpoint]:
    """The newest, and the newest that an authority has stamped where that is another."""
    newest = audit.newest_checkpoint()
    stamped = session.scalar(
        select(Checkpoint)
        .join(Timestamp)
        .where(Timestamp.token.is_not(None))
        .order_by(Checkpoint.id.desc())
        .limit(1)
    )
    return list({one.id: one for one in (newest, stamped) if one is not None}.values())


def files(said: Said) -> Iterator[File]:
    yield File(EVENTS, json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n")
    first, last = said["chain"]["from"], said["chain"]["to"]
    if first:
        yield File(LINKS, rows=lambda: _links(first, last))
    for one in checkpoints():
        yield File(_named(one, "json"), stamping.said_by(one))
        if one.timestamp and one.timestamp.token:
            yield File(_named(one, "tsr"), one.timestamp.token)
    roots = current_app.config["SETTINGS"].timestamp_roots
    if roots and Path(roots).is_file():
        yield File(ROOTS, Path(roots).read_bytes())


def _place(seal: Seal | None, reach: int) -> Said:
    if seal is None:
        return {"seal": None, "covered": False}
    place = {"seq": seal.seq, "prev": seal.prev, "hash": seal.hash}
    return {"seal": place, "sealed_at": iso(seal.sealed_at), "covered": seal.seq <= reach}


def _end(seals: dict[int, Seal], reach: int) -> int:
    """The chain is given to the newest checkpoint, or to the newest event of the case where that came after it."""
    return max([reach, *(one.seq for one in seals.values())])


def _checkpoint(one: Checkpoint) -> Said:
    stamped = one.timestamp if one.timestamp and one.timestamp.token else None
    return {
        "made_on": one.made_on.isoformat(),
        "size": one.size,
        "root": one.root,
        "path": _named(one, "json"),
        "timestamp": _named(one, "tsr") if stamped else "",
        "stamped_at": iso(stamped.stamped_at) if stamped else None,
    }


def _named(one: Checkpoint, ending: str) -> str:
    return f"log/checkpoint-{one.made_on.isoformat()}.{ending}"


def _links(first: int, last: int) -> Iterator[bytes]:
    """Place and hash of each entry, one a line. No transaction stays open between the batches."""
    seals: Any = table(Seal).c
    after = first - 1
    while after < last:
        wanted = select(seals.seq, seals.hash).where(seals.seq > after, seals.seq <= last)
        found = session.execute(wanted.order_by(seals.seq).limit(SIZE)).all()
        session.rollback()
        if not found:
            return
        after = found[-1].seq
        yield "".join(f"{row.seq} {row.hash}\n" for row in found).encode()


def _number(event: Event) -> int:
    return event.id
