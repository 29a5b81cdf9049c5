"""Makes the view of a file in a child process with hard limits, and trusts nothing the child leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.media import confined
from app.media.confined import Limits, short_text
from app.viewing import kinds
from app.viewing.views import Letter, Part, Sheet, View

__all__ = ["Limits", "Made", "read"]

_MAX_REPORT = 4 * 1024 * 1024  # bytes: every text at its longest, escaped, and room
_MAX_SHEET = 8 * 1024 * 1024
_MAX_SIDE = 16_383


@dataclass(frozen=True)
class Made:
    """A view, and the picture files that belong to it by their numbers; 0 is the thumbnail."""

    view: View
    pictures: Mapping[int, bytes]


LIMITS = Limits(data_bytes=480 * 1024 * 1024)
"""So that the whole of a child stays within 512 MB as measured from outside: beside private memory stands some 20 MB
of the code of the reader."""


def read(path: Path, out_dir: Path, *, mime: str, name: str, limits: Limits | None = None) -> Made:
    """Make what can be looked at of the file at `path`; `out_dir` must be empty.

    Never raises for what is in the file. An e-mail whose attachments fell the child is read once more without them.
    Raises OSError where the machine fails (no space, no such folder); then the same call may be made again.
    """
    limits = limits or LIMITS
    made = _tried(path, _folder(out_dir, "whole"), limits, {"mime": mime, "name": name, "opens": True})
    if made.view.refused and mime == kinds.MAIL:
        bare = _tried(path, _folder(out_dir, "bare"), limits, {"mime": mime, "name": name, "opens": False})
        return made if bare.view.refused else bare
    return made


def _folder(out_dir: Path, name: str) -> Path:
    folder = out_dir / name
    folder.mkdir()
    return folder


def _tried(path: Path, folder: Path, limits: Limits, asked: Mapping[str, Any]) -> Made:
    ended = confined.run(path, folder, reader="app.viewing.child", limits=limits, asked=asked)
    if ended != 0:
        heavy = ended in confined.HEAVY_ENDS
        return Made(View(refused=(kinds.TOO_HEAVY if heavy else kinds.CRASHED).sentence), {})
    try:
        return _believed(folder)
    except (KeyError, TypeError, ValueError, OSError):
        return Made(View(refused=kinds.CRASHED.sentence), {})


def _believed(folder: Path) -> Made:
    """The report, every value checked: the child has read a stranger's file and may speak for them."""
    report = confined.report_in(folder, most=_MAX_REPORT)
    if report.get("refused"):
        return Made(View(refused=short_text(report, "refused")), {})
    parts = tuple(_part(one) for one in _some(report["parts"], kinds.MOST_ATTACHMENTS))
    letters = tuple(_letter(one) for one in _some(report["letters"], kinds.MOST_LETTERS))
    view = View(letters, parts, unlisted=_count(report, "unlisted"))
    numbers = [sheet.number for part in parts for sheet in part.sheets]
    if numbers != list(range(1, len(numbers) + 1)) or len(numbers) > kinds.MOST_SHEETS:
        raise ValueError("the child numbered its pictures in another way")
    wanted = (0, *numbers) if numbers else ()
    return Made(view, {number: _picture(folder, number) for number in wanted})


def _some(found: Any, most: int) -> list[Any]:
    if not isinstance(found, list) or len(found) > most:
        raise ValueError("the child reported more than there can be")
    return found


def _letter(found: Mapping[str, Any]) -> Letter:
    headers = [
        (
            short_text({"name": name}, "name"),
            short_text({"words": words}, "words", longest=3 * kinds.LONGEST + 6),
        )
        for name, words in _some(found["headers"], 12)
    ]
    return Letter(
        text=short_text(found, "text", longest=kinds.MOST_CHARACTERS),
        headers=tuple(headers),
        sender=short_text(found, "sender"),
        said=_said(found),
    )


def _part(found: Mapping[str, Any]) -> Part:
    return Part(
        name=short_text(found, "name"),
        kind=short_text(found, "kind"),
        size=_count(found, "size"),
        count=_count(found, "count"),
        said=_said(found),
        sheets=tuple(_sheet(one) for one in _some(found["sheets"], kinds.MOST_SHEETS)),
    )


def _said(found: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        short_text({"said": one}, "said", longest=2 * kinds.LONGEST) for one in _some(found["said"], 8)
    )


def _sheet(found: Mapping[str, Any]) -> Sheet:
    words = short_text(found, "words", longest=kinds.MOST_WORDS_OF_A_PAGE)
    number, width, height = (_count(found, name) for name in ("number", "width", "height"))
    if not (0 < width <= _MAX_SIDE and 0 < height <= _MAX_SIDE):
        raise ValueError("a picture without a side")
    return Sheet(number, width, height, words)


def _count(found: Mapping[str, Any], name: str) -> int:
    value = found[name]
    if not isinstance(value, int) or value < 0:
        raise ValueError(f"{name} is no count")
    return value


def _picture(folder: Path, number: int) -> bytes:
    """The name is made here, so a report cannot point anywhere else; the bytes are those of a JPEG."""
    body = confined.plain_file(folder / f"{number}.jpg", _MAX_SHEET)
    if not body.startswith(b"\xff\xd8\xff"):
        raise ValueError("the child left something else than a picture")
    return body
