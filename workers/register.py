"""The clock of the stay-down register."""

from __future__ import annotations

from app.register import actions
from workers.batches import until_done


def expire() -> None:
    """Let the entries go whose time is over."""
    until_done(actions.expire)
