"""An e-mail file as text (RFC 5322, RFC 2045 to 2047): who wrote to whom, when, what; and what is attached to it.

In the child alone. Nothing a message points to is loaded; of two versions of one text the plain one is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path
from typing import Any

from app import text as door
from app.media import formats
from app.media.formats import Format, Unacceptable
from app.viewing import kinds, letters, markup, pages, sheets
from app.viewing.sheets import Sheets
from app.viewing.views import Letter, Part, View

HEADERS = {
    "From": "From",
    "Reply-To": "Answers go to",
    "To": "To",
    "Cc": "Copies to",
    "Date": "Date",
    "Subject": "Subject",
}
"""Those that are shown, with their words, in this order."""
_MISSING = ("From", "To", "Date", "Subject")  # said to be missing where they are


def read(body: bytes, made: Sheets, folder: Path, *, opens: bool) -> View:
    """The message in `body`. Where `opens` is false, attachments are listed and none is opened."""
    return Reader(made, folder, opens=opens).read(body)


class Reader:
    """Goes through a message once; what is attached is written to a file of `folder` only to be looked at."""

    def __init__(self, made: Sheets, folder: Path, *, opens: bool) -> None:
        self._sheets, self._file, self._opens = made, folder / "attached", opens
        self._letters: list[Letter] = []
        self._parts: list[Part] = []
        self._waiting: list[Message] = []
        self._seen = self._opened = self._unlisted = 0

    def read(self, body: bytes) -> View:
        self._waiting.append(message_from_bytes(body, policy=policy.compat32))
        while self._waiting:
            self._letter(self._waiting.pop(0))
        return View(tuple(self._letters), tuple(self._parts), self._unlisted)

    def _letter(self, message: Message) -> None:
        plain: list[str] = []
        formatted: list[str] = []
        for part in self._through(message, 0):
            if not letters.is_text(part):
                self._attached(part)
            else:
                (formatted if part.get_content_type() == "text/html" else plain).append(letters.decoded(part))
        words = door.plain("\n\n".join(plain))
        said = [kinds.OTHER_VERSION] if words and formatted else []
        if not words and formatted:
            words, said = door.plain(markup.words("\n".join(formatted))), [kinds.FORMATTED]
        if len(words) > kinds.MOST_CHARACTERS:
            said.append(f"Only the first {kinds.MOST_CHARACTERS:,} characters are shown.")
        address = letters.sender(message)
        self._letters.append(
            Letter(words[: kinds.MOST_CHARACTERS], tuple(_headers(message)), address, tuple(said))
        )

    def _through(self, part: Message, depth: int) -> Iterator[Message]:
        """The parts that hold something, in order; a message inside waits for its own turn."""
        self._seen += 1
        if depth > kinds.MOST_DEPTH or self._seen > kinds.MOST_PARTS:
            raise Unacceptable(kinds.TOO_DEEP)
        inside: Any = part.get_payload()
        if depth and part.get_content_type() == "message/rfc822" and isinstance(inside, list):
            self._enclosed(part, inside)
        elif isinstance(inside, list):
            for one in inside:
                yield from self._through(one, depth + 1)
        else:
            yield part

    def _enclosed(self, part: Message, inside: list[Message]) -> None:
        known = len(self._letters) + len(self._waiting) + 1
        if known < kinds.MOST_LETTERS and inside:
            self._waiting.append(inside[0])
        else:
            self._list(Part(letters.file_name(part), "e-mail", 0, said=(kinds.TOO_MANY,)))

    def _attached(self, part: Message) -> None:
        body, name = letters.body_of(part), letters.file_name(part)
        found = formats.sniff(body[: formats.HEAD_BYTES])
        is_pdf = body.startswith(b"%PDF-")
        picture = isinstance(found, Format) and found.mime in kinds.PICTURES
        if not (is_pdf or picture):
            self._list(Part(name, _kind(body, part), len(body), said=(kinds.NOT_OPENED,)))
        elif not self._opens or self._opened >= kinds.MOST_OPENED or not self._sheets.room:
            kind = "PDF" if is_pdf else kinds.PICTURES[found.mime] if isinstance(found, Format) else ""
            self._list(
                Part(name, kind, len(body), said=(kinds.TOO_MANY if self._opens else kinds.NOT_OPENED,))
            )
        else:
            self._opened += 1
            self._file.write_bytes(body)
            self._list((pages.read if is_pdf else sheets.picture)(self._file, name, self._sheets))
            self._file.unlink()

    def _list(self, part: Part) -> None:
        if len(self._parts) < kinds.MOST_ATTACHMENTS:
            self._parts.append(part)
        else:
            self._unlisted += 1


def _kind(body: bytes, part: Message) -> str:
    """What it is by its first bytes, else what the message calls it."""
    head = body[: formats.HEAD_BYTES]
    named = next((other.named for other in formats.REFUSED if head and other.looks_so(head)), "")
    return named.removeprefix("a ").removeprefix("an ") or door.line(part.get_content_type())[:80]


def _headers(message: Message) -> Iterator[tuple[str, str]]:
    for name, words in HEADERS.items():
        found = [
            door.line(letters.words(str(value)))[: kinds.LONGEST] for value in message.get_all(name, [])[:3]
        ]
        said = " | ".join(one for one in found if one)
        if said or name in _MISSING:
            yield words, said or "not said"
