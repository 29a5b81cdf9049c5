"""What stayed, what went and what came between two texts: whole lines first, then the words of lines that changed.

Pure. The work grows as the texts do, whatever stands in them. What is the same at both ends is cut off; two stretches
of at most ``SIDE`` parts are compared in full; longer ones are parted at what stands exactly once in each (patience
diff: Bram Cohen), and where nothing does, at equal shares of their length. Nothing is lost by that: what was not found
to have stayed is shown as taken out and put in.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

Piece = tuple[str, str]
"""("same" | "added" | "gone", text)"""
Words = Counter[str]
Stretch = tuple[int, int, int]
"""Where parts that stayed begin in the old and in the new text, and how many they are."""

SIDE = 512
"""Parts on each side, at most, of two stretches that are compared in full."""
ROUNDS = 3
"""How often stretches between two parts that stand once are parted again."""
MOST = 5_000
"""Changes that are told apart, at most, in one text: all that come after are shown as one."""
SHORT = 5
"""Characters, at most, that go with the two changes they stand between, if each of these is as long: “ the ”."""
STAYED = 1 / 2
"""A passage of which less than this share stayed, without white space, is shown as rewritten."""
MOSTLY = 3 / 4
"""Lines that have at least this share of their words in common were parted or joined rather than taken out."""
LINES = 8
"""Lines on each side, at most, that are matched by what they have in common."""

_LINES = re.compile(r"[^\n]*\n+|[^\n]+")
_TOKENS = re.compile(r"\s+|\S+")
_SPACE = re.compile(r"\s+")


class Replaced(NamedTuple):
    """The characters ``start`` to ``end`` of the old text gave way to ``begin`` to ``stop`` of the new one."""

    start: int
    end: int
    begin: int
    stop: int

    @property
    def size(self) -> int:
        return max(self.end - self.start, self.stop - self.begin)

    def moved(self, start: int, begin: int) -> Replaced:
        return Replaced(self.start + start, self.end + start, self.begin + begin, self.stop + begin)

    def until(self, later: Replaced) -> Replaced:
        """Both and all between them as one."""
        return Replaced(self.start, later.end, self.begin, later.stop)


def pieces(old: str, new: str) -> Iterator[Piece]:
    """Every character of both texts in order: "same" and "gone" together are the old, "same" and "added" the new."""
    told = 0
    for change in changes(old, new):
        if change.start > told:
            yield "same", old[told : change.start]
        if change.end > change.start:
            yield "gone", old[change.start : change.end]
        if change.stop > change.begin:
            yield "added", new[change.begin : change.stop]
        told = change.end
    if told < len(old):
        yield "same", old[told:]


def changes(old: str, new: str) -> list[Replaced]:
    """What changed, in order, at most ``MOST``."""
    found: list[Replaced] = []
    gaps = list(_gaps(_LINES.findall(old), _LINES.findall(new)))
    for pair in (one for gap in gaps for one in _paired(gap, old, new)):
        inside = _by_words(old[pair.start : pair.end], new[pair.begin : pair.stop])
        found += [one.moved(pair.start, pair.begin) for one in inside]
        if len(found) > MOST:
            return [*found[: MOST - 1], found[MOST - 1].until(gaps[-1])]
    return found


def _paired(gap: Replaced, old: str, new: str) -> Iterator[Replaced]:
    """Line by line, in turn where each has much in common with its partner; else, where few lines stand there and not
    most words stayed, each with the one that has most in common with it. All lines of the gap together otherwise."""
    ours, theirs = _LINES.findall(old[gap.start : gap.end]), _LINES.findall(new[gap.begin : gap.stop])
    pairs = [(at, at) for at in range(len(ours))] if len(ours) == len(theirs) else []
    if 1 < max(len(ours), len(theirs)) <= LINES:
        pairs = _partners([Counter(one.split()) for one in ours], [Counter(one.split()) for one in theirs])
    starts, begins = [0, *accumulate(map(len, ours))], [0, *accumulate(map(len, theirs))]
    here = there = 0
    for line, other in [*pairs, (len(ours), len(theirs))]:
        if line > here or other > there:
            yield Replaced(starts[here], starts[line], begins[there], begins[other]).moved(
                gap.start, gap.begin
            )
        if line < len(ours) and ours[line] != theirs[other]:
            found = Replaced(starts[line], starts[line + 1], begins[other], begins[other + 1])
            yield found.moved(gap.start, gap.begin)
        here, there = line + 1, other + 1


def _partners(ours: Sequence[Words], theirs: Sequence[Words]) -> list[tuple[int, int]]:
    """Which of a few lines is compared with which; none where all are to be read together."""
    if len(ours) == len(theirs) and all(one >= STAYED for one in map(_common, ours, theirs)):
        return [(at, at) for at in range(len(ours))]
    whole = sum(ours, Words()), sum(theirs, Words())
    return _matched(ours, theirs) if _common(*whole) < MOSTLY else []


def _matched(ours: Sequence[Words], theirs: Sequence[Words]) -> list[tuple[int, int]]:
    """The pairs of lines, in the order of both, that have most in common altogether."""
    best: list[list[tuple[float, tuple[tuple[int, int], ...]]]] = [[(0, ())] * (len(theirs) + 1)]
    for line, said in enumerate(ours):
        row = [best[-1][0]]
        for other, came in enumerate(theirs):
            share = _common(said, came)
            before, pairs = best[-1][other]
            both = [(before + share, (*pairs, (line, other)))] if share >= STAYED else []
            row.append(max(best[-1][other + 1], row[-1], *both, key=itemgetter(0)))
        best.append(row)
    return list(best[-1][-1][1])


def _common(said: Words, came: Words) -> float:
    """How much of the shorter stands in the other too, wherever, from 0 to 1."""
    shorter = min(_size(said), _size(came))
    return _size(said & came) / shorter if shorter else 1


def _size(words: Words) -> int:
    return sum(len(word) * often for word, often in words.items())


def _by_words(old: str, new: str) -> list[Replaced]:
    found: list[Replaced] = []
    for change in _gaps(_TOKENS.findall(old), _TOKENS.findall(new)):
        if found and change.start - found[-1].end <= min(SHORT, found[-1].size, change.size):
            found[-1] = found[-1].until(change)
        else:
            found.append(change)
    return found if _stayed(old, new, found) >= STAYED else [Replaced(0, len(old), 0, len(new))]


def _stayed(old: str, new: str, found: Sequence[Replaced]) -> float:
    """How much of the shorter text stayed, from 0 to 1."""
    shorter = min(_letters(old), _letters(new))
    gone = sum(_letters(old[one.start : one.end]) for one in found)
    return (_letters(old) - gone) / shorter if shorter else 1


def _letters(text: str) -> int:
    return len(_SPACE.sub("", text))


def _gaps(old: Sequence[str], new: Sequence[str]) -> Iterator[Replaced]:
    """What lies between the parts that stayed, in characters."""
    ends_old, ends_new = [0, *accumulate(map(len, old))], [0, *accumulate(map(len, new))]
    here = there = 0
    for start, begin, size in [*_kept(old, new, ROUNDS), (len(old), len(new), 0)]:
        if start > here or begin > there:
            yield Replaced(ends_old[here], ends_old[start], ends_new[there], ends_new[begin])
        here, there = start + size, begin + size


def _kept(old: Sequence[str], new: Sequence[str], rounds: int) -> Iterator[Stretch]:
    """The parts that stayed, in order."""
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    end, stop = len(old) - tail, len(new) - tail
    yield 0, 0, head
    for start, begin, size in _inside(old[head:end], new[head:stop], rounds):
        yield head + start, head + begin, size
    yield end, stop, tail


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many parts are the same at the beginning."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))


def _inside(old: Sequence[str], new: Sequence[str], rounds: int) -> Iterator[Stretch]:
    """The same of two stretches that differ at both ends."""
    if not old or not new:
        return
    if max(len(old), len(new)) <= SIDE:
        yield from _longest(old, new)
        return
    marks = _once_in_both(old, new) if rounds else []
    if not marks:
        marks, rounds = _shares(len(old), len(new)), 0
    for (start, begin), (end, stop) in zip([(0, 0), *marks], [*marks, (len(old), len(new))], strict=True):
        for here, there, size in _kept(old[start:end], new[begin:stop], rounds - 1 if rounds else 0):
            yield start + here, begin + there, size


def _shares(old: int, new: int) -> list[tuple[int, int]]:
    """Where two lengths are cut into equally many shares, none longer than ``SIDE``."""
    count = -(-max(old, new) // SIDE)
    return [(old * at // count, new * at // count) for at in range(1, count)]


def _once_in_both(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Where parts stand that each text has exactly once: the longest row of them that is in the order of both."""
    there = _once(new)
    row: list[int] = []  # the least place in the new text at which a row of this length can end
    ends: list[
        tuple[int, int, int]
    ] = []  # every such part: its two places, and the part before it in its row
    last: list[int] = []
    for part, start in _once(old).items():
        begin = there.get(part)
        if begin is None:
            continue
        length = bisect_left(row, begin)
        row[length : length + 1] = [begin]
        last[length : length + 1] = [len(ends)]
        ends.append((start, begin, last[length - 1] if length else -1))
    found = []
    at = last[-1] if last else -1
    while at >= 0:
        start, begin, at = ends[at]
        found.append((start, begin))
    return found[::-1]


