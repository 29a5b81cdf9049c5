"""What may not have happened, from the ledgers alone: an answer that began after a removal was acknowledged, before it
was undone, and carries anything of what was removed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

GIVEN = frozenset({200, 206, 304})
NEVER = 2**63


@dataclass(frozen=True)
class Answer:
    began: int
    ended: int
    way: str
    path: str
    status: int
    canaries: frozenset[str]


@dataclass
class Dark:
    """From when to when a word may be in no answer. ``until`` is when undoing it was asked for."""

    since: int
    until: int = NEVER


@dataclass
class Desk:
    """The ledger of the desk: what was acknowledged as taken down, and when putting it back was asked for."""

    dark: dict[str, list[Dark]] = field(default_factory=lambda: defaultdict(list))

    def took_down(self, canaries: Iterable[str], *, at: int) -> None:
        for one in canaries:
            self.dark[one].append(Dark(at))

    def puts_back(self, canaries: Iterable[str], *, at: int) -> None:
        for one in canaries:
            for span in self.dark[one]:
                span.until = min(span.until, at)


@dataclass(frozen=True)
class Served:
    """An answer that should not have been."""

    answer: Answer
    canary: str
    late: float

    def __str__(self) -> str:
        asked = f"{self.answer.way} {self.answer.path}"
        return f"{asked} answered {self.answer.status} with {self.canary}, begun {self.late:.1f} ms after"


@dataclass(frozen=True)
class Found:
    """``after``: answers that began after an acknowledgement, at an address of something that was dark then or with
    any answer at all of a list; ``soon``: those within 50 ms of one."""

    answers: int
    after: int
    soon: int
    unanswered: int
    served: Sequence[Served]
    ways: Mapping[str, int]


SOON = 50_000_000
"""Nanoseconds."""


def read(ledgers: Iterable[Path]) -> Iterator[Answer]:
    """Every line that was written whole."""
    for ledger in ledgers:
        for line in ledger.read_text(encoding="utf-8").splitlines():
            began, ended, way, path, status, canaries = json.loads(line)
            yield Answer(began, ended, way, path, status, frozenset(canaries))


def check(answers: Iterable[Answer], desk: Desk) -> Found:
    acknowledged = sorted(span.since for spans in desk.dark.values() for span in spans)
    first = acknowledged[0] if acknowledged else NEVER
    served: list[Served] = []
    ways: dict[str, int] = defaultdict(int)
    count = after = soon = unanswered = 0
    for answer in answers:
        count += 1
        unanswered += answer.status == 0
        after += answer.began > first
        soon += _is_soon(answer.began, acknowledged)
        ways[f"{answer.way} {answer.status}"] += 1
        if answer.status in GIVEN:
            served += [found for one in answer.canaries if (found := _served(answer, one, desk))]
    return Found(count, after, soon, unanswered, served, dict(ways))


def _served(answer: Answer, canary: str, desk: Desk) -> Served | None:
    for span in desk.dark.get(canary, ()):
        if span.since < answer.began and answer.ended < span.until:
            return Served(answer, canary, (answer.began - span.since) / 1e6)
    return None


def _is_soon(began: int, acknowledged: Sequence[int]) -> bool:
    from bisect import bisect_left

    at = bisect_left(acknowledged, began)
    return at > 0 and began - acknowledged[at - 1] < SOON
