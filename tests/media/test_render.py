"""Colour: whatever a file stores its pixels as, readers see the same picture."""

import io
import struct
import zlib
from itertools import pairwise

import pytest
from PIL import Image, ImageCms

from app.media import render
from tests.media import pictures


def reopened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body))


def jpeg_of(image: Image.Image, orientation: int = 1) -> Image.Image:
    made = [each for each in render.renditions(image, orientation) if each.format == "jpg"]
    return reopened(made[0].body)


def colour_at(image: Image.Image, across: int, down: int) -> tuple[int, ...]:
    found = image.getpixel((across, down))
    assert isinstance(found, tuple)
    return tuple(int(part) for part in found)


def near(found: tuple[int, ...], wanted: tuple[int, ...], by: int = 10) -> bool:
    return max(abs(a - b) for a, b in zip(found[:3], wanted, strict=True)) <= by


def test_a_cmyk_photograph_becomes_srgb() -> None:
    body = pictures.saved(Image.new("RGB", (400, 300), (200, 30, 30)).convert("CMYK"), "JPEG", quality=95)
    made = jpeg_of(reopened(body))
    assert made.mode == "RGB"
    assert near(colour_at(made, 50, 50), (200, 30, 30))


def sixteen_bits(width: int, height: int, *, colour: int, samples: int) -> bytes:
    """A PNG whose every sample is 0x8000: middle grey in sixteen bits."""
    header = struct.pack(">IIBBBBB", width, height, 16, colour, 0, 0, 0)
    rows = (b"\0" + b"\x80\x00" * samples * width) * height
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(pictures.chunk(name, part) for name, part in parts)


@pytest.mark.parametrize(("colour", "samples"), [(0, 1), (2, 3), (4, 2), (6, 4)])
def test_sixteen_bits_become_eight_without_clipping(colour: int, samples: int) -> None:
    image = reopened(sixteen_bits(300, 200, colour=colour, samples=samples))
    made = [each for each in render.renditions(image, 1) if each.format == "webp"]
    assert near(colour_at(reopened(made[0].body), 20, 20), (128, 128, 128), by=4)


def test_a_palette_with_a_transparent_colour_lies_on_white() -> None:
    image = Image.new("P", (300, 200), 0)
    image.putpalette([255, 0, 255, 30, 60, 200])
    image.paste(1, (100, 50, 200, 150))
    opened = reopened(pictures.saved(image, "PNG", transparency=0))
    assert opened.mode == "P"
    made = jpeg_of(opened)
    assert near(colour_at(made, 5, 5), (255, 255, 255))
    assert near(colour_at(made, 150, 100), (30, 60, 200))


@pytest.mark.parametrize("mode", ["1", "L", "LA"])
def test_grey_pictures_are_taken(mode: str) -> None:
    image = pictures.quarters().convert(mode)
    made = jpeg_of(reopened(pictures.saved(image, "PNG")))
    assert (made.mode, made.size) == ("RGB", (320, 213))


def swapped_profile() -> bytes:
    """A profile whose red primary is our green one and the other way round: pixels must visibly move."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    description = "sRGB".encode("utf-16-be")
    at = profile.index(description)
    profile[at : at + len(description)] = "oRGB".encode("utf-16-be")
    return bytes(profile)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_an_embedded_profile_is_converted_to_srgb(mode: str) -> None:
    image = Image.new(mode, (300, 200), (200, 30, 30) if mode == "RGB" else (200, 30, 30, 255))
    if mode == "RGBA":
        image.putpixel((0, 0), (0, 0, 0, 0))
    made = jpeg_of(reopened(pictures.saved(image, "PNG", icc_profile=swapped_profile())))
    red, green, _ = colour_at(made, 150, 100)
    assert green > red + 80


def test_a_broken_profile_counts_as_none() -> None:
    made = jpeg_of(reopened(pictures.saved(pictures.quarters(), "PNG", icc_profile=b"not a profile" * 20)))
    assert near(colour_at(made, 60, 40), pictures.RED, by=14)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L"])
def test_a_large_picture_is_shrunk_in_strips_without_a_seam(mode: str) -> None:
    gradient = Image.linear_gradient("L").resize((4000, 4200), Image.Resampling.BILINEAR)
    image = gradient.convert("P" if mode == "P" else "L").convert(mode)
    made = jpeg_of(reopened(pictures.saved(image, "PNG", compress_level=1))).convert("L")
    assert made.size == (1920, 2016)
    column = list(made.crop((900, 0, 901, made.height)).tobytes())
    steps = [abs(below - above) for above, below in pairwise(column)]
    assert max(steps) <= 3
    assert column[0] < 6
    assert column[-1] > 249


def test_every_width_is_offered_once_and_none_is_wider_than_the_original() -> None:
    assert [width for width, _ in render.sizes_of((4032, 3024), 1)] == [1920, 1280, 960, 640, 320]
    assert render.sizes_of((4032, 3024), 6)[0] == (1920, 2560)
    assert render.sizes_of((1919, 1000), 1)[0] == (1280, 667)
    assert render.sizes_of((200, 300), 1) == [(200, 300)]
    assert render.sizes_of((16_000, 100), 1)[-1] == (320, 2)
