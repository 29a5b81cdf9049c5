"""Finding a fingerprint among very many: every one is compared, byte by byte, so that none is missed.

It lives in the memory of the worker that compares: 32 bytes for each hash, so 38 MB for the 1,200,000 of ten thousand
pictures that were taken down, and a few kilobytes on most sites. It grows by what came since it was last asked
(``memory``); a worker that starts anew reads it again from the database.

The hashes lie in 32 planes, the first byte of all, then the second. Most are far enough apart after twelve bytes to be
left alone (nineteen for a wider search), which is what makes it as fast as a library made for it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from app.media.findings import ALIKE, HASH_BYTES

AT_ONCE = 131_072
"""Hashes compared in one go: what is between two steps stays in the processor's cache."""
NARROW, WIDE = 12, 19
"""Bytes after which most of the others are too far apart to be within ``ALIKE``, or within ``SIMILAR``."""

Bytes = NDArray[np.uint8]


class Hashes:
    """Hashes and whose they are."""

    def __init__(self) -> None:
        self._count = 0
        self._planes: Bytes = np.empty((HASH_BYTES, 0), np.uint8)
        self._ends, self._owners = array("q"), array("q")
        self._without: set[int] = set()

    def __len__(self) -> int:
        return self._count

    @property
    def given(self) -> set[int]:
        """Everything it was given, those of which nothing can be told as well."""
        return self._without.union(self._owners)

    def add(self, owned: Iterable[tuple[int, bytes]]) -> None:
        """Take in the hashes of these owners, 32 bytes each, one after the other; the owners in their order."""
        parts, end = [], len(self)
        for owner, hashes in owned:
            if not hashes:
                self._without.add(owner)
                continue
            end += len(hashes) // HASH_BYTES
            self._ends.append(end)
            self._owners.append(owner)
            parts.append(np.frombuffer(hashes, np.uint8).reshape(-1, HASH_BYTES).T)
        if parts:
            self._make_room(end)
            np.concatenate(parts, axis=1, out=self._planes[:, self._count : end])
            self._count = end

    def _make_room(self, count: int) -> None:
        """For so many hashes: an eighth more than there was, so that many small steps cost no more than a few large."""
        held = self._planes.shape[1]
        if count <= held:
            return
        wider: Bytes = np.empty((HASH_BYTES, max(count, held + held // 8)), np.uint8)
        wider[:, : self._count] = self._planes[:, : self._count]
        self._planes = wider

    def near(self, hashes: Iterable[bytes], *, within: int) -> dict[int, int]:
        """The owners of hashes that differ in so many bits at most from any of these, and in how many: the fewest."""
        found: dict[int, int] = {}
        for one in hashes:
            for place, apart in self.within(one, within):
                owner = self._owners[int(np.searchsorted(self._ends, place, side="right"))]
                found[owner] = min(apart, found.get(owner, apart))
        return found

    def within(self, one: bytes, most: int) -> list[tuple[int, int]]:
        """The places of the hashes that differ from this one in so many bits at most, and in how many."""
        wanted: Bytes = np.frombuffer(one, np.uint8)[:, None]
        first = NARROW if most <= ALIKE else WIDE
        size = min(AT_ONCE, max(1, len(self)))
        apart, total = np.empty((first, size), np.uint8), np.empty(size, np.uint8)
        found: list[tuple[int, int]] = []
        for at in range(0, len(self), size):
            some = self._planes[:, at : min(at + size, len(self))]
            count = some.shape[1]
            bits, sums = apart[:, :count], total[:count]
            np.bitwise_xor(some[:first], wanted[:first], out=bits)
            np.bitwise_count(bits, out=bits)
            np.add.reduce(bits, axis=0, out=sums, dtype=np.uint8)
            places = np.flatnonzero(sums <= most)
            if places.size:
                rest = np.bitwise_count(some[first:, places] ^ wanted[first:])
                whole = sums[places].astype(np.int64) + rest.sum(axis=0)
                near = whole <= most
                found += zip((places[near] + at).tolist(), whole[near].tolist(), strict=True)
        return found
