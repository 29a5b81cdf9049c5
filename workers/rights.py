"""The clock of rights to show an image that end."""

from __future__ import annotations

from app.takedowns.actions import endings
from workers.batches import until_done


def watch() -> None:
    """Ask about what ends soon, take from view what has ended, and let go of what was renewed."""
    until_done(endings.watch)
