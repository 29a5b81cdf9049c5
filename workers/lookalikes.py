"""Looking for what is like something that was taken down, or that others have published."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from app import bell
from app.db import transaction
from app.lookalikes import looking

RUN_SECONDS = 30.0
"""One run ends after this long and rings for the next, so that images have their turn."""

TURN_SECONDS = 5.0
"""A step that has more to do than this lets the others have theirs: what lies before the desk is compared although a
hundred thousand articles are still to be taken in."""


def compare() -> None:
    """Make what is found by, take in what was published, compare what was handed in."""
    until = monotonic() + RUN_SECONDS
    while True:
        left = [_has_more(step) for step in looking.STEPS]
        if not any(left):
            return
        if monotonic() > until:
            with transaction():
                bell.ring(bell.COMPARE)
            return


def _has_more(step: Callable[[], bool]) -> bool:
    """Do this for a turn; whether anything was left."""
    until = monotonic() + TURN_SECONDS
    while step():
        if monotonic() > until:
            return True
    return False
