"""Where this installation keeps its files: the store of originals and renditions, and the inbox beside it."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from flask import current_app

from app.media.storage import Storage


def storage() -> Storage:
    """The store of this installation."""
    return cast("Storage", current_app.extensions["storage"])


def inbox() -> Path:
    """Where uploads land first, on the disk of the store."""
    folder = Path(current_app.config["SETTINGS"].data_dir) / "inbox"
    if not folder.is_dir():
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder
