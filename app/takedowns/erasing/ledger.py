"""The ledger: what was erased, as numbers and hashes only, kept outside the database beside the head file of the log.

A backup brings back what was erased after it was made. The ledger does not come from the backup, so that everything on
it can be erased again (``replaying``).

Each erasure has two lines. The first is ``begun``: it is written before the commit, so that no crash loses what was
confirmed, and alone it does not say that the commit succeeded. The second, without that word, is written after it.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app import disk

FILE = "erasures.jsonl"
BEGUN = "begun"

Entry = dict[str, Any]


def append(folder: Path, entry: Entry) -> None:
    """Write one erasure down, unless it stands there already; durable on return. OSError where the disk does not take
    it: nothing is deleted before it is written down."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".erasures").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _key(entry) in map(_key, read(folder)):
            return
        disk.add_line(folder / FILE, json.dumps(entry, sort_keys=True))
        disk.sync(folder)


def erased(folder: Path) -> list[Entry]:
    """Every erasure of which it is known that it was confirmed, in order."""
    return [entry for entry in read(folder) if not entry.get(BEGUN)]


def begun(folder: Path) -> list[Entry]:
    """Every erasure that somebody was confirming when the installation ended, in order: whether the commit succeeded
    only its own database knows."""
    known = {_what(entry) for entry in erased(folder)}
    return [entry for entry in read(folder) if entry.get(BEGUN) and _what(entry) not in known]


def _what(entry: Entry) -> tuple[Any, ...]:
    return tuple(entry.get(name) for name in ("proof", "scope", "use"))


def _key(entry: Entry) -> tuple[Any, ...]:
    """An erasure stands there once as begun and once as done; its files are those that the first line named."""
    names = ("erasure", "confirmed_by", "confirmed_at", BEGUN)
    return (*_what(entry), *(entry.get(name) or None for name in names))


def read(folder: Path) -> Iterator[Entry]:
    """Every line in order; one that was cut off is left out: its erasure was not committed."""
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
