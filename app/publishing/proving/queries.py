"""Reading what was written down of addresses that were asked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select

from app.audit import queries as audit
from app.audit.kinds import Ref
from app.audit.models import Event, Seal, Vault
from app.db import session
from app.errors import NotFound
from app.publishing.models import Hold
from app.publishing.proving.kinds import EVENTS, PLACES, Found, Place

SCHEMA = "propagation/1"
KEPT = {"no-store": "may not keep it", "public, max-age=0, must-revalidate": "ask each time"}


@dataclass(frozen=True)
class Line:
    """All addresses of one place together: how many, and what they answered to a plain question."""

    place: str
    addresses: int
    statuses: tuple[int, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True)
class Receipt:
    """``lines`` is empty where an erasure took what each address answered."""

    event: Event
    found: Found
    hold: Hold
    answers: tuple[Mapping[str, Any], ...]

    @property
    def at(self) -> datetime:
        return self.event.at

    @property
    def addresses(self) -> int:
        return int(self.event.facts.get("addresses", 0))

    @property
    def asked(self) -> int:
        """How many questions that were: each address of the thing itself is asked in several ways."""
        return int(self.event.facts.get("asked", self.addresses))

    @property
    def lines(self) -> list[Line]:
        return [_line(place, list(lines)) for place, lines in groupby(self.answers, key=_place)]


def receipts(ref: Ref) -> list[Receipt]:
    """What was asked about a case, an article or a hold, oldest first."""
    return [_receipt(event) for event in audit.history(ref, kinds=list(EVENTS))]


def receipt(event_id: int, *, of: Ref) -> Receipt:
    """One of these, or NotFound."""
    found = next((one for one in receipts(of) if one.event.id == event_id), None)
    if found is None:
        raise NotFound
    return found


def whole(found: Receipt, *, base_url: str) -> dict[str, Any]:
    """A receipt as a file: what was asked, what was answered, and what the log says of it. ``opening`` opens the
    commitment in the log, the SHA-256 of “salt:words”; ``addresses`` is what these words say."""
    place = session.scalar(select(Seal).where(Seal.event_id == found.event.id))
    said = found.event.facts.get("answers")
    row = session.get(Vault, said["vault"]) if isinstance(said, dict) else None
    return {
        "schema": SCHEMA,
        "found": found.found.value,
        "site": base_url,
        "at": found.at.isoformat(),
        "hold": {
            "number": found.hold.id,
            "of": "image" if found.hold.use_name else "article",
            "image": found.hold.use_name,
            "status": found.hold.status,
            "ground": found.hold.ground,
            "placed_at": found.hold.placed_at.isoformat(),
            "lifted_at": found.hold.lifted_at.isoformat() if found.hold.lifted_at else None,
        },
        "questions": found.asked,
        "addresses": list(found.answers),
        "log": {
            "event": found.event.id,
            "seal": {"seq": place.seq, "prev": place.prev, "hash": place.hash} if place else None,
            "commitment": said["commitment"] if isinstance(said, dict) else None,
            "opening": {"salt": row.salt, "words": row.value} if row else None,
        },
    }


def _receipt(event: Event) -> Receipt:
    answers = tuple(_now(line) for line in json.loads(audit.said(event, "answers") or "[]"))
    return Receipt(event, EVENTS[event.name], session.get_one(Hold, event.subject_id), answers)


def _now(line: dict[str, Any]) -> dict[str, Any]:
    """A line as it is written now: the first receipts named a status for each address, and no more."""
    if "answers" in line:
        return line
    place = Place.FILE if line["url"].startswith("/media/") else Place.PAGE
    return {"url": line["url"], "place": place.value, "answers": {"GET": line["status"]}, "headers": {}}


def _place(line: Mapping[str, Any]) -> str:
    return str(line["place"])


def _line(place: str, lines: Sequence[Mapping[str, Any]]) -> Line:
    statuses = {status for line in lines for status in line["answers"].values()}
    kept = {line["headers"].get("Cache-Control", "") for line in lines}
    return Line(PLACES[Place(place)], len(lines), tuple(sorted(statuses)), tuple(sorted(_each(kept))))


def _each(kept: set[str]) -> Iterator[str]:
    """What caches were told, in words where it is what our own pages say."""
    yield from (KEPT.get(one, one) for one in kept if one)
