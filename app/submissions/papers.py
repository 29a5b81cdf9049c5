"""What may be sent as evidence of a right, by its first bytes; pure.

A licence comes as a PDF, a letter as a photograph of it, a permission as an e-mail. It is kept as it came and given
back as a file to save; what a page shows of it is made anew (``viewing``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.media import formats
from app.media.formats import Format

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 10  # of one image
TAKEN = "Send a PDF, a photograph or scan (JPEG, PNG, HEIC), or the e-mail as .eml or .txt."
ACCEPT = ".pdf,.jpg,.jpeg,.png,.heic,.eml,.txt"
"""For the file field of a browser: a help for choosing, no check."""

TOO_LARGE = f"This file is larger than {MOST_BYTES // 1024**2} MB. {TAKEN}"
EMPTY = f"This file is empty. {TAKEN}"
UNKNOWN = f"This file is none we can keep as evidence. {TAKEN}"

_PICTURES = (formats.JPEG, formats.PNG, formats.HEIC)
_HEADERS = re.compile(rb"(?:[!-9;-~]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+", re.ASCII)
"""The head of a message (RFC 5322, 2.2), from its first byte."""


@dataclass(frozen=True)
class Paper:
    """A kind of file that is taken."""

    mime: str
    named: str


PDF = Paper("application/pdf", "PDF")
MAIL = Paper("message/rfc822", "e-mail")
TEXT = Paper("text/plain", "text")


_ENDINGS = {
    PDF.mime: (".pdf",),
    MAIL.mime: (".eml",),
    TEXT.mime: (".txt",),
    formats.JPEG.mime: (".jpg", ".jpeg"),
    formats.PNG.mime: (".png",),
    formats.HEIC.mime: (".heic", ".heif"),
}
"""How the name of a kind of file may end; the first is what is put behind any other."""


_NAMED = {one.mime: one.named for one in (PDF, MAIL, TEXT)} | {one.mime: one.name for one in _PICTURES}


def named(mime: str) -> str:
    """What a kind of file is called."""
    return _NAMED.get(mime, "file")


def name_for(filename: str, mime: str) -> str:
    """The name under which a file is saved. Words that were sent as ``licence.hta`` or ``consent.bat`` would run as a
    program where somebody opens them, so that the ending is that of what the file is."""
    endings = _ENDINGS[mime]
    return filename if filename.lower().endswith(endings) else f"{filename.rstrip('. ')}{endings[0]}"


def sniff(head: bytes) -> Paper | str:
    """The kind of file, or the sentence that refuses it."""
    if not head:
        return EMPTY
    if head.startswith(b"%PDF-"):
        return PDF
    found = formats.sniff(head)
    if isinstance(found, Format):
        return Paper(found.mime, found.name) if found in _PICTURES else f"This is a {found.name}. {TAKEN}"
    named = next((other.named for other in formats.REFUSED if other.looks_so(head)), "")
    if named:
        return f"This is {named}. {TAKEN}"
    return _text(head) or UNKNOWN


def _text(head: bytes) -> Paper | None:
    """Words without control characters; an e-mail where they begin with who sent it."""
    if any(byte < 32 and byte not in b"\t\r\n\f" for byte in head):
        return None
    message = _HEADERS.match(head)
    if message and re.search(rb"^(from|received|return-path):", message[0], re.IGNORECASE | re.MULTILINE):
        return MAIL
    return TEXT
