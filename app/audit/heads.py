"""The head file: how long the chain was, and its root, after each sealing run; kept outside the database.

One line of JSON a run, a file a month, in a folder of its own below the data directory. Whoever can change the
database cannot take entries off the end of the chain unseen, as long as this folder or a copy of it is out of reach.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app import disk

PATTERN = "heads-*.jsonl"
_TAIL = 4096
"""Bytes looked at for the last line, which has fewer than 200."""


@dataclass(frozen=True, slots=True)
class Head:
    """``size`` entries, the last with the hash ``root``, written down at ``at`` (ISO 8601, UTC)."""

    size: int
    root: str
    at: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that says nothing. ``torn`` is one that a power cut ended early: the next run began a new line."""

    file: str
    line: int
    torn: bool


def append(folder: Path, newest: Callable[[], tuple[int, str] | None], *, at: datetime) -> bool:
    """Write down what ``newest`` says, size and root, unless the last line says it already; durable on return.

    It is asked while this machine's head file is held, so that lines stand in order. A run that could not write is
    made good by the next, which finds another last line. OSError where the disk does not take it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = newest()
        if found is None:
            return False
        last = _last(folder)
        if last and (last.size, last.root) == found:
            return False
        line = json.dumps({"size": found[0], "root": found[1], "at": at.isoformat(timespec="seconds")})
        path = folder / f"heads-{at:%Y-%m}.jsonl"
        new = not path.exists()
        disk.add_line(path, line)
        if new:
            disk.sync(folder)
            disk.sync(folder.parent)
    return True


def read(folder: Path, *, skip: int = 0) -> Iterator[Head | Unreadable]:
    """Every line in order, without the first ``skip``; one line at a time is held."""
    seen = 0
    for path in files(folder):
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                seen += 1
                if seen > skip:
                    yield _parsed(line, path.name, number)


def files(folder: Path) -> list[Path]:
    """The files of this folder, the oldest month first."""
    return sorted(folder.glob(PATTERN))


def _last(folder: Path) -> Head | None:
    for path in reversed(files(folder)):
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL))
            lines = [line for line in file.read().splitlines() if line.strip()]
        if lines:
            said = _parsed(lines[-1], path.name, 0)
            return said if isinstance(said, Head) else None
    return None


def _parsed(line: bytes, file: str, number: int) -> Head | Unreadable:
    try:
        said = json.loads(line)
        return Head(int(said["size"]), str(said["root"]), str(said["at"]))
    except (ValueError, KeyError, TypeError):
        return Unreadable(file, number, torn=line.startswith(b'{"size"') and b"}" not in line)
