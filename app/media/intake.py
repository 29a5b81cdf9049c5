"""Looking into what was uploaded: lease, work, settle. No transaction is open while a picture is read and drawn."""

from __future__ import annotations

import tempfile
from pathlib import Path

from app.db import release, transaction
from app.media import actions, sandbox
from app.media.shelf import inbox, storage
from app.media.storage import RECIPE, Unreachable, original_key, rendition_key


def take_in_next(owner: str) -> bool:
    """Look into one waiting asset. True when there was one: call again. ``owner`` names this worker's run."""
    with transaction():
        leased = actions.lease(owner)
    if leased is None:
        return False
    asset_id, sha256 = leased
    release()
    with tempfile.TemporaryDirectory(prefix="intake-", dir=inbox()) as name:
        try:
            found = _look_into(sha256, Path(name))
        except Unreachable:
            with transaction():
                actions.give_back(asset_id, owner)
            raise
    with transaction():
        actions.settle(asset_id, owner, found)
    return True


def _look_into(sha256: str, folder: Path) -> sandbox.Intake:
    """What the child process says of the original; what it drew is in the store when this returns."""
    original = folder / "original"
    original.write_bytes(storage().read(original_key(sha256)))
    (folder / "made").mkdir()
    found = sandbox.take_in(original, folder / "made")
    if isinstance(found, sandbox.Ready):
        for made in found.renditions:
            storage().put(rendition_key(sha256, RECIPE, made.width, made.format), made.path)
    return found
