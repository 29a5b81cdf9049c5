"""What a file in a bundle is, how it is called and how it is left out; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

SCHEMA = "bundle/1"
VERSION = "0.1.0"
"""Of the product, as `package.json` has it."""
NOT_ADVICE = (
    "This file was put together by the publisher’s software from its records. It is no legal advice, and names "
    "rules only as the publisher’s settings do."
)
ERASED = "Erased"

INDEX, VERIFY, HOW = "index.html", "verify.html", "VERIFY.txt"
MANIFEST, SUMS, SIGNATURE, KEY = "manifest.json", "manifest.sha256", "manifest.sig", "key.pem"
UNLISTED = (MANIFEST, SUMS, SIGNATURE, KEY)
"""What the manifest does not list: itself, and what is made of it."""


@dataclass(frozen=True)
class File:
    """One file of a bundle, from one of three places: ``body`` in memory, ``key`` in the store, or ``rows``, which are
    read while they are written. ``sha256`` is what the records say of the bytes, where they do. ``mail``: it may quote
    a private link, and is looked through before it is given out."""

    path: str
    body: bytes = b""
    key: str = ""
    rows: Callable[[], Iterator[bytes]] | None = None
    sha256: str = ""
    mail: bool = False

    @property
    def is_packed(self) -> bool:
        """Whether its bytes are small already: pictures and papers are stored as they are."""
        return bool(self.key)


@dataclass(frozen=True)
class Packed:
    """A file as it stands in the bundle. ``recorded`` is what the records say its SHA-256 is, empty where they say
    nothing."""

    path: str
    size: int
    sha256: str
    recorded: str = ""

    def as_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {"path": self.path, "size": self.size, "sha256": self.sha256}
        return {**said, "recorded_sha256": self.recorded} if self.recorded else said


@dataclass(frozen=True)
class LeftOut:
    """A file that the records name and the bundle has not, and why."""

    path: str
    sha256: str
    why: str

    def as_json(self) -> dict[str, str]:
        return {"path": self.path, "sha256": self.sha256, "why": self.why}


MISSING = "It is not in the store."
QUOTES_A_LINK = "It quotes a private link. Its words stand in the file for counsel without the link."


def path(*parts: str) -> str:
    """The path of a file, made of names that every system can write. The last part may be what a stranger called it."""
    return "/".join(_named(part) for part in parts)


_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)")


def _named(part: str) -> str:
    plain = unicodedata.normalize("NFKD", part).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-. ") or "file"
    stem, dot, ending = plain.rpartition(".")
    if dot and len(ending) <= 8:
        plain = f"{stem[:80]}.{ending}"
    return _RESERVED.sub(r"_\1", plain[:90])
