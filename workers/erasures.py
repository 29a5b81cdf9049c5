"""Seeing confirmed erasures to their end."""

from __future__ import annotations

import structlog

from app import db
from app.db import session, transaction
from app.errors import Busy
from app.media.storage import Unreachable
from app.notifications import erasing as letters
from app.takedowns.erasing import ending, files, queries

log = structlog.get_logger(__name__)


def erase() -> None:
    """Each confirmed erasure that is not done. One whose files cannot be reached must not keep the others waiting."""
    session.rollback()
    ending.complete()
    for erasure_id in queries.unfinished():
        try:
            finish(erasure_id)
        except (Busy, Unreachable, OSError):
            log.exception("erasure.waits", erasure=erasure_id)


def finish(erasure_id: int) -> bool:
    """The ledger, the files, the letters, the address, and what the database file may still hold; then a last look into
    the store. Whether it is done: what is not is gone on with by the next run."""
    ending.write_down(erasure_id)
    wanted = files.listed(erasure_id)
    quiet = files.are_quiet(erasure_id, wanted)  # asked before the look that proves it
    files.remove(wanted, unless=lambda file: files.is_back(erasure_id, file))
    session.rollback()
    if not letters.is_told(erasure_id):
        return False
    with transaction():
        letters.forget(erasure_id)
        ending.forget_people(erasure_id)
    if not quiet or files.left(wanted) or not db.overwrite():
        return False
    with transaction():
        ending.finish(erasure_id, probed=len(wanted))
    return True
