"""The index finds exactly what counting bit by bit finds, also when it grows, and the bars hold in small."""

from __future__ import annotations

import random

import faiss
import numpy as np
import pytest

from app.lookalikes.index import Hashes
from app.media.findings import ALIKE, SIMILAR
from tests.bench.measure import against

CHANCE = random.Random(5)


def turned(one: bytes, bits: int) -> bytes:
    """The same with so many bits changed."""
    value = int.from_bytes(one)
    for at in CHANCE.sample(range(256), bits):
        value ^= 1 << at
    return value.to_bytes(32)


@pytest.mark.parametrize("within", [ALIKE, SIMILAR])
def test_everything_within_reach_is_found_and_nothing_beyond(within: int) -> None:
    kept = [CHANCE.randbytes(32) for _ in range(3000)]
    index = Hashes()
    index.add((number, b"".join(kept[at : at + 3])) for number, at in enumerate(range(0, 3000, 3), 1))
    for bits in (0, 1, within, within + 1, 80):
        asked = turned(kept[1500], bits)
        apart = {at: (int.from_bytes(one) ^ int.from_bytes(asked)).bit_count() for at, one in enumerate(kept)}
        wanted = sorted((at, far) for at, far in apart.items() if far <= within)
        assert sorted(index.within(asked, within)) == wanted
        assert bool(wanted) == (bits <= within)


def test_it_grows_and_knows_whose_each_hash_is() -> None:
    first, second, third = (CHANCE.randbytes(32) for _ in range(3))
    index = Hashes()
    assert index.near([first], within=SIMILAR) == {}
    index.add([(4, first + second), (7, b"")])
    assert index.given == {4, 7}
    index.add([(9, third)])
    assert (len(index), index.given) == (3, {4, 7, 9})
    assert index.near([turned(second, 10), turned(third, 40)], within=SIMILAR) == {4: 10, 9: 40}
    assert index.near([turned(third, 40)], within=ALIKE) == {}


@pytest.mark.timeout(120)
def test_a_look_up_costs_little_more_than_a_library_made_for_it() -> None:
    kept = np.random.default_rng(1).integers(0, 256, (400_000, 32), dtype=np.uint8)
    theirs, ours = faiss.IndexBinaryFlat(256), Hashes()
    theirs.add(kept)
    ours.add([(1, kept.tobytes())])
    asked = kept[:40].copy()
    row = against(
        "a look-up",
        lambda: [ours.near([one.tobytes()], within=ALIKE) for one in asked],
        lambda: [theirs.range_search(one[None], ALIKE + 1) for one in asked],
        named="faiss IndexBinaryFlat",
        goal=2.0,  # the bar of 1.5 is measured by make bench, where nobody else is at it
        rounds=5,
    )
    assert row.holds, str(row)
