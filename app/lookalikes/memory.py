"""What this process holds in memory: to compare pictures with, what was taken down and what was published; and how far
it is in taking texts in.

The indexes are made when they are first asked for, because most processes never are and the library under them takes
memory, and brought up to date each time. Numbers are given when a row is added and are seen when its transaction
ends, which may be in another order: a number that is missing is asked for again, and never taken for one that was read.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import current_app

from app.lookalikes import queries
from app.register import queries as entries
from app.register.kinds import EntryKind

if TYPE_CHECKING:
    from app.lookalikes.index import Hashes

AT_ONCE = 1000
"""Rows read into an index in one go."""
GAPS = 1000
"""Missing numbers that are asked for again, the newest: more than are ever under way at once, and one short question.
A transaction lasts a minute at most (``app.db``)."""


@dataclass
class Trail:
    """Rows that were read by their numbers: up to ``last``, but for the ``gaps``."""

    last: int = 0
    gaps: OrderedDict[int, None] = field(default_factory=OrderedDict)

    def follow(self, numbers: Iterable[int]) -> None:
        """These were read, in their order."""
        for number in numbers:
            if number <= self.last:
                self.gaps.pop(number, None)
                continue
            for missing in range(max(self.last + 1, number - GAPS), number):
                self.gaps[missing] = None
            self.last = number
        while len(self.gaps) > GAPS:
            self.gaps.popitem(last=False)


def taken_down() -> Hashes:
    """The pictures in the register. There are few enough to ask which of them are missing here: one may get its hashes
    long after those that came behind it."""
    index = _index("taken down")
    missing = sorted(entries.with_hashes(EntryKind.IMAGE) - index.given)
    for at in range(0, len(missing), AT_ONCE):
        index.add(entries.hashes_of(missing[at : at + AT_ONCE]))
    return index


def published() -> Hashes:
    """Every picture that has a fingerprint."""
    index, trail = _index("published"), _trail()
    while some := queries.fingerprints(after=trail.last, also=list(trail.gaps), limit=AT_ONCE):
        index.add(some)
        trail.follow(number for number, _ in some)
    return index


@dataclass
class Walk:
    """A walk through all articles for those that are not known yet: up to ``after``, of which ``waiting`` are still to
    be taken in. ``ended``: the last one came to its end, and nothing was found since."""

    after: int = 0
    waiting: deque[int] = field(default_factory=deque)
    ended: bool = False


def next_unknown() -> int | None:
    """The next article to be taken in; None at the end of a walk, behind which the next one begins. However many there
    are, each is passed once in a walk."""
    walk = _walk()
    if not walk.waiting:
        walk.waiting.extend(queries.unknown_articles(after=walk.after, limit=AT_ONCE))
        walk.ended = not walk.waiting
        walk.after = walk.waiting[-1] if walk.waiting else 0
    return walk.waiting.popleft() if walk.waiting else None


def all_known() -> bool:
    """Whether every article there is has been taken in."""
    return _walk().ended


def _walk() -> Walk:
    kept: Walk = current_app.extensions.setdefault("lookalikes walk", Walk())
    return kept


def _index(name: str) -> Hashes:
    from app.lookalikes.index import Hashes

    kept: dict[str, Hashes] = current_app.extensions.setdefault("lookalikes", {})
    return kept.setdefault(name, Hashes())


def _trail() -> Trail:
    kept: Trail = current_app.extensions.setdefault("lookalikes read", Trail())
    return kept
