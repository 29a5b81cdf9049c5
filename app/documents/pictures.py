"""The pictures of a document: each once, as a file of its own, and only those that the image room would take."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.documents.kinds import MOST_PICTURES
from app.documents.losses import Losses
from app.media.formats import Unacceptable

_BY_CODE = {"too_small": "small", "broken": "broken", "empty": "broken", "unknown": "unprintable"}
_ENDINGS = {"JPEG": "jpg", "PNG": "png", "WebP": "webp", "AVIF": "avif", "HEIC": "heic"}


@dataclass(frozen=True)
class Picture:
    """One picture: ``file`` in the child's folder, and what the document says of it."""

    file: str
    ending: str
    alt: str
    caption: str


class Pictures:
    """Takes pictures in the order in which they stand. ``mark`` is of this reading alone, so that no text can claim
    to be a picture."""

    def __init__(self, folder: Path, losses: Losses, mark: str) -> None:
        self._folder = folder
        self._losses = losses
        self._known: dict[str, int] = {}
        self.mark = mark
        self.taken: list[Picture] = []
        self.held: list[bytes] = []
        """What a page brought along inside its text, before it is known whether it stands in its main part."""

    def take(self, body: bytes, *, alt: str = "", caption: str = "") -> str:
        """The word that marks the picture's place in the text; nothing when it is not taken, which is then counted."""
        sha256 = hashlib.sha256(body).hexdigest()
        if sha256 in self._known:
            if self._known[sha256] >= 0:
                self._losses.add("twice")
            return ""
        self._known[sha256] = -1
        if len(self.taken) >= MOST_PICTURES:
            self._losses.add("many")
            return ""
        kept = self._kept(body)
        if kept is None:
            return ""
        self._known[sha256] = len(self.taken)
        self.taken.append(Picture(kept.name, kept.suffix[1:], alt, caption))
        return self.word(len(self.taken) - 1)

    def word(self, number: int) -> str:
        return f"picture{self.mark}x{number}x"

    def number_of(self, word: str) -> int | None:
        """The number of the picture that a word marks."""
        inside = word.strip().removeprefix(f"picture{self.mark}x").removesuffix("x")
        number = int(inside) if inside.isascii() and inside.isdigit() else -1
        return number if word.strip() == self.word(number) else None

    def as_json(self) -> list[dict[str, Any]]:
        return [asdict(picture) for picture in self.taken]

    def _kept(self, body: bytes) -> Path | None:
        """The file, if the image room would open it: only the header is looked at."""
        from app.media import inspect  # here: most documents have no picture, and the decoders are large

        path = self._folder / f"{len(self.taken)}.new"
        path.write_bytes(body)
        try:
            with inspect.opened(path) as (kind, _image):
                ending = _ENDINGS[kind.name]
        except Unacceptable as why:
            path.unlink()
            self._losses.add(
                _BY_CODE.get(why.refusal.code, "unprintable"), what=_named(body, why.refusal.code)
            )
            return None
        return path.rename(path.with_suffix(f".{ending}"))


def _named(body: bytes, code: str) -> str:
    """What people call such a file."""
    if body[40:44] == b" EMF" or body[:4] == b"\xd7\xcd\xc6\x9a" or body[:4] == b"\x01\0\t\0":
        return "EMF or WMF"
    return {"unknown": "of an unknown kind"}.get(
        code, code.replace("_", " ").upper() if len(code) < 6 else code
    )
