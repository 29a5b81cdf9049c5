"""What programs were answered is kept for a day."""

from __future__ import annotations

from app.accounts.actions import repeats
from app.db import transaction


def forget() -> None:
    """Drop the answers that were kept under a key, once a program cannot ask for them any more."""
    with transaction():
        repeats.forget()
