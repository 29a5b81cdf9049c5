"""Making evidence fit to look at: one file a run, so that images and letters have their turn in between."""

from __future__ import annotations

from app import bell
from app.db import transaction
from app.submissions import viewing
from app.takedowns.reporting import files


def view() -> None:
    """Make the view of one file, in its child process; ring for the next while there may be one."""
    if viewing.make_next(files.mime_of):
        with transaction():
            bell.ring(bell.VIEW)
