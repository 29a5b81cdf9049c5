"""Takes an upload from the wire to a file: bounded, written once and hashed while it is written.

The file is not durable yet: whoever keeps it gives it to the store (``Storage.put``), which is durable when it returns,
and syncing the same bytes twice would only take longer."""

import hashlib
import os
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from app.media import formats
from app.media.formats import Unacceptable

_CHUNK = 256 * 1024


class Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Received:
    """An upload in a file, `size` in bytes. `head` is for `formats.sniff`; the caller removes the file."""

    path: Path
    sha256: str
    size: int
    head: bytes


class Receiving:
    """A new file in `folder`, mode 0600, hashed while it is written. A parser of forms may write straight to it, and
    then nothing is written twice. What comes beyond `max_bytes` is counted and not kept.

    Until it is taken it belongs to whoever made it: closing removes the file, and so does forgetting it, which is all
    that a parser does when its sender goes away in the middle.
    """

    def __init__(self, folder: Path, max_bytes: int, announced: int = 0) -> None:
        """``announced`` bytes of the disk are set aside at once: one that is full says so before a byte is read
        (OSError), and one whose size is known is written with less work."""
        descriptor, name = tempfile.mkstemp(prefix="received-", dir=folder)
        self.path = Path(name)
        self.size = 0
        self.head = b""
        self._file: BinaryIO = os.fdopen(descriptor, "w+b")
        self._digest = hashlib.sha256()
        self._max = max_bytes
        self._gone = weakref.finalize(self, _forgotten, self._file, self.path)
        self._aside = min(announced, max_bytes)
        if self._aside:
            try:
                os.posix_fallocate(descriptor, 0, self._aside)
            except BaseException:
                self.close()
                raise

    def write(self, chunk: bytes) -> int:
        """OSError where the disk is full."""
        self.size += len(chunk)
        if self.size <= self._max:
            if len(self.head) < formats.HEAD_BYTES:
                self.head += bytes(chunk[: formats.HEAD_BYTES - len(self.head)])
            self._digest.update(chunk)
            self._file.write(chunk)
        return len(chunk)

    def take(self, max_bytes: int | None = None) -> Received:
        """The whole of it, from here on the caller's. Raises Unacceptable when more came than may."""
        most = min(self._max, max_bytes or self._max)
        if self.size > most:
            raise Unacceptable(formats.too_many_bytes(most))
        if self.size < self._aside:
            self._file.truncate(self.size)
        self._file.close()
        self._gone.detach()
        return Received(self.path, self._digest.hexdigest(), self.size, self.head)

    def read(self, size: int = -1, /) -> bytes:
        return self._file.read(size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        """Remove what nobody took."""
        self._gone()
        self._file.close()


def _forgotten(file: BinaryIO, path: Path) -> None:
    file.close()
    path.unlink(missing_ok=True)


def receive(stream: Stream, *, folder: Path, max_bytes: int = formats.MAX_BYTES) -> Received:
    """Write the stream to a new file in `folder`, mode 0600; one that was received there is only taken.

    Raises Unacceptable as soon as more than `max_bytes` have come. Whatever is raised, no file stays behind.
    Keep `folder` on the file system of the store, and `Storage.put` need not copy the bytes again.
    """
    receiving = stream if isinstance(stream, Receiving) else Receiving(folder, max_bytes)
    try:
        if receiving is not stream:
            while receiving.size <= max_bytes and (chunk := stream.read(_CHUNK)):
                receiving.write(chunk)
        return receiving.take(max_bytes)
    except BaseException:
        receiving.close()
        raise


def stream_for(folder: Path, max_bytes: int) -> BinaryIO:
    """What a parser of forms writes an upload to."""
    return cast("BinaryIO", Receiving(folder, max_bytes))
