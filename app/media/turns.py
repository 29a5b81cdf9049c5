"""Whose turn it is with certain bytes in the store: those who bring them, or the one who erases them.

Bringing is two steps, the file and then its row; between them nobody could tell that the bytes are wanted. So whoever
brings holds a shared lock until the row is committed, and an erasure holds an exclusive one while it asks the rows and
deletes. The locks are files on the disk that all web and worker processes share, as the public tree is; a process that
dies leaves none.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app

from app import disk
from app.errors import Busy

LOCK_SECONDS = 10.0
"""The longest wait. One who brings holds it for a write and a commit; an erasure, for the deletions of one file."""

SENTENCE = "We could not store it just now. Please send it again in a minute."


@contextmanager
def bringing(sha256: str) -> Iterator[None]:
    """From before the bytes are put into the store until the row that speaks of them is committed. Busy where they are
    being erased for longer than LOCK_SECONDS. Take it outside a transaction: nobody waits for it with rows locked."""
    with _held(sha256, fcntl.LOCK_SH):
        yield


@contextmanager
def erasing(sha256: str) -> Iterator[None]:
    """From before the rows are asked whether anybody has these bytes until they are gone. Busy where they are coming
    in all the time."""
    with _held(sha256, fcntl.LOCK_EX):
        yield


@contextmanager
def _held(sha256: str, kind: int) -> Iterator[None]:
    try:
        descriptor = disk.lock(_path(sha256), kind, within=LOCK_SECONDS)
    except TimeoutError:
        raise Busy(SENTENCE) from None
    try:
        yield
    finally:
        os.close(descriptor)


def _path(sha256: str) -> Path:
    """One file for each first byte, so that there are never more than 256."""
    folder = Path(current_app.config["SETTINGS"].data_dir) / "locks"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / sha256[:2]
