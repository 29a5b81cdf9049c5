"""The ledger: what was erased, as numbers and hashes only, kept outside the database beside the head file of the log.

A backup brings back what was erased after it was made. The ledger does not come from the backup, so that everything on
it can be erased again (``replaying``).
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE = "erasures.jsonl"


def append(folder: Path, entry: dict[str, Any]) -> None:
    """Write one erasure down, unless it stands there already; durable on return. OSError where the disk does not take
    it: nothing is deleted before it is written down."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".erasures").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if entry in read(folder):
            return
        whole = json.dumps(entry, sort_keys=True).encode() + b"\n"
        path = folder / FILE
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                whole = b"\n" + whole  # a line that a power cut ended early stays by itself
            if os.write(descriptor, whole) != len(whole):
                raise OSError(f"the disk took only a part of a line of {FILE}")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        _sync(folder)


def read(folder: Path) -> Iterator[dict[str, Any]]:
    """Every erasure in order; a line that was cut off is left out: its erasure was not begun."""
    try:
        lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            yield found


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
