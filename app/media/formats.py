"""Which files are taken as pictures, which are refused by name, and the limits that hold before any decoding.

Only the standard library: the web process may ask `sniff` about the first bytes of an upload
without loading a decoder. Content decides; file names and Content-Type headers are never looked at.
"""

from collections.abc import Callable
from dataclasses import dataclass

HEAD_BYTES = 4096  # what `sniff` wants to see of a file
MAX_BYTES = 30 * 1024 * 1024
# WebP cannot carry a longer side (14 bits, RFC 9649), and every rendition is made in every format.
MAX_SIDE = 16_383
# Below this a picture cannot illustrate an article: what arrives so small is an icon or a tracking pixel.
MIN_SIDE = 100


@dataclass(frozen=True)
class Refusal:
    """Why a file was not taken: a code for programs, a sentence for the person who sent it."""

    code: str
    sentence: str


class Unacceptable(Exception):
    """Carries a refusal out of the code that reads a file."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code, refusal.sentence)
        self.refusal = refusal


@dataclass(frozen=True)
class Format:
    """An accepted format. `decoder` is the name of the only decoder that may open such a file.

    `megapixels` differs because decoders do: measured, an open WebP costs 16 bytes a pixel, AVIF 9 to 15,
    HEIC 7, PNG 4, and a JPEG is read already reduced. Each bound keeps the child below 512 MB.
    """

    name: str
    mime: str
    decoder: str
    megapixels: int


JPEG = Format("JPEG", "image/jpeg", "JPEG", 60)
PNG = Format("PNG", "image/png", "PNG", 60)
WEBP = Format("WebP", "image/webp", "WEBP", 30)
AVIF = Format("AVIF", "image/avif", "AVIF", 30)
HEIC = Format("HEIC", "image/heic", "HEIF", 60)
ACCEPTED = (JPEG, PNG, WEBP, AVIF, HEIC)

_TAKEN = "Please send a photograph or picture as JPEG, PNG, WebP, AVIF or HEIC."
_STILL = "Please send a still picture instead, for example one frame saved as JPEG or PNG."
_EXPORT = "Please open it in your picture program and save a copy as JPEG or PNG."
_SCREEN = "Please send the picture itself; a screenshot saved as PNG is fine."
_ARTICLE = "Please put its text in the article and send its pictures one by one, as JPEG or PNG."
_UNPACK = "Please unpack it and send the pictures one by one."

EMPTY = Refusal("empty", f"This file is empty. {_TAKEN}")
UNKNOWN = Refusal("unknown", f"This file is not a picture we can read. {_TAKEN}")
BROKEN = Refusal(
    "broken",
    "This picture is damaged or incomplete, so it could not be read to the end. "
    "Please save or export it again and send the new copy.",
)
TOO_LONG = Refusal(
    "too_long",
    f"One side of this picture is longer than {MAX_SIDE:,} pixels. Please scale it down and send it again.",
)
TOO_SMALL = Refusal(
    "too_small",
    f"One side of this picture is shorter than {MIN_SIDE} pixels. Please send a larger version of it.",
)
MOVING = Refusal("moving", f"This picture moves, and we print still pictures only. {_STILL}")
TOO_HEAVY = Refusal(
    "too_heavy",
    "This picture takes more time or memory to read than we allow. "
    "Please save a smaller copy, for example as JPEG, and send that.",
)
CRASHED = Refusal(
    "crashed",
    "Reading this picture failed. "
    "Please open it in your picture program, save a copy as JPEG or PNG, and send that.",
)


def too_many_bytes(most: int = MAX_BYTES) -> Refusal:
    """The refusal of a file of more than `most` bytes."""
    return Refusal(
        "too_many_bytes",
        f"This file is larger than {most // 1024**2} MB. "
        "Please save a smaller copy, for example as JPEG, and send that.",
    )


def too_many_pixels(kind: Format) -> Refusal:
    """The refusal of a picture with more pixels than its format may have here."""
    return Refusal(
        "too_many_pixels",
        f"This {kind.name} picture has more than {kind.megapixels} million pixels. "
        "Please scale it down and send it again.",
    )


@dataclass(frozen=True)
class _Other:
    code: str
    named: str
    advice: str
    looks_so: Callable[[bytes], bool]


def _starts(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signatures)


def _brand(*brands: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[4:8] == b"ftyp" and head[8:12] in brands


def _riff(kind: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == kind


def _zip_with(*names: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(b"PK\x03\x04") and any(name in head for name in names)


def _text(*openings: bytes) -> Callable[[bytes], bool]:
    return lambda head: any(opening in _plain(head).lower() for opening in openings)


def _plain(head: bytes) -> bytes:
    """The head if it begins like a markup text, else nothing: a JPEG may contain the letters "<svg" too."""
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return text if text.startswith(b"<") else b""


# Read from the top: the first that matches names the file.
REFUSED = (
    _Other("gif", "a GIF", _STILL, _starts(b"GIF8")),
    _Other("svg", "an SVG drawing", _SCREEN, _text(b"<svg")),
    _Other("html", "a web page", _SCREEN, _text(b"<!doctype html", b"<html", b"<head", b"<body", b"<script")),
    _Other("xml", "an XML file", _TAKEN, _text(b"<")),
    _Other("pdf", "a PDF", _SCREEN, lambda head: b"%PDF-" in head[:1024]),
    _Other("postscript", "a PostScript file", _EXPORT, _starts(b"%!PS", b"\xc5\xd0\xd3\xc6")),
    _Other("word", "a Word file", _ARTICLE, _zip_with(b"word/")),
    _Other("office", "an Office file", _ARTICLE, _zip_with(b"[Content_Types].xml", b"mimetypeapplication/")),
    _Other("office", "an older Office file", _ARTICLE, _starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    _Other("rtf", "a text file (RTF)", _ARTICLE, _starts(b"{\\rtf")),
    _Other("zip", "a ZIP archive", _UNPACK, _starts(b"PK\x03\x04", b"PK\x05\x06")),
    _Other(
        "archive",
        "an archive",
        _UNPACK,
        _starts(b"Rar!\x1a", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"),
    ),
    _Other("raw", "a camera's raw file", _EXPORT, _brand(b"crx ")),
    _Other("raw", "a camera's raw file", _EXPORT, _starts(b"FUJIFILMCCD-RAW", b"IIRO", b"IIU\0")),
    _Other("tiff", "a TIFF or a camera's raw file", _EXPORT, _starts(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")),
    _Other("photoshop", "a Photoshop file", _EXPORT, _starts(b"8BPS")),
    _Other("bmp", "a BMP", _EXPORT, _starts(b"BM")),
    _Other("icon", "an icon", _TAKEN, _starts(b"\0\0\1\0", b"\0\0\2\0")),
    _Other("jpeg2000", "a JPEG 2000", _EXPORT, _starts(b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51")),
    _Other("jpegxl", "a JPEG XL", _EXPORT, _starts(b"\xff\x0a", b"\0\0\0\x0cJXL ")),
    _Other("moving", "a moving HEIC", _STILL, _brand(b"hevc", b"hevx", b"hevm", b"hevs", b"msf1")),
    _Other("video", "a video", _STILL, lambda head: head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide")),
    _Other("video", "a video", _STILL, _starts(b"\x1aE\xdf\xa3", b"\0\0\1\xba", b"\0\0\1\xb3", b"FLV\1")),
    _Other("video", "a video", _STILL, _riff(b"AVI ")),
    _Other("sound", "a sound recording", _TAKEN, _starts(b"ID3", b"OggS", b"fLaC", b"\xff\xfb", b"\xff\xf3")),
    _Other("sound", "a sound recording", _TAKEN, _riff(b"WAVE")),
    _Other(
        "program",
        "a program",
        _TAKEN,
        _starts(b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"),
    ),
)


def sniff(head: bytes) -> Format | Refusal:
    """What the first `HEAD_BYTES` of a file say it is: an accepted format, or the refusal that names it."""
    if not head:
        return EMPTY
    if accepted := _accepted(head):
        return accepted
    for other in REFUSED:
        if other.looks_so(head):
            return Refusal(other.code, f"This is {other.named}. {other.advice}")
    return UNKNOWN


def _accepted(head: bytes) -> Format | None:
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if _riff(b"WEBP")(head):
        return WEBP
    return _by_brands(head) if head[4:8] == b"ftyp" else None


def _by_brands(head: bytes) -> Format | None:
    """AVIF or HEIC by the brands of the first box (ISO/IEC 14496-12, 23008-12; AVIF 1.1 section 8).

    The neutral brand `mif1` may stand first in either; then the list of compatible brands decides.
    """
    size = int.from_bytes(head[:4], "big")
    major, box = head[8:12], head[16 : min(size, 512)]
    brands = {box[at : at + 4] for at in range(0, len(box), 4)}
    if major in (b"avif", b"avis"):
        return AVIF
    if major in (b"heic", b"heix", b"heim", b"heis"):
        return HEIC
    if major == b"mif1":
        return AVIF if b"avif" in brands else HEIC if brands & {b"heic", b"heix", b"heim", b"heis"} else None
    return None