def _once(parts: Sequence[str]) -> dict[str, int]:
    often = Counter(parts)
    return {part: at for at, part in enumerate(parts) if often[part] == 1}


def _longest(old: Sequence[str], new: Sequence[str]) -> list[Stretch]:
    """The longest common subsequence. A row of its table is one integer, in which a bit that is not set marks where
    the subsequence grows: H. Hyyrö, Bit-parallel LCS-length computation revisited (2004)."""
    places: dict[str, int] = {}
    for at, part in enumerate(new):
        places[part] = places.get(part, 0) | 1 << at
    row = every = (1 << len(new)) - 1
    rows = [row]
    for part in old:
        met = row & places.get(part, 0)
        row = ((row + met) | (row - met)) & every
        rows.append(row)
    return _traced(rows, len(new))[::-1]


def _traced(rows: Sequence[int], begin: int) -> list[Stretch]:
    """The way through the rows from the last back to the first."""
    found: list[Stretch] = []
    start, size = len(rows) - 1, 0
    while start and begin:
        bit = 1 << begin - 1
        if not rows[start] & bit and rows[start - 1] & bit:
            start, begin, size = start - 1, begin - 1, size + 1
            continue
        if size:
            found.append((start, begin, size))
            size = 0
        if rows[start] & bit:
            begin -= 1
        else:
            start -= 1
    return [*found, (start, begin, size)] if size else found
