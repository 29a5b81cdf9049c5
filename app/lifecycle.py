"""A table of moves between states; pure, so that it can be tested for completeness and shown to a lawyer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from app.errors import NotAllowed

State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True)
class Lifecycle(Generic[State]):
    """``moves[a]`` are the states that may follow ``a``; a state with none is final. ``back[a]`` are those to which an
    undoing alone leads from ``a``."""

    start: State
    moves: Mapping[State, frozenset[State]]
    back: Mapping[State, frozenset[State]] = field(default_factory=dict)

    def allows(self, current: State, to: State) -> bool:
        return to in self.moves[current]

    def check(self, current: State, to: State, *, back: bool = False) -> State:
        """``to``, or NotAllowed with both states named. ``back``: by undoing what led from there."""
        if not (to in self.back.get(current, ()) if back else self.allows(current, to)):
            raise NotAllowed(f"This cannot go from “{words(current)}” to “{words(to)}”.")
        return to

    def reachable(self) -> frozenset[State]:
        seen: set[State] = set()
        ahead = [self.start]
        while ahead:
            state = ahead.pop()
            if state not in seen:
                seen.add(state)
                ahead.extend(self.moves[state])
        return frozenset(seen)


def words(state: StrEnum) -> str:
    """A state as a person would read it: ``changes_requested`` is “changes requested”."""
    return state.value.replace("_", " ")


def to(*states: State) -> frozenset[State]:
    """The states that may follow; none makes a state final."""
    return frozenset(states)
