"""Taking in what was uploaded: one image a run, so that letters and clocks have their turn in between."""

from __future__ import annotations

import os
import socket

from app import bell
from app.db import transaction
from app.media import intake
from app.tokens import public_name


def take_in() -> None:
    """Look into one waiting image, in its sandbox; ring for the next while there may be one."""
    owner = f"{socket.gethostname()[:24]}-{os.getpid()}-{public_name()[:12]}"
    if intake.take_in_next(owner):
        with transaction():
            bell.ring(bell.TAKE_IN)
