"""The clocks of notices."""

from __future__ import annotations

from app.takedowns.actions import notices
from workers.batches import until_done


def expire_notices() -> None:
    """Let go of the notices that nobody confirmed in time."""
    until_done(notices.expire_notices)
