"""No public byte carries anything of a file but its pixels (I26): every size and format, crops, and pictures too
small to resize. The judge is exiftool, a program that is not ours, and a search for the very words."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from app.media import render, sandbox
from app.media.sandbox import Ready
from tests.media import pictures
from tests.media.credentials import signed
from tests.media.test_metadata import GROUPS

LARGE, SMALL = (2400, 1600), (120, 110)  # all five widths; too small for any of them
CROPS = ("1000,1500,5000,6000", "0,0,700,10000")  # a part of the middle; a strip narrower than any width
WORD = b"LEAK-4711"
SECRETS = (WORD, b"SERIAL-4711", b"Lichtwerk", b"Ana Owner", b"Ana Muster", b"SECRET-COMMENT", b"Harbour")
CHECKED: list[tuple[str, int]] = []
"""What was checked in this run: the picture, and how many public files of it."""


def photograph(size: tuple[int, int]) -> Image.Image:
    return pictures.photograph(*size) if size == LARGE else pictures.quarters(*size)


def odd_profile() -> bytes:
    """A colour profile that holds in every pixel, and whose description is somebody's name."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tag = b"text" + b"\0" * 4 + b"Calibrated by LEAK-4711 in Harbour Road 9\0\0\0"
    count = struct.unpack(">I", profile[128:132])[0]
    for at in range(132, 132 + 12 * count, 12):
        if profile[at : at + 4] == b"cprt":
            profile[at + 4 : at + 12] = struct.pack(">II", len(profile), len(tag))
    whole = bytes(profile) + tag
    return struct.pack(">I", len(whole)) + whole[4:]


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def extended_xmp() -> bytes:
    """The second part of a long XMP packet (XMP part 3, 1.1.3.1)."""
    packet = pictures.XMP.replace(b"One use only", WORD)
    head = b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32 + struct.pack(">II", len(packet), 0)
    return segment(0xE1, head + packet)


def camera(size: tuple[int, int], orientation: int = 6) -> bytes:
    """A JPEG with everything a camera, a program and a careless hand can leave in it."""
    exif = pictures.telling()
    exif[0x0112] = orientation
    exif.get_ifd(0x8769).update({0x927C: b"MAKER " + WORD, 0x9286: b"ASCII\0\0\0" + WORD})
    settings = {"exif": exif, "xmp": pictures.XMP, "comment": b"SECRET-COMMENT", "icc_profile": odd_profile()}
    body = pictures.saved(photograph(size), "JPEG", quality=90, **settings)
    more = pictures.iptc() + extended_xmp() + segment(0xEC, b"Ducky " + WORD) + segment(0xEF, WORD)
    return body[:2] + more + body[2:]


def trailing(size: tuple[int, int]) -> bytes:
    """A second photograph and a note behind the end of the first."""
    return camera(size) + camera(SMALL) + WORD


def png(size: tuple[int, int]) -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("parameters", "LEAK-4711, Steps: 20, Sampler: Euler")
    notes.add_text("Author", "Ana Muster", zip=True)
    notes.add_itxt("Comment", "SECRET-COMMENT", lang="de", tkey="LEAK-4711", zip=True)
    notes.add_itxt("XML:com.adobe.xmp", pictures.XMP.decode())
    notes.add(b"leAk", WORD)
    settings = {"exif": pictures.telling(), "icc_profile": odd_profile(), "pnginfo": notes}
    return pictures.saved(photograph(size), "PNG", compress_level=1, **settings) + WORD


def modern(kind: str) -> Callable[[tuple[int, int]], bytes]:
    def made(size: tuple[int, int]) -> bytes:
        settings = {"exif": pictures.telling(), "xmp": pictures.XMP, "icc_profile": odd_profile()}
        return pictures.saved(photograph(size), kind, **settings)

    return made


def heic(size: tuple[int, int], folder: Path) -> bytes:
    return pictures.heic(camera(size, orientation=1), folder)


def credited(size: tuple[int, int]) -> bytes:
    return signed(camera(size), "image/jpeg")


MADE: dict[str, Callable[[tuple[int, int]], bytes]] = {
    "camera": camera,
    "trailing": trailing,
    "png": png,
    "webp": modern("WEBP"),
    "avif": modern("AVIF"),
    "credentials": credited,
}


