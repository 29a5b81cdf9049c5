"""The public tree: what readers may be given, as files. Visibility is presence here; opening the file is the check.

``articles/<slug>/page.html`` is a stored page, ``media/<use>/<width>.<format>`` a picture. A directory says that its
thing may be seen: only publishing, restoring and giving another address make one. A page that is missing inside a
directory is made again from the records; a missing directory never is.

One lock guards the tree. It is held shared from reading the records until a file is renamed into place, and
exclusively from taking something away until the hold is committed, so that nothing in the making brings it back.
Everything is written under another name, fsynced, renamed, and its folder fsynced.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from app import disk
from app.errors import Busy

PAGE = "page.html"
FORMATS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
LOCK_SECONDS = 10.0
"""The longest wait for the lock. A commit on PostgreSQL gives up after five, so a holder ends before this."""
LEFT_OVER_SECONDS = 3600.0

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,119}")
_USE = re.compile(r"[a-z2-7]{26}")


class Lock:
    """A lock on the tree that is held until ``release``, or until the process ends."""

    def __init__(self, path: Path, kind: int) -> None:
        try:
            self._file = disk.lock(path, kind, within=LOCK_SECONDS)
        except TimeoutError:
            raise Busy("The public pages are busy. Try again in a moment.") from None

    def release(self) -> None:
        os.close(self._file)


@dataclass(frozen=True)
class Tree:
    """The public tree of one installation, on a disk that all its web processes share."""

    folder: Path

    def __post_init__(self) -> None:
        for each in (self.articles, self.media, self._making, self._away):
            each.mkdir(parents=True, exist_ok=True, mode=0o700)

    @property
    def articles(self) -> Path:
        return self.folder / "articles"

    @property
    def media(self) -> Path:
        return self.folder / "media"

    @property
    def _making(self) -> Path:
        return self.folder / ".making"

    @property
    def _away(self) -> Path:
        return self.folder / ".away"

    def article(self, slug: str) -> Path:
        """The directory of an article. ValueError for what cannot be a slug (it may come from an address)."""
        if not _SLUG.fullmatch(slug):
            raise ValueError("not a slug")
        return self.articles / slug

    def page(self, slug: str) -> Path:
        return self.article(slug) / PAGE

    def use(self, name: str) -> Path:
        """The directory of a use. ValueError for what cannot be the name of one."""
        if not _USE.fullmatch(name):
            raise ValueError("not a use")
        return self.media / name

    @contextmanager
    def shared(self) -> Iterator[None]:
        """While something is made: from reading the records to renaming it into place."""
        lock = Lock(self.folder / ".lock", fcntl.LOCK_SH)
        try:
            yield
        finally:
            lock.release()

    def exclusive(self) -> Lock:
        """While something goes dark. The caller releases it."""
        return Lock(self.folder / ".lock", fcntl.LOCK_EX)

    def open_article(self, slug: str) -> None:
        """Make the directory of an article: from now on its page is made for whoever asks."""
        self.article(slug).mkdir(mode=0o700, exist_ok=True)
        disk.sync(self.articles)

    def put_page(self, slug: str, page: bytes) -> None:
        """Store a page. FileNotFoundError where the article has no directory."""
        made = self._making / secrets.token_hex(16)
        disk.write(made, page)
        try:
            made.rename(self.page(slug))
        except OSError:
            made.unlink(missing_ok=True)
            raise
        disk.sync(self.article(slug))

    def drop_page(self, slug: str) -> None:
        """The stored page is out of date; the next reader has it made again."""
        self.page(slug).unlink(missing_ok=True)
        if self.article(slug).is_dir():
            disk.sync(self.article(slug))

    def prepare(self, files: Iterable[tuple[str, bytes]]) -> Path:
        """Write a directory of files where nobody is given them; ``open_use`` puts it into place."""
        made = self._making / secrets.token_hex(16)
        made.mkdir(mode=0o700)
        for name, body in files:
            disk.write(made / name, body)
        disk.sync(made)
        return made

    def open_use(self, name: str, prepared: Path) -> None:
        """Put a prepared directory in its place, whole or not at all. One that stands there stays."""
        if self.use(name).is_dir():
            self.discard(prepared)
            return
        prepared.rename(self.use(name))
        disk.sync(self.media)

    def discard(self, prepared: Path) -> None:
        shutil.rmtree(prepared, ignore_errors=True)

    def take_away(self, *directories: Path) -> None:
        """Nobody is given anything of these directories any more, also after a power failure. Each folder is synced
        once, however many go: an article with twenty images waits for the disk three times, not forty-two."""
        changed = set()
        for directory in directories:
            with suppress(FileNotFoundError):
                directory.rename(self._away / secrets.token_hex(16))
                changed.add(directory.parent)
        for folder in (*sorted(changed), *([self._away] if changed else [])):
            disk.sync(folder)

    def slugs(self) -> set[str]:
        return {entry.name for entry in os.scandir(self.articles)}

    def uses(self) -> set[str]:
        return {entry.name for entry in os.scandir(self.media)}

    def clear(self) -> None:
        """Delete what was taken away, and what a process that died left half made."""
        for thing in self._away.iterdir():
            _delete(thing)
        before = time.time() - LEFT_OVER_SECONDS
        for thing in self._making.iterdir():
            with suppress(FileNotFoundError):
                if thing.stat().st_mtime < before:
                    _delete(thing)

    def is_of_edition(self, edition: str) -> bool:
        """Whether the stored pages were made with this look of the site."""
        try:
            return (self.folder / ".edition").read_text() == edition
        except FileNotFoundError:
            return False

    def set_edition(self, edition: str) -> None:
        """Drop every stored page: the site looks different now."""
        for slug in self.slugs():
            self.drop_page(slug)
        (self.folder / ".edition").write_text(edition)


def here() -> Tree:
    """The public tree of this installation."""
    made: Tree | None = current_app.extensions.get("public_tree")
    if made is None:
        made = Tree(current_app.config["SETTINGS"].public_tree)
        current_app.extensions["public_tree"] = made
    return made


def _delete(thing: Path) -> None:
    """Whatever it is; somebody else may be deleting it at this moment."""
    if thing.is_dir():
        shutil.rmtree(thing, ignore_errors=True)
    else:
        thing.unlink(missing_ok=True)
