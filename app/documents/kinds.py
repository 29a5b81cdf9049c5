"""Which files are taken as documents, which are refused by name, and the limits that hold before any reading.

Only the standard library and the table of pictures: the web process may ask `sniff` about the first bytes of an
upload. Content decides; the ending of the name only parts one kind of plain text from another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.media import formats
from app.media.formats import Refusal

MOST_CHARACTERS = 200_000
"""Of an article, as the writing desk takes it."""
MOST_PICTURES = 40
"""Of an article, as the image room takes them."""


class Kind(StrEnum):
    WORD = "word"
    PAGE = "page"
    MARKDOWN = "markdown"


_TAKEN = "Please send your article as a Word file (.docx), a web page (.html) or Markdown (.md)."
_SAVE = "Please open it in the program it was made with, save it as .docx, and send that."

EMPTY = Refusal("empty", f"This file is empty. {_TAKEN}")
UNKNOWN = Refusal("unknown", f"This file is not a document we can read. {_TAKEN}")
BROKEN = Refusal(
    "broken",
    "This document is damaged or incomplete, so it could not be read to the end. "
    "Please open it in Word, save it as a new .docx file, and send that.",
)
NO_WORD = Refusal("no_word", f"This file is packed like a Word file but is none. {_TAKEN}")
UNSAFE = Refusal(
    "unsafe",
    "This Word file contains instructions that no Word program writes, so we do not open it. "
    "Please save it again as a new .docx file, and send that.",
)
LOCKED = Refusal(
    "locked", "This document is locked with a password. Please save it without one and send it again."
)
BOMB = Refusal(
    "bomb",
    "Unpacked, this document would be far larger than any article. "
    "Please copy the text into a new document, save it as .docx, and send that.",
)
TOO_DEEP = Refusal(
    "too_deep",
    "Lists, tables or boxes in this document lie inside one another more deeply than we can follow. "
    "Please flatten them and send it again.",
)
TOO_HEAVY = Refusal(
    "too_heavy",
    "This document takes more time or memory to read than we allow. Please send only the part that is the article, "
    "or paste its text.",
)
CRASHED = Refusal(
    "crashed",
    "Reading this document failed. Please open it, save it as a new .docx file and send that, or paste its text.",
)
NOTHING = Refusal(
    "nothing", "There is no text in this document that we could take. You can paste the text instead."
)


def too_many_bytes(most: int) -> Refusal:
    """The refusal of a file of more than `most` bytes."""
    return Refusal(
        "too_many_bytes",
        f"This document is larger than {most // 1024**2} MB. Please make its pictures smaller, or send the text alone "
        "and the pictures one by one.",
    )


def too_long(words: int, characters: int) -> Refusal:
    """The refusal of a text that no article can hold."""
    return Refusal(
        "too_long",
        f"This document has {words:,} words, {characters:,} characters with its tables; an article here can have "
        f"{MOST_CHARACTERS:,} characters. Please send only the part that is the article.",
    )


@dataclass(frozen=True)
class _Other:
    code: str
    named: str
    advice: str
    looks_so: Callable[[bytes], bool]


def _starts(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signatures)


def _zip_with(*names: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(b"PK\x03\x04") and any(name in head for name in names)


_PICTURE = "Please send it under “Add images”, and the text as a Word file (.docx)."
_PRINTED = "Please send the file it was made from, as .docx, or paste its text."

# Read from the top: the first that matches names the file.
REFUSED = (
    _Other("pdf", "a PDF", _PRINTED, lambda head: b"%PDF-" in head[:1024]),
    _Other("rtf", "an RTF file", _SAVE, _starts(b"{\\rtf")),
    _Other(
        "doc",
        "an older Word file (.doc), or one that is locked with a password",
        "Please open it in Word, take the password off if it has one, save it as .docx, and send that.",
        _starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ),
    _Other("odt", "an OpenDocument file (.odt)", _SAVE, _zip_with(b"application/vnd.oasis.opendocument")),
    _Other("epub", "an e-book", _SAVE, _zip_with(b"application/epub")),
    _Other(
        "pages",
        "a Pages file",
        "Please choose File, Export To, Word in Pages, and send that.",
        _zip_with(b"Index/Document", b"Index/Metadata", b"buildVersionHistory"),
    ),
    _Other("excel", "a spreadsheet", _TAKEN, _zip_with(b"xl/work", b"xl/_rels")),
    _Other("slides", "a set of slides", _TAKEN, _zip_with(b"ppt/pres", b"ppt/_rels", b"ppt/slides")),
    _Other(
        "mail", "a saved mail or web archive", _SAVE, _starts(b"MIME-Version:", b"From: ", b"Return-Path:")
    ),
    _Other("word_xml", "a Word file saved as XML", _SAVE, lambda head: b'progid="Word.Document"' in head),
    _Other(
        "archive", "an archive", _TAKEN, _starts(b"Rar!\x1a", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
    ),
)
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<meta ", b"<article")
_PLAIN_ENDINGS = ("md", "markdown", "txt", "text")


def sniff(head: bytes, name: str) -> Kind | Refusal:
    """What the first `formats.HEAD_BYTES` of a file say it is: a kind of document, or the refusal that names it."""
    if not head:
        return EMPTY
    for other in REFUSED:
        if other.looks_so(head):
            return Refusal(other.code, f"This is {other.named}. {other.advice}")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.WORD
    if isinstance(formats.sniff(head), formats.Format) or head.startswith(
        (b"GIF8", b"BM", b"II*\0", b"MM\0*")
    ):
        return Refusal("picture", f"This is a picture. {_PICTURE}")
    return _text_of(head, name.rpartition(".")[2].lower())


def _text_of(head: bytes, ending: str) -> Kind | Refusal:
    """Plain text, a web page, or no text at all: none has a NUL but for the two bytes a letter of UTF-16."""
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _no_text(head)
    opening = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if opening.startswith(b"<?xml") and b"<html" not in opening:
        return Refusal("xml", f"This is an XML file. {_TAKEN}")
    if opening.startswith(b"<") and any(mark in opening for mark in _MARKUP):
        return Kind.PAGE
    return Kind.PAGE if ending in ("html", "htm", "xhtml") else Kind.MARKDOWN


def _no_text(head: bytes) -> Kind | Refusal:
    """A text with a stray NUL stays a text; what is mostly unprintable is none."""
    strange = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return Kind.MARKDOWN if strange * 20 < len(head) else UNKNOWN
