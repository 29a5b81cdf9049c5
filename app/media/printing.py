"""Looking at what intake has drawn: the likeness of an asset, and the fingerprints of those taken in before there were
any. No transaction is open while a picture is read."""

from __future__ import annotations

import tempfile
from pathlib import Path

from app.db import release, transaction
from app.media import actions, likenesses, queries
from app.media.backends import Unreachable
from app.media.findings import width_for
from app.media.likenesses import Likeness
from app.media.models import Asset
from app.media.shelf import inbox, storage
from app.media.storage import rendition_key

BATCH = 50


def key_of(asset: Asset) -> str:
    """Where the picture lies that an asset is known by; empty where none was drawn."""
    widths = [one.width for one in asset.shown() if one.format == "jpg"]
    return rendition_key(asset.sha256, asset.recipe, width_for(widths), "jpg") if widths else ""


def look(key: str, *, views: bool = False) -> Likeness | None:
    """The likeness of the picture under this key; None where it is gone or is none. Unreachable where the store is
    away, OSError where it could not be read this time."""
    with tempfile.TemporaryDirectory(prefix="likeness-", dir=inbox()) as name:
        folder = Path(name)
        try:
            (folder / "drawn.jpg").write_bytes(storage().read(key))
        except FileNotFoundError:
            return None
        (folder / "made").mkdir()
        return likenesses.read(folder / "drawn.jpg", folder / "made", views=views)


def fingerprint_all() -> tuple[int, int]:
    """Fingerprint every asset that has none: how many were done, and how many could not be read. Repeatable."""
    done = failed = last = 0
    while waiting := [(one.id, key_of(one)) for one in queries.unprinted(BATCH, after=last)]:
        release()
        for last, key in waiting:
            try:
                found = look(key) if key else None
            except Unreachable:
                raise
            except OSError:
                found = None
            if found is None:
                failed += 1
                continue
            with transaction():
                actions.keep_fingerprint(last, found.fingerprint)
            done += 1
    return done, failed
