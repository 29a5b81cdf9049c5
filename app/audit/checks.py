"""Is the log whole? The chain, entry by entry; what was recorded outside it; and what waits to be sealed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import exists, func, select

from app import tokens
from app.audit import reading, seal
from app.audit.findings import Batch, Fault, Part
from app.audit.models import Event, Seal, Vault
from app.audit.seal import Entry, Said
from app.clock import now
from app.db import session, table

SIZE = 500
"""Entries held at a time."""

_STILL = 15 * 60


def chain(after: int) -> Iterator[Batch]:
    """Each entry in its place, behind the entry before it, over the event as it was."""
    before = _entry(after)
    while found := reading.entries(before.seq, SIZE):
        events = reading.events([one.event_id for one in found])
        faults: list[Fault] = []
        for one in found:
            faults += _place(before, one) or _words(one, events)
            before = one
        faults += _kept(events)
        yield Batch(before.seq, len(found), faults)


def waiting(after: int) -> Iterator[Batch]:
    """Events without a seal are no fault: they wait for the sealer. It is said how many, and since when."""
    if after:
        return
    sealed = exists().where(table(Seal).c.event_id == Event.id)
    count, oldest = session.execute(select(func.count(), func.min(Event.at)).where(~sealed)).one()
    if not count:
        return
    words = "1 event is" if count == 1 else f"{count:,} events are"
    since = f"{oldest:%Y-%m-%d %H:%M} UTC"
    still = (now() - oldest).total_seconds() > _STILL
    late = " That is long: look whether a worker runs." if still else ""
    yield Batch(1, count, notes=[f"{words} not sealed yet, the oldest of {since}.{late}"])


def _entry(seq: int) -> Entry:
    """The entry that was looked at last, or what the first one follows."""
    found = reading.entries(seq - 1, 1) if seq else []
    return found[0] if found else Entry(seq, 0, seal.BEGINNING, seal.BEGINNING)


def _place(before: Entry, one: Entry) -> list[Fault]:
    """What is wrong with where an entry stands."""
    if one.seq != before.seq + 1:
        first, last = before.seq + 1, one.seq - 1
        gap = f"Entry {first} is" if first == last else f"Entries {first} to {last} are"
        return [Fault(f"entry {first}", f"{gap} missing from the chain: entry {one.seq} follows.")]
    if one.prev != before.hash:
        said = "does not follow the entry before it: the chain is broken or reordered here"
        return [Fault(f"entry {one.seq}", f"Entry {one.seq} (event {one.event_id}) {said}.")]
    return []


def _words(one: Entry, events: dict[int, Said]) -> list[Fault]:
    """What is wrong with the event of an entry."""
    event = events.get(one.event_id)
    if event is None:
        return [
            Fault(
                f"event {one.event_id}",
                f"Event {one.event_id} was sealed as entry {one.seq} and is missing from the log.",
            )
        ]
    if seal.digest(one.seq, one.prev, event) == one.hash:
        return []
    other = next((said for said in events.values() if seal.digest(one.seq, one.prev, said) == one.hash), None)
    if other:
        said = f"was sealed for event {other.id} and now names event {one.event_id}: the log was reordered"
        return [Fault(f"entry {one.seq}", f"Entry {one.seq} {said}.")]
    when = f"{event.at:%Y-%m-%d %H:%M:%S} UTC"
    said = f"({event.kind}, {when}) is not what was sealed as entry {one.seq}: one of the two was changed"
    return [Fault(f"event {one.event_id}", f"Event {one.event_id} {said}.")]


def _kept(events: dict[int, Said]) -> list[Fault]:
    """Words in the vault that are not those the event was committed to. A row that is gone was erased, and no fault."""
    claims = [
        (event.id, label, kept)
        for event in events.values()
        if isinstance(event.facts, dict)  # else what was sealed says so
        for label, kept in event.facts.items()
        if isinstance(kept, dict) and {"vault", "commitment"} <= set(kept)
    ]
    return kept_words([(f"event {id_}", label, kept) for id_, label, kept in claims])


def kept_words(claims: Sequence[tuple[str, str, dict[str, Any]]]) -> list[Fault]:
    """Of (record, label, commitment): those whose words in the vault are others."""
    if not claims:
        return []
    wanted = select(Vault.id, Vault.salt, Vault.value).where(
        Vault.id.in_([kept["vault"] for _, _, kept in claims])
    )
    there = {row.id: tokens.commitment(row.salt, row.value) for row in session.execute(wanted)}
    return [
        Fault(what, f"What is kept of {what} (“{label}”) is not what was recorded.")
        for what, label, kept in claims
        if there.get(kept["vault"], kept["commitment"]) != kept["commitment"]
    ]


CHAIN = Part("chain", "sealed events", chain)
WAITING = Part("unsealed", "events not yet sealed", waiting)
