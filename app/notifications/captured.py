"""Letters that were captured in files instead of sent: for a site on somebody's own machine."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path

NEWEST = 500
"""How many letters are listed at most."""

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Attached:
    """A file that went with a letter."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class Captured:
    """One letter as it went out, links filled in."""

    number: int
    to: str
    subject: str
    sent_at: datetime
    message_id: str
    text: str
    html: str
    attached: tuple[Attached, ...] = ()

    @property
    def links(self) -> list[str]:
        """Every address in the text, in order, each once."""
        return list(dict.fromkeys(_ADDRESS.findall(self.text)))


def newest(folder: Path, *, to: str = "", size: int = NEWEST) -> list[Captured]:
    """The letters in ``folder``, newest first; only those to one address if one is given."""
    found = (_kept(path) for path in sorted(folder.glob("[0-9]*.eml"), reverse=True)[:size])
    return [letter for letter in found if not to or letter.to == to]


def one(folder: Path, number: int) -> Captured | None:
    path = folder / f"{number:08d}.eml"
    return _kept(path) if path.is_file() else None


def _kept(path: Path) -> Captured:
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=NEWEST)
def _read(path: Path, _written: int) -> Captured:
    """Parsed once for each copy: whoever waits for a letter asks again and again, and sees all the others each time."""
    mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    return Captured(
        number=int(path.stem),
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        sent_at=mail["Date"].datetime,
        message_id=str(mail["Message-ID"]),
        text=_part(mail, "plain"),
        html=_part(mail, "html"),
        attached=tuple(_attached(part) for part in mail.iter_attachments()),
    )


def _attached(part: EmailMessage) -> Attached:
    content = part.get_payload(decode=True)
    name = part.get_filename() or "file"
    return Attached(name, part.get_content_type(), content if isinstance(content, bytes) else b"")


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""
