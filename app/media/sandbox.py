"""Reads uploaded pictures in a child process with hard limits, and trusts nothing the child leaves behind."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.media import confined, formats, likenesses
from app.media.confined import Limits, short_text
from app.media.findings import Embedded, Fingerprint, Inspected
from app.media.formats import Refusal

__all__ = ["Intake", "Limits", "Ready", "Refused", "RenditionFile", "take_in"]

_MAX_REPORT = 256 * 1024  # bytes; the texts kept of a file are bounded far below this
_MAX_SIDE_MADE = formats.MAX_SIDE
_FORMATS_MADE = ("avif", "webp", "jpg")


@dataclass(frozen=True)
class RenditionFile:
    """One public file the child made; `size` in bytes, `sha256` computed here."""

    width: int
    height: int
    format: str
    size: int
    sha256: str
    path: Path


@dataclass(frozen=True)
class Refused:
    """The picture is not taken. `code` and `sentence` as in `formats.Refusal`."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Ready:
    """The picture is taken: what it is, what it says, the public files, widest first, and by what others like it are
    found; None for a part of it."""

    inspected: Inspected
    embedded: Embedded
    renditions: tuple[RenditionFile, ...]
    fingerprint: Fingerprint | None = None


Intake = Refused | Ready


def take_in(path: Path, out_dir: Path, *, crop: str = "", limits: Limits | None = None) -> Intake:
    """Inspect, read and render the file at `path`; the renditions, of the part that `crop` names, go to `out_dir`,
    which must be empty.

    Never raises for what is in the file. Raises OSError where the machine fails (no space, no such folder);
    then the same call may be made again.
    """
    ended = confined.run(
        path, out_dir, reader="app.media.child", limits=limits or Limits(), asked={"crop": crop}
    )
    if ended != 0:
        return _refused(formats.TOO_HEAVY if ended in confined.HEAVY_ENDS else formats.CRASHED)
    try:
        return _believed(out_dir)
    except (KeyError, TypeError, ValueError, OSError):
        return _refused(formats.CRASHED)


def _refused(refusal: Refusal) -> Refused:
    return Refused(refusal.code, refusal.sentence)


def _believed(out_dir: Path) -> Intake:
    """The report, every value checked: the child has read a stranger's file and may speak for them."""
    report = confined.report_in(out_dir, most=_MAX_REPORT)
    if "refused" in report:
        return Refused(short_text(report["refused"], "code"), short_text(report["refused"], "sentence"))
    found = report["inspected"]
    inspected = Inspected(
        format=short_text(found, "format"),
        mime=short_text(found, "mime"),
        width=_side(found, "width"),
        height=_side(found, "height"),
        orientation=int(found["orientation"]),
        has_alpha=bool(found["has_alpha"]),
        bytes=int(found["bytes"]),
        sha256=short_text(found, "sha256"),
    )
    renditions = tuple(_rendition(out_dir, made) for made in report["renditions"])
    if not renditions:
        raise ValueError("the child reported no rendition")
    likeness = likenesses.fingerprint_of(report["fingerprint"]) if "fingerprint" in report else None
    return Ready(inspected, Embedded.from_json(report["embedded"]), renditions, likeness)


def _rendition(out_dir: Path, made: Mapping[str, Any]) -> RenditionFile:
    """The name is made here from checked parts, so a report cannot point anywhere else."""
    width, height, ending = _side(made, "width"), _side(made, "height"), short_text(made, "format")
    if ending not in _FORMATS_MADE:
        raise ValueError(f"the child reported a rendition as {ending!r}")
    path = out_dir / f"{width}.{ending}"
    body = confined.plain_file(path, formats.MAX_BYTES)
    return RenditionFile(width, height, ending, len(body), hashlib.sha256(body).hexdigest(), path)


def _side(values: Mapping[str, Any], name: str) -> int:
    value = values[name]
    if not isinstance(value, int) or not 0 < value <= _MAX_SIDE_MADE:
        raise ValueError(f"{name} is not a side of a picture")
    return value
