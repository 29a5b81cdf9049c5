"""Writing the ZIP: file by file through a small buffer, each hashed as it is written; the same order, times and bytes
each time that the same is packed.

What a bundle names and the store has not is listed as missing: a case with a hole in it is better than none.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from app.bundles import cleaning
from app.bundles.kinds import MISSING, QUOTES_A_LINK, File, LeftOut, Packed
from app.media.shelf import storage

AT_ONCE = 64 * 1024
"""Bytes held of a file from the store."""
_READABLE = 0o100644 << 16
_UNIX = 3


class Packer:
    """An open ZIP. ``at`` is the one time that stands on every file, in UTC."""

    def __init__(self, into: BinaryIO, *, at: datetime) -> None:
        self._zip = zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._at = at
        self.packed: list[Packed] = []
        self.left_out: list[LeftOut] = []

    def add(self, files: Iterable[File]) -> None:
        """Call it with no transaction open: the store may be far away."""
        for file in files:
            try:
                if file.mail and cleaning.quotes_a_link(storage().read(file.key)):
                    self.left_out.append(LeftOut(file.path, file.sha256, QUOTES_A_LINK))
                    continue
                parts = _parts(file)
            except FileNotFoundError:
                self.left_out.append(LeftOut(file.path, file.sha256, MISSING))
                continue
            self._write(file, parts)

    def close(self) -> None:
        self._zip.close()

    def _write(self, file: File, parts: Iterator[bytes]) -> None:
        entry = zipfile.ZipInfo(file.path, self._at.timetuple()[:6])
        entry.create_system, entry.external_attr = _UNIX, _READABLE
        entry.compress_type = zipfile.ZIP_STORED if file.is_packed else zipfile.ZIP_DEFLATED
        said, size = hashlib.sha256(), 0
        with self._zip.open(entry, "w") as out:
            for part in parts:
                out.write(part)
                said.update(part)
                size += len(part)
        self.packed.append(Packed(file.path, size, said.hexdigest(), file.sha256))


def _parts(file: File) -> Iterator[bytes]:
    """The bytes, some at a time; whether they are there is known at once. FileNotFoundError."""
    if file.rows is not None:
        return file.rows()
    return _read(storage().open(file.key) if file.key else BytesIO(file.body))


def _read(source: BinaryIO) -> Iterator[bytes]:
    with source:
        while part := source.read(AT_ONCE):
            yield part
