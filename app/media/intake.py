"""Looking into what was uploaded: lease, work, settle. No transaction is open while a picture is read and drawn."""

from __future__ import annotations

import tempfile
from pathlib import Path

from app.db import release, transaction
from app.media import actions, sandbox
from app.media.actions import Leased
from app.media.shelf import inbox, storage
from app.media.storage import Unreachable, original_key, recipe_of, rendition_key


def take_in_next(owner: str) -> bool:
    """Look into one waiting asset, or cut one. True when there was one: call again. ``owner`` names this worker's
    run."""
    with transaction():
        leased = actions.lease(owner)
    if leased is None:
        return False
    release()
    with tempfile.TemporaryDirectory(prefix="intake-", dir=inbox()) as name:
        try:
            found = _look_into(leased, Path(name))
        except Unreachable:
            with transaction():
                actions.give_back(leased, owner)
            raise
    with transaction():
        actions.settle(leased, owner, found)
    return True


def _look_into(leased: Leased, folder: Path) -> sandbox.Intake:
    """What the child process says of the original; what it drew is in the store when this returns."""
    original = folder / "original"
    original.write_bytes(storage().read(original_key(leased.sha256)))
    (folder / "made").mkdir()
    found = sandbox.take_in(original, folder / "made", crop=leased.area)
    if isinstance(found, sandbox.Ready):
        recipe = recipe_of(leased.area)
        for made in found.renditions:
            storage().put(rendition_key(leased.sha256, recipe, made.width, made.format), made.path)
    return found
