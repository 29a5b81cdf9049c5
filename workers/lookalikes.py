"""Looking for what is like something that was taken down, or that others have published."""

from __future__ import annotations

from time import monotonic

from app import bell
from app.db import transaction
from app.lookalikes import looking

RUN_SECONDS = 30.0
"""One run ends after this long and rings for the next, so that images have their turn."""


def compare() -> None:
    """Make what is found by, take in what was published, compare what was handed in."""
    until = monotonic() + RUN_SECONDS
    for step in looking.STEPS:
        while step():
            if monotonic() > until:
                with transaction():
                    bell.ring(bell.COMPARE)
                return
