"""PDQ as it is specified, and which changes of a picture it survives."""

from __future__ import annotations

import math
from functools import cache
from itertools import permutations
from typing import Any

import pytest
from PIL import Image

from app.demo import draw
from app.media import fingerprints
from app.media.findings import ALIKE, SIMILAR
from tests.media import pictures
from tests.media.likenesses import CARDS, CHANGES, card
from tests.servers import missing

SCENES = (
    "lake",
    "kitchen_table",
    "choir",
    "stairwell",
    "knee_diagram",
    "diary_chart",
    "night_town",
    "arm_position",
)


@cache
def scene(name: str) -> Image.Image:
    return draw.draw(name, size=(960, 600), seed=3)


@cache
def protected(name: str) -> list[bytes]:
    return fingerprints.seen_again(scene(name))


def apart(one: bytes, others: list[bytes]) -> int:
    return min((int.from_bytes(one) ^ int.from_bytes(other)).bit_count() for other in others)


def nearest(image: Image.Image, kept: list[bytes]) -> int:
    """How near a picture that is sent comes to what is kept of one that was taken down."""
    return min(apart(one, kept) for one in fingerprints.of(image).hashes)


def by_the_book(image: Image.Image) -> tuple[int, int]:
    """Hash and quality computed step by step from the specification, with nothing but loops: two box filters of four
    pixels each way (the window of a side of 512, 512 / 128), one pixel in eight, sixteen waves, the median."""
    square = image.convert("RGB").resize((512, 512), Image.Resampling.LANCZOS, reducing_gap=2.0)
    rgb = square.load()
    assert rgb is not None
    light = [[_brightness(rgb[x, y]) for x in range(512)] for y in range(512)]
    for _ in range(2):
        light = [boxed(row) for row in light]
        light = [
            list(row)
            for row in zip(*[boxed(list(column)) for column in zip(*light, strict=True)], strict=True)
        ]
    cells = [[light[int((i + 0.5) * 8)][int((j + 0.5) * 8)] for j in range(64)] for i in range(64)]
    size = math.sqrt(2 / 64)
    cosine = [[size * math.cos(math.pi / 128 * (i + 1) * (2 * j + 1)) for j in range(64)] for i in range(16)]
    half = [[sum(cosine[i][k] * cells[k][j] for k in range(64)) for j in range(64)] for i in range(16)]
    waves = [sum(half[i][k] * cosine[j][k] for k in range(64)) for i in range(16) for j in range(16)]
    middle = sorted(waves)[127]
    steps = sum(int(abs(cells[i][j] - cells[i + 1][j]) * 100 / 255) for i in range(63) for j in range(64))
    steps += sum(int(abs(cells[i][j] - cells[i][j + 1]) * 100 / 255) for i in range(64) for j in range(63))
    return sum(1 << at for at, wave in enumerate(waves) if wave > middle), min(100, steps // 90)


def _brightness(pixel: Any) -> float:
    red, green, blue = pixel
    return float(0.299 * red + 0.587 * green + 0.114 * blue)


def boxed(row: list[float]) -> list[float]:
    """The mean of a window of four: one before, two behind; at the ends of what there is."""
    windows = (row[max(0, at - 1) : at + 3] for at in range(len(row)))
    return [sum(window) / len(window) for window in windows]


@pytest.mark.parametrize("name", SCENES[:3])
def test_a_fingerprint_is_the_one_of_the_specification(name: str) -> None:
    found = fingerprints.of(scene(name))
    hash_, quality = by_the_book(scene(name))
    assert (int.from_bytes(found.hash) ^ hash_).bit_count() <= 2  # sums in another order round another way
    assert abs(found.quality - quality) <= 1


def test_half_of_its_bits_are_set() -> None:
    assert {int.from_bytes(fingerprints.of(scene(name)).hash).bit_count() for name in SCENES} == {128}


def test_of_a_protected_picture_fifteen_views_are_kept_in_eight_ways() -> None:
    kept = protected("lake")
    assert len(kept) == fingerprints.HASHES == 120
    assert {len(one) for one in kept} == {32}
    assert kept[0] == fingerprints.of(scene("lake")).hash


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_picture_is_found_as_often_as_was_measured(name: str) -> None:
    change, alike, similar = CHANGES[name]
    found = [nearest(change(scene(one)), protected(one)) for one in SCENES]
    assert sum(bits <= ALIKE for bits in found) / len(found) >= alike, found
    assert sum(bits <= SIMILAR for bits in found) / len(found) >= similar, found


def test_no_other_picture_is_found() -> None:
    pairs = permutations(SCENES, 2)
    found = {(one, other): nearest(scene(one), protected(other)) for one, other in pairs}
    assert min(found.values()) > SIMILAR + 10, min(found.items(), key=lambda pair: pair[1])


def test_two_cards_of_one_template_are_not_one_picture() -> None:
    one, other = (card(words) for words in CARDS)
    assert fingerprints.of(one).tells
    assert nearest(other, fingerprints.seen_again(one)) > SIMILAR
    assert nearest(one, fingerprints.seen_again(one)) == 0


def test_a_picture_with_nothing_in_it_is_left_alone() -> None:
    plain = Image.new("RGB", (800, 600), (200, 190, 180))
    assert not fingerprints.of(plain).tells
    assert fingerprints.seen_again(plain) == []


@pytest.mark.parametrize("size", [(200, 200), (320, 2400), (3000, 200)])
def test_a_picture_of_any_shape_has_one(size: tuple[int, int]) -> None:
    found = fingerprints.of(pictures.photograph(*size))
    assert len(found.hash) == 32
    assert len(fingerprints.seen_again(pictures.photograph(*size))) == 120


def test_photographs_are_found_after_they_were_saved_again_cropped_and_mirrored() -> None:
    folder = pictures.samples() / "photos"
    if not folder.is_dir():
        missing("sample photographs", "IMPRIMATUR_SAMPLES")
    for path in sorted(folder.glob("*_[16].jpg")):
        image = Image.open(path).convert("RGB")
        kept = fingerprints.seen_again(image)
        for name in (
            "JPEG, quality 40",
            "a tenth less",
            "mirrored",
            "a tenth off its left",
            "in a white border",
        ):
            assert nearest(CHANGES[name][0](image), kept) <= ALIKE, (path.name, name)
