"""Rows that say what was decided, under the seal of the log: the event that names such a row keeps a digest of it.

What somebody wrote freely is digested apart and committed to through the vault, so that an erasure can take the words
and everything else stays verifiable.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Protocol

import rfc8785
from sqlalchemy import select

from app import tokens
from app.audit import log
from app.audit.findings import Fault, Part
from app.audit.kinds import Kind, Ref
from app.audit.models import Event, Topic, Vault
from app.audit.walking import through
from app.db import session, table


class Row(Protocol):
    """``WORDS`` are the columns that somebody wrote freely, ``MOVES`` those that change, which other events tell.

    A class may also have ``LATER``: columns that rows of an older version lack, with what then stands in them. While it
    is that, such a column is not digested, so that what was said of those rows stays true.
    """

    WORDS: ClassVar[tuple[str, ...]]
    MOVES: ClassVar[tuple[str, ...]]

    @property
    def ref(self) -> Ref: ...


def facts_of(row: Row) -> dict[str, Any]:
    """What the event that names this row says of it. The commitment to its words is the row's own in the vault: whoever
    erases the words takes it, too."""
    said: dict[str, Any] = {"row": digest(row)}
    if row.WORDS:
        said["words"] = log.keep("words", _digest_of_words(row), owner=row.ref)
    return said


def digest(row: Row) -> str:
    """SHA-256 of everything in it that neither moves nor was written freely, as canonical JSON (RFC 8785)."""
    session.flush()
    later: Mapping[str, Any] = getattr(row, "LATER", {})
    missing = [name for name, nothing in later.items() if getattr(row, name) == nothing]
    apart = {*row.WORDS, *row.MOVES, *missing}
    names = [column.name for column in table(type(row)).columns if column.name not in apart]  # type: ignore[arg-type]
    return _sha256({name: getattr(row, name) for name in names})


@dataclass(frozen=True)
class Named:
    """Rows of one kind and the events that name them: by the fact ``fact``, or by being about them where it is empty.

    ``about`` says what such an event is about; ``noun`` begins each sentence; ``untold`` are rows that an older version
    of the product may have made without an event.
    """

    model: Any
    noun: str
    kinds: tuple[Kind, ...]
    about: Callable[[Any], Ref]
    fact: str = ""
    untold: Callable[[Any], bool] = lambda _row: False

    def rows(self, name: str, things: str, also: Callable[[Any], str] = lambda _row: "") -> Part:
        """Each row against the event that names it. ``also`` may find something else wrong with a row."""

        def faults(found: Sequence[Any]) -> list[Fault]:
            told = self._told(found)
            salts = salts_of(told.values())
            return [
                Fault(str(one.ref), f"{self.noun} {one.id} {wrong}.")
                for one in found
                if (wrong := self._wrong(one, told.get(one.id), salts) or also(one))
            ]

        return Part(name, things, through(select(self.model), self.model.id, faults))

    def events(self, name: str, things: str) -> Part:
        """Each row that an event names is there."""
        kinds = [kind.value for kind in self.kinds]
        wanted = select(Event.id, Event.subject_id, Event.facts).where(Event.kind.in_(kinds))
        return Part(name, things, through(wanted, Event.id, self._missing, looked=self._many))

    def _wrong(self, row: Any, told: Mapping[str, Any] | None, salts: Mapping[int, str]) -> str:
        if told is None:
            return "" if self.untold(row) else "is named by no event of the log"
        return changed(row, told, salts)

    def _missing(self, events: Sequence[Any]) -> list[Fault]:
        there = set(session.scalars(select(self.model.id).where(self.model.id.in_(self._numbers(events)))))
        return [
            Fault(f"{self.noun.lower()} {number}", f"{self.noun} {number} (event {event.id}) is missing.")
            for event in events
            if (number := self._number(event)) is not None and number not in there
        ]

    def _many(self, events: Sequence[Any]) -> int:
        return len(self._numbers(events))

    def _numbers(self, events: Sequence[Any]) -> set[int]:
        return {number for event in events if (number := self._number(event)) is not None}

    def _number(self, event: Any) -> int | None:
        number = event.facts.get(self.fact) if self.fact else event.subject_id
        return int(number) if number is not None else None

    def _told(self, found: Sequence[Any]) -> dict[int, Mapping[str, Any]]:
        """What the log says of each of these rows; the event with a digest where several name it."""
        refs = {self.about(one) for one in found}
        wanted = (
            select(Event.id, Event.subject_id, Event.facts)
            .join(Topic, Topic.event_id == Event.id)
            .where(
                Event.kind.in_([kind.value for kind in self.kinds]),
                Topic.subject_kind.in_({ref.kind for ref in refs}),
                Topic.subject_id.in_({ref.id for ref in refs}),
            )
            .order_by(Event.id)
        )
        told: dict[int, Mapping[str, Any]] = {}
        for event in session.execute(wanted):
            number = self._number(event)
            if number is not None and (number not in told or "row" not in told[number]):
                told[number] = event.facts
        return told


def changed(row: Row, told: Mapping[str, Any], salts: Mapping[int, str]) -> str:
    """How a row differs from what ``facts_of`` said of it, as the end of a sentence; empty where it does not, or where
    the event is older than such facts."""
    if "row" in told and told["row"] != digest(row):
        return "is not what the log says it was: it was changed"
    words = told.get("words")
    salt = salts.get(words["vault"]) if words else None
    if words and salt is not None and tokens.commitment(salt, _digest_of_words(row)) != words["commitment"]:
        return "does not have the words that were written: they were changed"
    return ""


def salts_of(told: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """The salts of their words, as far as no erasure has taken them."""
    ids = [facts["words"]["vault"] for facts in told if "words" in facts]
    rows = session.execute(select(Vault.id, Vault.salt).where(Vault.id.in_(ids))) if ids else ()
    return {row.id: row.salt for row in rows}


def _digest_of_words(row: Row) -> str:
    return _sha256({name: getattr(row, name) for name in row.WORDS})


def _sha256(said: Mapping[str, Any]) -> str:
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}
    return hashlib.sha256(rfc8785.dumps(plain)).hexdigest()
