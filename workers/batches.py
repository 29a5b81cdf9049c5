"""Chores that are done in small transactions, so that nobody waits long for theirs."""

from __future__ import annotations

from collections.abc import Callable

from app.db import transaction


def until_done(act: Callable[[], int]) -> None:
    """Repeat ``act``, each time in a transaction of its own, until it says that nothing was left."""
    while True:
        with transaction():
            done = act()
        if not done:
            return
