"""What several stages ask of the disk: files and folders that outlast a power cut, and locks with an end."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path


def write(path: Path, body: bytes) -> None:
    """A new file that only its owner reads, durable on return; its name is durable once the folder is (``sync``).
    FileExistsError where it is there already."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def add_line(path: Path, line: str) -> None:
    """One more line at the end of a file, durable on return but for the file's name (``sync``). A line that a power cut
    ended early stays by itself. OSError where the disk does not take it whole. Hold a lock: it is no atomic step."""
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        whole = f"{chr(10) if torn else ''}{line}\n".encode()
        if os.write(descriptor, whole) != len(whole):
            raise OSError(f"the disk took only a part of a line of {path.name}")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync(folder: Path) -> None:
    """The names in this folder are durable on return."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def lock(path: Path, kind: int, *, within: float) -> int:
    """A lock (``fcntl.LOCK_SH`` or ``LOCK_EX``) on this file, which is made where it is missing: a descriptor, which
    holds it until it is closed or the process ends. TimeoutError after ``within`` seconds."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    until = time.monotonic() + within
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                os.close(descriptor)
                raise TimeoutError(f"{path} is locked by another process") from None
            time.sleep(0.002)
        else:
            return descriptor
