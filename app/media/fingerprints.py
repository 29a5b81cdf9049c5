"""PDQ: 256 bits that stay nearly the same when a picture is saved again, scaled, or made lighter; pure.

As Meta specified it in public (“The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm”, 2019):
brightness, a tent filter to 64 by 64, the 16 by 16 lowest waves of a cosine transform without the constant one, and
one bit for each that is above their median. Pillow does the filtering, so that the child which reads a picture loads
nothing more for it.

A crop has another PDQ: of what was taken down ``VIEWS`` views are kept, each in the eight ways to turn and mirror it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from itertools import pairwise
from math import cos, pi, sqrt
from operator import mul
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops
from PIL.Image import Resampling, Transpose

from app.media.findings import HASH_BYTES, LEAST_QUALITY, Fingerprint

SIDE = 512
"""Pixels: pictures are brought to a square of this side first, as the reference does with larger ones."""
CELLS = 64
WAVES = 16

BORDER = 16
"""Steps of brightness, of 256, by which a plain border may vary: JPEG leaves about as much."""
FRAME = (0.01, 0.2)
"""A border is that wide on each of the four sides, as a share of them."""
TURN = 2.0
"""Degrees: a scan that lies a little askew."""

Box = tuple[float, float, float, float]

PARTS: dict[str, Box] = {
    "whole": (0, 0, 1, 1),
    "a twentieth less": (0.025, 0.025, 0.975, 0.975),
    "a tenth less": (0.05, 0.05, 0.95, 0.95),
    "three twentieths less": (0.075, 0.075, 0.925, 0.925),
    "a fifth less": (0.1, 0.1, 0.9, 0.9),
    "without its left": (0.1, 0, 1, 1),
    "without its right": (0, 0, 0.9, 1),
    "without its top": (0, 0.1, 1, 1),
    "without its bottom": (0, 0, 1, 0.88),
}
"""Parts of a picture as shares of its sides: left, top, right, bottom. The last takes a line of writing away."""
SHAPES = {"16:9": 16 / 9, "4:3": 4 / 3, "square": 1.0}
"""Width by height of the shapes that pictures are cut to, from the middle."""
WAYS: tuple[Transpose | None, ...] = (None, *Transpose)
"""How a picture can be mirrored and turned: eight."""
VIEWS = 15
HASHES = VIEWS * len(WAYS)


def take_in(path: Path, out_dir: Path, views: bool = False) -> dict[str, Any]:  # noqa: ARG001 - as every reader
    """In the child (``confined``): what a picture that was drawn here is known by, fit for JSON."""
    with Image.open(path, formats=["JPEG"]) as image:
        found = asdict(of(image))
        said = {name: value.hex() if isinstance(value, bytes) else value for name, value in found.items()}
        return {"fingerprint": said, "views": [one.hex() for one in seen_again(image)] if views else []}


def of(image: Image.Image) -> Fingerprint:
    """The fingerprint of a picture."""
    plain = image.convert("RGB")
    light, inside = _light(_square(plain)), _inside(plain)
    return Fingerprint(_bits(_waves(light)), _hash(_square(inside)) if inside else b"", _quality(light))


def seen_again(image: Image.Image) -> list[bytes]:
    """The hashes that a picture is found again by: ``VIEWS`` views, each in eight ways. None for a picture with too
    little in it."""
    plain = image.convert("RGB")
    if _quality(_light(_square(plain))) < LEAST_QUALITY:
        return []
    squares = [_square(view) for view in _seen(plain)]
    return [_hash(square.transpose(way) if way is not None else square) for square in squares for way in WAYS]


def _seen(image: Image.Image) -> Iterator[Image.Image]:
    for part in PARTS.values():
        yield _cut(image, part)
    for shape in SHAPES.values():
        across = min(1.0, shape * image.height / image.width)
        down = min(1.0, image.width / shape / image.height)
        yield _cut(image, ((1 - across) / 2, (1 - down) / 2, (1 + across) / 2, (1 + down) / 2))
    for degrees in (-TURN, TURN):
        yield image.rotate(degrees, Resampling.BILINEAR)
    yield _inside(image) or image


def _cut(image: Image.Image, part: Box) -> Image.Image:
    left, top, right, bottom = part
    width, height = image.size
    return image.crop(
        (round(left * width), round(top * height), round(right * width), round(bottom * height))
    )


def _inside(image: Image.Image) -> Image.Image | None:
    """What a border of one colour surrounds on all four sides; None where none does."""
    border = Image.new("RGB", image.size, image.getpixel((0, 0)))
    apart = ImageChops.difference(image, border).convert("L").point(lambda step: 255 * (step > BORDER))
    box = apart.getbbox()
    if box is None:
        return None
    left, top, right, bottom = box
    width, height = image.size
    least, most = FRAME
    sides = (left / width, 1 - right / width, top / height, 1 - bottom / height)
    return image.crop(box) if all(least <= side <= most for side in sides) else None


def _square(image: Image.Image) -> Image.Image:
    """Its brightness, 512 by 512."""
    return image.resize((SIDE, SIDE), Resampling.LANCZOS, reducing_gap=2.0).convert("F")


def _light(square: Image.Image) -> list[list[float]]:
    """64 rows of 64 cells. Two box filters of four pixels along each side are one tent over seven, whose middle lies
    a pixel behind the sample (the reference rounds that way); Pillow's linear filter at a quarter is that tent."""
    first, twice = 3.5, 2 * CELLS - 1
    last = first + 4 * twice
    tents = square.resize((twice, twice), Resampling.BILINEAR, box=(first, first, last, last))
    values: list[float] = list(tents.get_flattened_data())  # type: ignore[arg-type]
    return [values[row * twice : (row + 1) * twice : 2] for row in range(0, twice, 2)]


def _hash(square: Image.Image) -> bytes:
    return _bits(_waves(_light(square)))


def _quality(light: list[list[float]]) -> int:
    """How much neighbours differ, in percent of full brightness, summed in whole steps."""
    down = pairwise(light)
    steps = sum(
        int(abs(a - b) * 100 / 255) for above, below in down for a, b in zip(above, below, strict=True)
    )
    across = (pairwise(row) for row in light)
    steps += sum(int(abs(a - b) * 100 / 255) for pairs in across for a, b in pairs)
    return min(100, steps // 90)


@cache
def _cosines() -> list[list[float]]:
    size = sqrt(2 / CELLS)
    return [
        [size * cos(pi / 2 / CELLS * wave * (2 * cell + 1)) for cell in range(CELLS)]
        for wave in range(1, WAVES + 1)
    ]


def _waves(light: list[list[float]]) -> list[list[float]]:
    """Down by across: the waves 1 to 16 in both directions."""
    columns = list(zip(*light, strict=True))
    along = [[sum(map(mul, wave, column)) for column in columns] for wave in _cosines()]
    return [[sum(map(mul, wave, row)) for wave in _cosines()] for row in along]


def _bits(waves: list[list[float]]) -> bytes:
    flat = [value for row in waves for value in row]
    middle = sorted(flat)[len(flat) // 2 - 1]
    return sum(1 << at for at, value in enumerate(flat) if value > middle).to_bytes(HASH_BYTES)
