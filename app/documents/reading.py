"""Reads a document in a child process with hard limits, and trusts nothing the child leaves behind."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.documents import kinds
from app.media import confined, formats
from app.media.confined import Limits, short_text
from app.media.formats import Refusal

__all__ = ["Limits", "Picture", "Read", "Refused", "read"]

_MAX_REPORT = 8 * 1024 * 1024  # bytes: a text of 200,000 characters of four bytes, escaped twice, and room
_ENDINGS = frozenset({"jpg", "png", "webp", "avif", "heic"})
_FILE = re.compile(r"[0-9]{1,2}\.[a-z]{3,4}")
_MOST_LEFT = 60


@dataclass(frozen=True)
class Refused:
    """The document is not taken. ``code`` and ``sentence`` as in ``formats.Refusal``."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Picture:
    """A picture of the document, ``size`` in bytes, ``sha256`` computed here. It stands in the text at
    ``![[imported-n]]``, n being its place in the list from 0."""

    path: Path
    sha256: str
    size: int
    ending: str
    alt: str
    caption: str


@dataclass(frozen=True)
class Read:
    """What an article takes of the document. ``left`` says in sentences what could not be taken over; ``title_stood``
    and ``summary_stood`` that they were part of its text and no longer are."""

    title: str
    title_stood: bool
    summary: str
    summary_stood: bool
    markdown: str
    words: int
    tables: int
    left: tuple[str, ...]
    pictures: tuple[Picture, ...]


def read(path: Path, out_dir: Path, *, name: str, limits: Limits | None = None) -> Read | Refused:
    """Read the document at ``path``; its pictures go to ``out_dir``, which must be empty.

    Never raises for what is in the file. Raises OSError where the machine fails (no space, no such folder);
    then the same call may be made again.
    """
    limits = limits or replace(Limits(), file_bytes=formats.MAX_BYTES)
    ended = confined.run(path, out_dir, reader="app.documents.child", limits=limits, asked={"name": name})
    if ended != 0:
        return _refused(kinds.TOO_HEAVY if ended in confined.HEAVY_ENDS else kinds.CRASHED)
    try:
        return _believed(out_dir)
    except (KeyError, TypeError, ValueError, OSError):
        return _refused(kinds.CRASHED)


def _refused(refusal: Refusal) -> Refused:
    return Refused(refusal.code, refusal.sentence)


def _believed(out_dir: Path) -> Read | Refused:
    """The report, every value checked: the child has read a stranger's file and may speak for them."""
    report = confined.report_in(out_dir, most=_MAX_REPORT)
    if "refused" in report:
        return Refused(short_text(report["refused"], "code"), short_text(report["refused"], "sentence"))
    if len(report["pictures"]) > kinds.MOST_PICTURES or len(report["left"]) > _MOST_LEFT:
        raise ValueError("the child reported more than there can be")
    return Read(
        title=short_text(report, "title"),
        title_stood=bool(report["title_stood"]),
        summary=short_text(report, "summary", longest=1000),
        summary_stood=bool(report["summary_stood"]),
        markdown=short_text(report, "markdown", longest=kinds.MOST_CHARACTERS),
        words=int(report["words"]),
        tables=int(report["tables"]),
        left=tuple(short_text({"left": sentence}, "left") for sentence in report["left"]),
        pictures=tuple(_picture(out_dir, found) for found in report["pictures"]),
    )


def _picture(out_dir: Path, found: Mapping[str, Any]) -> Picture:
    """The name is checked, so a report cannot point anywhere else."""
    file, ending = short_text(found, "file"), short_text(found, "ending")
    if not _FILE.fullmatch(file) or ending not in _ENDINGS:
        raise ValueError(f"the child reported a picture as {file!r}")
    body = confined.plain_file(out_dir / file, formats.MAX_BYTES)
    return Picture(
        path=out_dir / file,
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
        ending=ending,
        alt=short_text(found, "alt", longest=1000),
        caption=short_text(found, "caption", longest=1000),
    )
