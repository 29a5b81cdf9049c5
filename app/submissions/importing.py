"""Reading what was sent as a document: lease, work, settle. No transaction is open while it is read."""

from __future__ import annotations

import tempfile
from pathlib import Path

from app.db import release, transaction
from app.documents import reading
from app.media import turns
from app.media.shelf import inbox, storage
from app.media.storage import Unreachable, document_key, original_key
from app.submissions.actions import imports


def read_next(owner: str) -> bool:
    """Read one waiting document. True when there was one: call again. ``owner`` names this worker's run."""
    with transaction():
        leased = imports.lease(owner)
        order = (leased.id, leased.sha256, leased.filename) if leased else None
    if order is None:
        return False
    import_id, sha256, filename = order
    release()
    with tempfile.TemporaryDirectory(prefix="import-", dir=inbox()) as name:
        try:
            found = _read(sha256, filename, Path(name))
            if isinstance(found, reading.Read):
                _keep_pictures(import_id, owner, found)
        except Unreachable:
            with transaction():
                imports.give_back(import_id, owner)
            raise
    with transaction():
        imports.settle(import_id, owner, found)
    return True


def _read(sha256: str, filename: str, folder: Path) -> reading.Read | reading.Refused:
    """What the child process says of the document."""
    document = folder / "document"
    document.write_bytes(storage().read(document_key(sha256)))
    (folder / "made").mkdir()
    return reading.read(document, folder / "made", name=filename)


def _keep_pictures(import_id: int, owner: str, found: reading.Read) -> None:
    """Its pictures are in the store when this returns, unless the document is not this worker's any more."""
    with transaction():
        is_ours = imports.announce(import_id, owner, found)
    release()
    for picture in found.pictures if is_ours else ():
        with turns.bringing(picture.sha256):
            storage().put(original_key(picture.sha256), picture.path, expect_sha256=picture.sha256)
