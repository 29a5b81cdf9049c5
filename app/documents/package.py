"""The parts of a Word file, unpacked with bounds: a zip may say one size and be another, so both are looked at."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from app.documents import kinds
from app.media.formats import MAX_BYTES, Refusal, Unacceptable

MOST_PARTS = 3000
MOST_INFLATED = 256 * 1024**2
"""Bytes that all parts together may say they are."""
MOST_MARKUP = 16 * 1024**2
"""Bytes of one part that is read as XML. Measured: 300 pages of running text are 5 to 8 MB."""
MOST_RATIO = 150
RATIO_FROM = 4 * 1024**2
"""Beyond this size (bytes), a part that is packed more tightly than `MOST_RATIO` was made to be unpacked."""
MOST_DEPTH = 120
"""Elements inside one another. A table in a table is four more."""

_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    LookupError,
)
_ENCRYPTED = 0x1
_ANY = "{http://schemas.openxmlformats.org/package/2006/relationships}"


def refuse(refusal: Refusal) -> Unacceptable:
    return Unacceptable(refusal)


class Package:
    """A zip whose list of parts has been looked through. Nothing is unpacked before it is asked for."""

    def __init__(self, body: bytes) -> None:
        with _readable():
            self._zip = zipfile.ZipFile(io.BytesIO(body))
        self._parts = self._zip.infolist()
        self._check()
        self._by_name = {part.filename.lower(): part for part in self._parts}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._by_name

    @property
    def names(self) -> list[str]:
        return [part.filename for part in self._parts]

    def read(self, name: str, most: int = MAX_BYTES) -> bytes:
        """The bytes of a part, or Unacceptable when there are more than `most`, whatever the zip says of them."""
        part = self._by_name[name.lower()]
        with _readable(), self._zip.open(part) as stream:
            body = stream.read(most + 1)
        if len(body) > most:
            raise refuse(kinds.BOMB)
        return body

    def tree(self, name: str) -> Element | None:
        """A part as XML without a document type: no Word program writes one, and entities are how XML is turned
        against whoever reads it (ECMA-376 part 2, 9.1.1.4 forbids DTDs in a package). None where there is no such part.
        """
        if name not in self:
            return None
        text = _decoded(self.read(name, MOST_MARKUP))
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise refuse(kinds.UNSAFE)
        try:
            root = ET.fromstring(text)  # noqa: S314 - without a document type there is nothing to expand
        except ET.ParseError as broken:
            raise refuse(kinds.BROKEN) from broken
        if _depth(root) > MOST_DEPTH:
            raise refuse(kinds.TOO_DEEP)
        return root

    def related(self, name: str) -> dict[str, tuple[str, str, bool]]:
        """The relationships of a part: id to (kind, target, whether it lies outside of this file)."""
        folder, _, base = name.rpartition("/")
        root = self.tree(f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels")
        found: dict[str, tuple[str, str, bool]] = {}
        for one in [] if root is None else root.iter(f"{_ANY}Relationship"):
            kind = one.get("Type", "").rpartition("/")[2]
            outside = one.get("TargetMode", "") == "External"
            target = one.get("Target", "")
            found[one.get("Id", "")] = (kind, target if outside else _inside(folder, target), outside)
        return found

    def _check(self) -> None:
        if len(self._parts) > MOST_PARTS or sum(part.file_size for part in self._parts) > MOST_INFLATED:
            raise refuse(kinds.BOMB)
        for part in self._parts:
            if part.flag_bits & _ENCRYPTED:
                raise refuse(kinds.LOCKED)
            if part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * part.compress_size:
                raise refuse(kinds.BOMB)
            if part.filename.startswith(("/", "\\")) or ".." in part.filename.replace("\\", "/").split("/"):
                raise refuse(kinds.UNSAFE)


@contextmanager
def _readable() -> Iterator[None]:
    """Whatever a zip that is cut short or made up raises is the file's fault: its bytes are all in memory."""
    try:
        yield
    except _UNREADABLE as broken:
        raise refuse(kinds.BROKEN) from broken
    except RuntimeError as locked:  # a password is asked for
        raise refuse(kinds.LOCKED) from locked


def _decoded(body: bytes) -> str:
    """UTF-8 or UTF-16, as ECMA-376 part 2, 9.1.1.4 has it."""
    encoding = "utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as broken:
        raise refuse(kinds.BROKEN) from broken


def _depth(root: Element) -> int:
    """How deeply elements lie inside one another, without going down ourselves."""
    level, rank = [root], 0
    while level:
        level, rank = [child for element in level for child in element], rank + 1
        if rank > MOST_DEPTH:
            break
    return rank


def _inside(folder: str, target: str) -> str:
    """A target relative to the folder of the part that names it, as a name of the package."""
    steps = [] if target.startswith("/") else folder.split("/")
    for step in target.strip("/").split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(step for step in steps if step)
