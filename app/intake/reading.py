"""Reads a mail in a child process with hard limits, and believes nothing of what the child leaves behind."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.intake.kinds import LONGEST, LONGEST_ID, MOST_FILES, MOST_REFERENCES, MOST_WORDS, SIGNS, Bounce, Read
from app.media import confined
from app.media.confined import Limits, short_text

_MAX_REPORT = 1024 * 1024
LIMITS = Limits(data_bytes=384 * 1024 * 1024)

UNREADABLE = Read(sender="", name="", subject="", message_id="", refers=(), headers={}, words="", files=())
"""A mail that felled its reader: kept as it came, for a person to look at."""


def read(path: Path, *, folder: Path, limits: Limits = LIMITS) -> Read:
    """The mail in the file at ``path``. Never raises for what is in it; OSError where the machine fails, and then the
    same call may be made again. ``folder`` is where the child may write."""
    with tempfile.TemporaryDirectory(prefix="mail-", dir=folder) as name:
        made = Path(name)
        if confined.run(path, made, reader="app.intake.child", limits=limits) != 0:
            return UNREADABLE
        try:
            return believed(confined.report_in(made, most=_MAX_REPORT))
        except (KeyError, TypeError, ValueError, OSError):
            return UNREADABLE


def believed(report: Mapping[str, Any]) -> Read:
    """The report, every value checked. Raises KeyError, TypeError or ValueError for any other shape."""
    headers = report["headers"]
    if not isinstance(headers, dict) or not set(headers) <= set(SIGNS):
        raise ValueError("the child named other headers")
    return Read(
        sender=short_text(report, "sender"),
        name=short_text(report, "name"),
        subject=short_text(report, "subject"),
        message_id=short_text(report, "message_id"),
        refers=_texts(report["refers"], most=MOST_REFERENCES, longest=LONGEST_ID + 2),
        headers={name: short_text(headers, name) for name in headers},
        words=short_text(report, "words", longest=MOST_WORDS),
        files=_texts(report["files"], most=MOST_FILES, longest=LONGEST),
        bounce=_bounce(report["bounce"]),
    )


def _texts(found: Any, *, most: int, longest: int) -> tuple[str, ...]:
    if not isinstance(found, list) or len(found) > most:
        raise ValueError("the child reported more than there can be")
    return tuple(short_text({"one": one}, "one", longest=longest) for one in found)


def _bounce(found: Any) -> Bounce | None:
    if found is None:
        return None
    if not isinstance(found["failed"], bool):
        raise TypeError("a bounce is for good or it is not")
    return Bounce(
        letter=short_text(found, "letter"),
        failed=found["failed"],
        status=short_text(found, "status"),
        why=short_text(found, "why"),
    )
