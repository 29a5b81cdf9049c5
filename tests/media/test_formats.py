"""What a file is, by its first bytes alone."""

import io
import zipfile

import pytest

from app.media import formats
from app.media.formats import Format, Refusal
from tests.media import pictures


@pytest.mark.parametrize(
    ("kind", "found"),
    [("JPEG", formats.JPEG), ("PNG", formats.PNG), ("WEBP", formats.WEBP), ("AVIF", formats.AVIF)],
)
def test_a_picture_is_known_by_its_content(kind: str, found: Format) -> None:
    assert formats.sniff(pictures.saved(pictures.quarters(), kind)) is found


@pytest.mark.parametrize(
    ("box", "found"),
    [
        (b"heic\0\0\0\0mif1heic", formats.HEIC),
        (b"mif1\0\0\0\0mif1heic", formats.HEIC),
        (b"mif1\0\0\0\0mif1avif", formats.AVIF),
        (b"avif\0\0\0\0avifmif1", formats.AVIF),
    ],
)
def test_a_neutral_brand_is_decided_by_the_compatible_ones(box: bytes, found: Format) -> None:
    assert formats.sniff((len(box) + 8).to_bytes(4, "big") + b"ftyp" + box) is found


def word_file() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return out.getvalue()


def zip_file() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("holiday.txt", "sun")
    return out.getvalue()


OTHERS = [
    (b"", "empty", "empty"),
    (b"GIF89a" + b"\0" * 20, "gif", "GIF"),
    (b'<?xml version="1.0"?>\n<!-- drawn --><svg xmlns="http://www.w3.org/2000/svg"/>', "svg", "SVG"),
    ("\ufeff<svg/>".encode("utf-16"), "svg", "SVG"),
    (b"\n  <!DOCTYPE html><title>x</title>", "html", "web page"),
    (b"<html><script>alert(1)</script>", "html", "web page"),
    (b"<feed/>", "xml", "XML"),
    (b"%PDF-1.7\n", "pdf", "PDF"),
    (b"\xef\xbb\xbfjunk%PDF-1.4", "pdf", "PDF"),
    (b"%!PS-Adobe-3.0 EPSF-3.0", "postscript", "PostScript"),
    (word_file(), "word", "Word"),
    (zip_file(), "zip", "ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 20, "office", "Office"),
    (b"{\\rtf1 Hello}", "rtf", "RTF"),
    (b"\x1f\x8b\x08\0", "archive", "archive"),
    (b"II*\0" + b"\0" * 8, "tiff", "TIFF"),
    (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "raw", "raw"),
    (b"8BPS\0\1", "photoshop", "Photoshop"),
    (b"BM" + b"\0" * 20, "bmp", "BMP"),
    (b"\xff\x0a\xfa\x1f", "jpegxl", "JPEG XL"),
    (b"\0\0\0\x18ftypisom\0\0\2\0isommp41", "video", "video"),
    (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "video", "video"),
    (b"\x1aE\xdf\xa3\x9fB\x86", "video", "video"),
    (b"\0\0\0\x18ftyphevc\0\0\0\0hevcmsf1", "moving", "HEIC"),
    (b"RIFF\x24\0\0\0WAVEfmt ", "sound", "sound"),
    (b"MZ\x90\0", "program", "program"),
    (b"#!/bin/sh\nrm -rf /\n", "program", "program"),
    (b"just words", "unknown", "not a picture"),
    (bytes(range(100, 200)), "unknown", "not a picture"),
]


@pytest.mark.parametrize(("head", "code", "named"), OTHERS, ids=[f"{code}-{len(h)}" for h, code, _ in OTHERS])
def test_everything_else_is_refused_by_name_and_says_what_to_do(head: bytes, code: str, named: str) -> None:
    found = formats.sniff(head[: formats.HEAD_BYTES])
    assert isinstance(found, Refusal)
    assert found.code == code
    assert named in found.sentence
    assert "Please" in found.sentence
    assert len(found.sentence) <= 400


def test_every_refusal_in_the_table_can_be_met() -> None:
    """No entry hides behind one above it for good: each code is among the examples or is a sibling of one."""
    met = {code for _, code, _ in OTHERS}
    assert {other.code for other in formats.REFUSED} - met <= {"icon", "jpeg2000"}
