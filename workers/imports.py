"""Reading what was sent as a document: one a run, so that images and letters have their turn in between."""

from __future__ import annotations

import os
import socket

from app import bell
from app.db import transaction
from app.submissions import importing
from app.tokens import public_name


def read() -> None:
    """Read one waiting document, in its child process; ring for the next while there may be one."""
    owner = f"{socket.gethostname()[:24]}-{os.getpid()}-{public_name()[:12]}"
    if importing.read_next(owner):
        with transaction():
            bell.ring(bell.READ)
