"""The chain itself: what an entry binds, and that anybody can compute it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.audit import seal
from app.audit.seal import BEGINNING, Entry, Said

EVENT = Said(
    id=17,
    kind="note.added",
    subject=("submission", 7),
    actor=("member", 3),
    facts={"note": 5, "said": {"vault": 2, "commitment": "ab" * 32}},
    at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    topics=[("submission", 7), ("article", 2)],
)


def test_anybody_can_compute_an_entry_with_nothing_but_sorted_json_and_sha256() -> None:
    said = {
        "seq": 1,
        "prev": "0" * 64,
        "event": {
            "id": 17,
            "kind": "note.added",
            "subject": ["submission", 7],
            "actor": ["member", 3],
            "facts": {"note": 5, "said": {"vault": 2, "commitment": "ab" * 32}},
            "at": "2026-11-22T09:30:00.000000+00:00",
            "topics": [["article", 2], ["submission", 7]],
        },
    }
    plain = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert seal.digest(1, BEGINNING, EVENT) == hashlib.sha256(plain).hexdigest()


@pytest.mark.parametrize(
    "other",
    [
        replace(EVENT, id=18),
        replace(EVENT, kind="note.removed"),
        replace(EVENT, subject=("submission", 8)),
        replace(EVENT, actor=("guest", 3)),
        replace(EVENT, actor=("member", None)),
        replace(EVENT, facts={}),
        replace(EVENT, at=EVENT.at + timedelta(microseconds=1)),
        replace(EVENT, topics=[("submission", 7)]),
    ],
)
def test_nothing_of_an_event_is_outside_its_entry(other: Said) -> None:
    assert seal.digest(1, BEGINNING, other) != seal.digest(1, BEGINNING, EVENT)


def test_neither_the_order_of_topics_nor_the_zone_of_a_clock_makes_another_entry() -> None:
    same = replace(
        EVENT,
        topics=[("article", 2), ("submission", 7)],
        at=EVENT.at.astimezone(timezone(timedelta(hours=5, minutes=30))),
    )
    assert seal.digest(1, BEGINNING, same) == seal.digest(1, BEGINNING, EVENT)


def test_entries_follow_each_other_from_the_beginning_and_from_the_last() -> None:
    one, two = seal.follow(None, [EVENT, replace(EVENT, id=12)])
    assert (one.seq, one.event_id, one.prev) == (1, 17, BEGINNING)
    assert (two.seq, two.event_id, two.prev) == (2, 12, one.hash)
    [three] = seal.follow(two, [replace(EVENT, id=19)])
    assert three == Entry(3, 19, two.hash, seal.digest(3, two.hash, replace(EVENT, id=19)))


def test_no_fact_is_so_strange_that_it_stops_the_chain() -> None:
    strange = {"big": 2**70, "nan": float("nan"), "half": 0.5, "lone": "\ud800", "nothing": None, "yes": True}
    assert len(seal.digest(1, BEGINNING, replace(EVENT, facts=strange))) == 64
    other = replace(EVENT, facts={**strange, "big": 2**70 + 1})
    assert seal.digest(1, BEGINNING, other) != seal.digest(1, BEGINNING, replace(EVENT, facts=strange))


def test_what_a_checkpoint_says_is_canonical_json() -> None:
    said = seal.statement(12, "ab" * 32, date(2026, 11, 22))
    assert said == b'{"on":"2026-11-22","root":"' + b"ab" * 32 + b'","schema":"checkpoint/1","size":12}'
