"""Where a rule applies: what a check gives back, before it is put into words; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from app.submissions.preflight.facts import Facts, Passage
from app.submissions.preflight.rules import Rule


@dataclass(frozen=True)
class Hit:
    """``start`` and ``end`` are offsets in the passage, if it is about one; ``quote`` is what stands there when it is
    markup; ``slots`` fill the rule's sentence."""

    place: str
    passage: Passage | None = None
    start: int = 0
    end: int = 0
    slots: dict[str, object] = field(default_factory=dict)
    quote: str = ""


Check = Callable[[Rule, Facts], Iterator[Hit]]


def in_passage(passage: Passage, start: int, end: int, **slots: object) -> Hit:
    return Hit(passage.place, passage, start, end, slots)
