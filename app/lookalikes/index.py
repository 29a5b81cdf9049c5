"""Finding a fingerprint among very many: every one is compared, so that none is missed.

It lives in the memory of the worker that compares: 32 bytes for each hash, so 38 MB for the 1,200,000 of ten thousand
pictures that were taken down, and a few kilobytes on most sites. It grows by what came since it was last asked
(``memory``); a worker that starts anew reads it again from the database. faiss compares: a library made for it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import faiss
import numpy as np

from app.media.findings import HASH_BYTES

faiss.omp_set_num_threads(1)
"""A worker has one processor's share, and no threads of a library behind its back."""


class Hashes:
    """Hashes and whose they are."""

    def __init__(self) -> None:
        self._all = faiss.IndexBinaryFlat(8 * HASH_BYTES)
        self._ends, self._owners = array("q"), array("q")
        self._without: set[int] = set()

    def __len__(self) -> int:
        return int(self._all.ntotal)

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
            parts.append(hashes)
        if parts:
            self._all.add(np.frombuffer(b"".join(parts), np.uint8).reshape(-1, HASH_BYTES))

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
        asked = np.frombuffer(one, np.uint8)[None]
        # It finds what is nearer than the number it is given.
        _, apart, places = self._all.range_search(asked, most + 1)
        return [(int(place), int(bits)) for place, bits in zip(places, apart, strict=True)]
