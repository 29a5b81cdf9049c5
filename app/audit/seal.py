"""The chain over the log: ``hash = SHA-256(RFC 8785({seq, prev, event}))``; pure.

An entry binds its place (``seq``, from 1 without a gap), the hash of the entry before it, and the whole event with
its topics and facts. Personal data is not in it: an event holds salted commitments, so an erasure breaks no hash.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import rfc8785

BEGINNING = "0" * 64
"""What the first entry follows."""

_EXACT = 2**53
"""Whole numbers from here on have no exact place in canonical JSON (RFC 8785, 3.2.2.3)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the chain; hashes are SHA-256, hexadecimal. ``event_id`` is the event it was made for."""

    seq: int
    event_id: int
    prev: str
    hash: str


@dataclass(frozen=True, slots=True)
class Said:
    """An event as it is sealed. ``topics`` are (kind, id) pairs in any order."""

    id: int
    kind: str
    subject: tuple[str, int]
    actor: tuple[str, int | None]
    facts: Mapping[str, Any]
    at: datetime
    topics: Iterable[tuple[str, int]]

    def as_json(self) -> dict[str, Any]:
        """The same on every database: moments in UTC to the microsecond, topics in order."""
        return {
            "id": self.id,
            "kind": self.kind,
            "subject": list(self.subject),
            "actor": list(self.actor),
            "facts": _plain(self.facts),
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "topics": sorted([kind, id_] for kind, id_ in self.topics),
        }


def digest(seq: int, prev: str, event: Said) -> str:
    """The hash of the entry with this number that seals ``event`` behind the entry with the hash ``prev``."""
    return hashlib.sha256(rfc8785.dumps({"seq": seq, "prev": prev, "event": event.as_json()})).hexdigest()


def follow(last: Entry | None, events: Iterable[Said]) -> list[Entry]:
    """One entry for each event, in the order given, behind ``last``."""
    seq, prev = (last.seq, last.hash) if last else (0, BEGINNING)
    made = []
    for event in events:
        seq += 1
        hash_ = digest(seq, prev, event)
        made.append(Entry(seq, event.id, prev, hash_))
        prev = hash_
    return made


def statement(size: int, root: str, on: date) -> bytes:
    """What a checkpoint says, as the canonical JSON whose SHA-256 an authority timestamps."""
    return rfc8785.dumps({"schema": "checkpoint/1", "size": size, "root": root, "on": on.isoformat()})


def _plain(value: Any) -> Any:
    """Facts as canonical JSON can say them. One that it cannot say is sealed as text, so that no event can stop the
    chain."""
    match value:
        case Mapping():
            return {_text(str(key)): _plain(part) for key, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case str():
            return _text(value)
        case bool() | None:
            return value
        case int():
            return value if abs(value) < _EXACT else str(value)
        case float():
            return value if math.isfinite(value) else str(value)
        case _:
            return str(value)


def _text(value: str) -> str:
    return value.encode("utf-8", "backslashreplace").decode("utf-8")
