"""Takes an upload from the wire to the disk: hashed while written, bounded, durable before it is answered."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from app.media import formats
from app.media.formats import Unacceptable

_CHUNK = 256 * 1024


class Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Received:
    """An upload on disk, `size` in bytes. `head` is for `formats.sniff`; the caller removes the file."""

    path: Path
    sha256: str
    size: int
    head: bytes


def receive(stream: Stream, *, folder: Path, max_bytes: int = formats.MAX_BYTES) -> Received:
    """Write the stream to a new file in `folder`, fsynced, mode 0600.

    Raises Unacceptable as soon as more than `max_bytes` have come. Whatever is raised, no file stays behind.
    Keep `folder` on the file system of the store, and `Storage.put` need not copy the bytes again.
    """
    descriptor, name = tempfile.mkstemp(prefix="received-", dir=folder)
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            sha256, size, head = _copy(stream, file, max_bytes)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Received(path, sha256, size, head)


def _copy(stream: Stream, file: BinaryIO, max_bytes: int) -> tuple[str, int, bytes]:
    digest, size, head = hashlib.sha256(), 0, b""
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > max_bytes:
            raise Unacceptable(formats.too_many_bytes(max_bytes))
        if len(head) < formats.HEAD_BYTES:
            head += chunk[: formats.HEAD_BYTES - len(head)]
        digest.update(chunk)
        file.write(chunk)
    return digest.hexdigest(), size, head
