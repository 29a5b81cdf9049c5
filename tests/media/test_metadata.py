"""What a file says about itself is read, and none of it is in a public byte."""

import io
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from app.media import metadata, sandbox
from app.media.findings import Embedded, Said
from app.media.sandbox import Ready
from tests.media import pictures

KINDS = ("JPEG", "PNG", "WEBP", "AVIF")
SECRETS = (b"SERIAL-4711", b"Lichtwerk", b"Ana Owner", b"SECRET-COMMENT", b"Muster", b"http", b"2024")
# What a public file may say: how it is built. Any other group, and any other name in these, is a leak.
GROUPS = {"ExifTool", "System", "File", "JFIF", "RIFF", "QuickTime", "Meta", "ItemList", "Composite"}


def read(body: bytes) -> Embedded:
    with Image.open(io.BytesIO(body)) as image:
        return metadata.read(image)


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_names_its_creator_and_terms(kind: str) -> None:
    says = read(pictures.full_of_metadata(kind)).says
    assert Said("Ana Müster", ("EXIF",)) in says["creator"]
    assert [said.text for said in says["creator"]] == ["Ana Müster", "Ana Muster", "Bo Beispiel"]
    assert says["copyright"][0] == Said("(c) 2024 Ana Muster", ("EXIF", "XMP"))
    assert [said.text for said in says["web_statement"]] == ["https://example.org/terms"]
    assert [said.text for said in says["usage_terms"]] == ["One use only"]
    assert [said.text for said in says["licence"]] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert [said.text for said in says["licensor_address"]] == ["https://example.org/buy"]
    assert [said.text for said in says["licensor"]] == ["Harbour Ltd"]
    assert says["digital_source_type"][0].text.endswith("/digitalCapture")


def test_a_press_record_is_read_with_its_umlauts() -> None:
    says = read(pictures.full_of_metadata("JPEG")).says
    assert Said("(c) Müster & Co", ("IPTC",)) in says["copyright"]
    assert says["credit"] == (Said("Harbour Pictures", ("IPTC", "XMP")),)


@pytest.mark.parametrize("kind", KINDS)
def test_what_will_be_removed_is_named_and_not_repeated(kind: str) -> None:
    embedded = read(pictures.full_of_metadata(kind))
    assert embedded.removed == ("location", "device", "serial numbers", "date taken")
    told = str(embedded.as_json())
    assert "SERIAL-4711" not in told
    assert "Lichtwerk" not in told
    assert "52" not in told


def test_a_picture_without_notes_says_nothing() -> None:
    assert read(pictures.saved(pictures.quarters(), "JPEG")) == Embedded(says={}, removed=())


def test_findings_survive_the_way_through_json() -> None:
    embedded = read(pictures.full_of_metadata("JPEG"))
    assert Embedded.from_json(embedded.as_json()) == embedded


def test_text_is_fit_to_show() -> None:
    assert metadata.clean("a\x00b\u202ec\n d\x1b[2J") == "a b c d [2J"
    assert metadata.clean("u\u0308ber") == "über"
    assert len(metadata.clean("x" * 100_000)) == metadata.MAX_TEXT
    assert metadata.clean(b"M\xfcller") == "Müller"
    assert metadata.clean(None) == ""


def with_entity(declared: bytes) -> bytes:
    """A good packet, but for a name that stands for something else."""
    packet = pictures.XMP.replace(b"<x:xmpmeta", b"<!DOCTYPE x [" + declared + b"]><x:xmpmeta", 1)
    return packet.replace(b"Ana Muster", b"&a;")


@pytest.mark.parametrize(
    "packet",
    [
        b"<broken",
        with_entity(b"<!ENTITY a 'Anon'>"),
        with_entity(b"<!ENTITY a SYSTEM 'file:///etc/hostname'>"),
        b"<a>" * 100_000,
        pictures.XMP.replace(b"<dc:creator>", b"<dc:creator>" + b"<dc:x>" * 5000 + b"</dc:x>" * 5000),
        b"\xff\xfe\x00",
        b" " * (metadata.MAX_XMP + 1),
    ],
    ids=["broken", "entities", "outside entity", "unclosed", "deep", "not text", "too long"],
)
def test_a_hostile_packet_says_nothing_and_refuses_no_picture(packet: bytes, tmp_path: Path) -> None:
    source, made = tmp_path / "upload", tmp_path / "made"
    source.write_bytes(pictures.saved(pictures.quarters(), "WEBP", xmp=packet))
    made.mkdir()
    found = sandbox.take_in(source, made)
    assert isinstance(found, Ready)
    assert found.embedded.says == {}


def with_a_thumbnail(folder: Path) -> Path:
    """A JPEG as a real camera leaves it, written by the judge's own tool: thumbnail, position, serial numbers."""
    source, thumbnail = folder / "camera.jpg", folder / "thumbnail.jpg"
    source.write_bytes(pictures.full_of_metadata("JPEG"))
    thumbnail.write_bytes(pictures.saved(pictures.quarters(160, 120), "JPEG"))
    pictures.exiftool(source)  # skips here if there is no such judge
    notes = [f"-ThumbnailImage<={thumbnail}", "-LensSerialNumber=LENS-0815", "-XMP-exif:GPSLatitude=52.5"]
    subprocess.run(["exiftool", "-q", "-overwrite_original", *notes, source], check=True, capture_output=True)
    return source


def leaks(found: str) -> list[str]:
    """Lines of the judge that stand in a group a public file has no use for."""
    lines = [line for line in found.splitlines() if line.startswith("[")]
    assert lines, "the judge found nothing at all"
    return [line for line in lines if line[1:].partition("]")[0].strip() not in GROUPS or "Comment" in line]


def test_the_judge_would_see_a_leak(tmp_path: Path) -> None:
    found = pictures.exiftool(with_a_thumbnail(tmp_path))
    for name in ("GPSLatitude", "SerialNumber", "ThumbnailImage", "Comment", "By-line", "Creator"):
        assert any(name in line for line in leaks(found)), name


@pytest.mark.parametrize("kind", [*KINDS, "HEIC"])
def test_no_public_byte_carries_anything_of_it(kind: str, tmp_path: Path) -> None:
    source, made = tmp_path / "upload", tmp_path / "made"
    made.mkdir()
    if kind == "JPEG":
        source = with_a_thumbnail(tmp_path)
    elif kind == "HEIC":
        source.write_bytes(pictures.heic(pictures.full_of_metadata("JPEG"), tmp_path))
    else:
        source.write_bytes(pictures.full_of_metadata(kind))
    found = sandbox.take_in(source, made)
    assert isinstance(found, Ready)
    assert {"location", "device", "serial numbers"} <= set(found.embedded.removed)
    assert ("embedded thumbnail" in found.embedded.removed) == (kind == "JPEG")
    assert leaks(pictures.exiftool(*(each.path for each in found.renditions))) == []
    for each in found.renditions:
        body = each.path.read_bytes()
        assert [secret for secret in SECRETS if secret in body] == []
        assert b"ICC_PROFILE" not in body


def test_a_picture_too_small_to_resize_is_stripped_too(tmp_path: Path) -> None:
    source, made = tmp_path / "upload", tmp_path / "made"
    made.mkdir()
    source.write_bytes(pictures.saved(pictures.quarters(120, 110), "JPEG", exif=pictures.telling()))
    found = sandbox.take_in(source, made)
    assert isinstance(found, Ready)
    assert leaks(pictures.exiftool(*(each.path for each in found.renditions))) == []
