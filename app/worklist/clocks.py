"""The clock of an item, as the queue and its page show it."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

NEVER = datetime(9000, 1, 1, tzinfo=UTC)
"""The far end of time: the clock of an item that is paused. ``due_at`` is never null, so that one key sorts all."""


class Clocked(Protocol):
    """An item, or a line of the queue."""

    @property
    def open(self) -> bool: ...
    @property
    def begun_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def our_turn_since(self) -> datetime | None: ...


class Tone(StrEnum):
    FINISHED = "finished"
    PAUSED = "paused"
    CALM = "calm"
    HALF = "half"
    BREACHED = "breached"


def tone(item: Clocked, moment: datetime) -> Tone:
    """Calm, from half of its time on in need of a look, breached when it has passed; paused while somebody else owes
    the next move."""
    if not item.open:
        return Tone.FINISHED
    if item.due_at >= NEVER:
        return Tone.PAUSED
    if item.due_at <= moment:
        return Tone.BREACHED
    begun = item.our_turn_since or item.begun_at
    return Tone.HALF if item.due_at - moment < (item.due_at - begun) / 2 else Tone.CALM
