"""Files on a disk of this machine."""

import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from app import disk
from app.media.backends import DigestMismatch, checked


class LocalStorage:
    """Keys are paths below `folder`. A key is absent, or whole and on the disk, whenever the power fails.

    Written to a temporary name in the same folder, fsynced, linked to its name, folder fsynced: the order
    that fsync(2) asks for. Link, not rename: it never replaces what is there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lasting = {folder}
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, key: str, source: Path | bytes, *, expect_sha256: str | None = None) -> None:
        path = self._path(key)
        self._make(path.parent)
        temporary = path.parent / f".{uuid.uuid4().hex}"
        try:
            _place(source, temporary)
            if expect_sha256 is not None and _digest(temporary) != expect_sha256:
                raise DigestMismatch(f"the bytes for {key} are not the announced ones")
            with suppress(FileExistsError):  # the key says what the bytes are
                os.link(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        self._sync(path.parent)

    def open(self, key: str) -> BinaryIO:
        return self._path(key).open("rb")

    def read(self, key: str) -> bytes:
        return self._path(key).read_bytes()

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        path = self._path(key)
        try:
            path.unlink()
        except FileNotFoundError:
            return
        disk.sync(path.parent)

    def list(self, prefix: str = "") -> Iterator[str]:
        top = self._path(prefix) if prefix else self._folder
        for folder, folders, names in os.walk(top):
            folders.sort()
            for name in sorted(names):
                if not name.startswith("."):  # unfinished
                    yield Path(folder, name).relative_to(self._folder).as_posix()

    def size(self, key: str) -> int:
        return self._path(key).stat().st_size

    def _path(self, key: str) -> Path:
        return self._folder / checked(key)

    def _make(self, folder: Path) -> None:
        missing = []
        while not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for each in reversed(missing):
            each.mkdir(mode=0o700, exist_ok=True)

    def _sync(self, folder: Path) -> None:
        """What stands in this folder, and the way to it: a folder above may be new, made by a put that died before it
        came here. The way is synced once by each process, as no folder is ever removed."""
        disk.sync(folder)
        new = []
        while folder not in self._lasting:
            new.append(folder)
            folder = folder.parent
            disk.sync(folder)
        self._lasting.update(new)  # last: whoever finds a folder here asks for none above it


def _place(source: Path | bytes, path: Path) -> None:
    """The bytes under a new name, on the disk."""
    if isinstance(source, bytes):
        with open(path, "xb", opener=_private) as file:
            file.write(source)
    else:
        _link_or_copy(source, path)
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fchmod(descriptor, 0o600)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _link_or_copy(source: Path, path: Path) -> None:
    """A file on the same file system is linked. A symbolic link is never followed: its target is not ours."""
    try:
        os.link(source, path, follow_symlinks=False)
    except OSError:  # another file system, or one without links
        with (
            open(source, "rb", opener=_unfollowed) as there,
            open(path, "xb", opener=_private) as here,
        ):
            shutil.copyfileobj(there, here, 1024 * 1024)


def _unfollowed(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