def public_files(body: bytes, folder: Path, crop: str = "") -> Iterator[Path]:
    """Every file the child makes for readers."""
    source, out = folder / "upload", folder / f"made-{crop}"
    source.write_bytes(body)
    out.mkdir()
    found = sandbox.take_in(source, out, crop=crop)
    assert isinstance(found, Ready), found
    widths = {made.width for made in found.renditions}
    assert {made.format for made in found.renditions} == set(render.ENCODERS)
    assert len(found.renditions) == len(widths) * len(render.ENCODERS)
    yield from (made.path for made in found.renditions)


def told(paths: list[Path]) -> list[str]:
    """Lines of the judge that stand in a group a public file has no use for, unknown and nested ones too."""
    said = pictures.judge("-a", "-u", "-U", "-ee", "-G1", "-s", *map(str, paths))
    lines = [line for line in said.splitlines() if line.startswith("[")]
    assert len(lines) > 10 * len(paths), "the judge found nothing at all"
    return [line for line in lines if line[1:].partition("]")[0].strip() not in GROUPS or "Comment" in line]


def check(name: str, paths: list[Path]) -> None:
    assert told(paths) == []
    for path in paths:
        body = path.read_bytes()
        assert [word for word in SECRETS if word in body] == []
        with Image.open(io.BytesIO(body)) as image:
            assert not set(image.info) & {"exif", "xmp", "icc_profile", "comment", "photoshop"}
        if path.suffix == ".jpg":
            assert body.endswith(b"\xff\xd9"), "something stands behind the end of the picture"
    CHECKED.append((name, len(paths)))


@pytest.mark.parametrize("name", MADE)
def test_the_judge_sees_what_the_originals_carry(name: str, tmp_path: Path) -> None:
    body = MADE[name](SMALL)
    path = tmp_path / "original"
    path.write_bytes(body)
    assert len(told([path])) > 5
    assert any(word in body for word in SECRETS)


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["all sizes", "too small to resize"])
@pytest.mark.parametrize("name", MADE)
def test_nothing_of_it_is_public_at_any_size(name: str, size: tuple[int, int], tmp_path: Path) -> None:
    paths = list(public_files(MADE[name](size), tmp_path))
    assert len(paths) >= 12 if size == LARGE else len(paths) == 3
    check(name, paths)


@pytest.mark.parametrize("crop", CROPS)
@pytest.mark.parametrize("name", ["camera", "png", "webp"])
def test_nothing_of_it_is_public_in_a_part(name: str, crop: str, tmp_path: Path) -> None:
    check(name, list(public_files(MADE[name](LARGE), tmp_path, crop)))


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["all sizes", "too small to resize"])
def test_nothing_of_a_telephone_s_heic_is_public(size: tuple[int, int], tmp_path: Path) -> None:
    check("heic", list(public_files(heic(size, tmp_path), tmp_path)))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_nothing_is_public_however_the_camera_was_held(orientation: int, tmp_path: Path) -> None:
    check("camera", list(public_files(camera((640, 480), orientation), tmp_path)))


@pytest.mark.parametrize(
    "path", sorted((*pictures.samples().glob("*/*.jpg"),)), ids=lambda path: str(path.stem)
)
def test_nothing_of_a_real_photograph_is_public(path: Path, tmp_path: Path) -> None:
    check(path.name, list(public_files(path.read_bytes(), tmp_path)))


def test_real_photographs_are_there_to_be_checked() -> None:
    if not any(pictures.samples().glob("*/*.jpg")):
        pytest.skip(f"no sample photographs in {pictures.samples()}")
    assert all(path.stat().st_size for path in pictures.samples().glob("*/*.jpg"))


def test_the_figure(record_testsuite_property: Callable[[str, object], None]) -> None:
    """What this run has checked: a leak would have failed it above."""
    files, public = len(CHECKED), sum(count for _, count in CHECKED)
    record_testsuite_property("I26", f"{files} pictures, {public} public files, 0 leaks")
    print(f"\nI26: {files} pictures, {public} public files, 0 leaks")
    assert public >= 3 * files
