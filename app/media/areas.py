"""Parts of a picture as data: a crop and a focal point, in ten-thousandths of the upright original; pure.

A crop is written ``left,top,width,height``, a point ``left,top``; empty is the whole picture and its middle. Both are
kept as text, because they are hashed, and a text has one form where a fraction has many.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

WHOLE = 10_000
MIDDLE = 5
"""Tenths: where a picture without a focal point is centred."""
LEAST = 500
"""The smallest side of a crop: a twentieth of the picture."""

_AREA = re.compile(r"(\d{1,5}),(\d{1,5}),(\d{1,5}),(\d{1,5})", re.ASCII)
_POINT = re.compile(r"(\d{1,5}),(\d{1,5})", re.ASCII)


@dataclass(frozen=True)
class Area:
    """A rectangle inside the picture, in ten-thousandths of its sides."""

    left: int
    top: int
    width: int
    height: int

    def __post_init__(self) -> None:
        inside = self.left + self.width <= WHOLE and self.top + self.height <= WHOLE
        if not inside or min(self.width, self.height) < LEAST:
            raise ValueError("a crop lies inside the picture and has at least a twentieth of each side")

    def __str__(self) -> str:
        """One text for one area; the whole picture is the empty one."""
        if (self.left, self.top, self.width, self.height) == (0, 0, WHOLE, WHOLE):
            return ""
        return f"{self.left},{self.top},{self.width},{self.height}"

    def box(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Left, top, right and bottom in pixels of a picture of this size; never empty."""
        left, top = self.left * width // WHOLE, self.top * height // WHOLE
        right = max(left + 1, (self.left + self.width) * width // WHOLE)
        return left, top, right, max(top + 1, (self.top + self.height) * height // WHOLE)


EVERYTHING = Area(0, 0, WHOLE, WHOLE)

# How an upright area lies in the file, by EXIF orientation: sides exchanged first, then mirrored across, then down.
_STORED = {
    1: (False, False, False),
    2: (False, True, False),
    3: (False, True, True),
    4: (False, False, True),
    5: (True, False, False),
    6: (True, False, True),
    7: (True, True, True),
    8: (True, True, False),
}


def area(said: str) -> Area:
    """The area a text names; empty names the whole. ValueError for what is none."""
    if not said:
        return EVERYTHING
    found = _AREA.fullmatch(said)
    if found is None:
        raise ValueError("a crop is four numbers: left,top,width,height")
    return Area(*(int(part) for part in found.groups()))


def part(left: Decimal, top: Decimal, width: Decimal, height: Decimal) -> str:
    """The text of an area given in percent of the sides. ValueError for what is none."""
    return str(Area(*(_hundredfold(side) for side in (left, top, width, height))))


def spot(left: Decimal, top: Decimal) -> str:
    """The text of a point given in percent of the sides. ValueError for what is none."""
    return f"{_hundredfold(left)},{_hundredfold(top)}"


def percents(said: str) -> tuple[Decimal, ...]:
    """The numbers of an area or a point in percent; none for an empty one."""
    return tuple(Decimal(number) / 100 for number in said.split(",")) if said else ()


def _hundredfold(percent: Decimal) -> int:
    if not percent.is_finite() or not 0 <= percent <= 100:
        raise ValueError("a share of a side lies between 0 and 100 percent")
    return int((percent * 100).to_integral_value())


def point(said: str) -> tuple[int, int]:
    """The focal point a text names, or the middle. ValueError for what is none."""
    if not said:
        return WHOLE // 2, WHOLE // 2
    found = _POINT.fullmatch(said)
    if found is None or max(int(part) for part in found.groups()) > WHOLE:
        raise ValueError("a point is two numbers from 0 to 10000: left,top")
    return int(found[1]), int(found[2])


def size_of(crop: str, width: int, height: int) -> tuple[int, int]:
    """Width and height in pixels of what a crop leaves of an upright original of this size; 0, 0 of one unread."""
    if not (width and height):
        return width, height
    left, top, right, bottom = area(crop).box(width, height)
    return right - left, bottom - top


def stored(upright: Area, orientation: int) -> Area:
    """The same area in the pixels of the file, which the EXIF orientation (1 to 8) sets upright."""
    exchanged, across, down = _STORED.get(orientation, _STORED[1])
    left, top, width, height = upright.left, upright.top, upright.width, upright.height
    if exchanged:
        left, top, width, height = top, left, height, width
    return Area(
        WHOLE - left - width if across else left, WHOLE - top - height if down else top, width, height
    )


def focus(crop: str, focal: str) -> str:
    """The classes of a focal point (parts.css), in tenths of what the crop leaves; none for the middle.

    A page that cuts a picture to a fixed shape aligns this share of the picture with the same share of the frame:
    so the point itself is always in view.
    """
    if not focal:
        return ""
    shown, (left, top) = area(crop), point(focal)
    at = {"across": _tenths(left - shown.left, shown.width), "down": _tenths(top - shown.top, shown.height)}
    return " ".join(f"{way}-{tenths}" for way, tenths in at.items() if tenths != MIDDLE)


def _tenths(distance: int, side: int) -> int:
    return min(10, max(0, (distance * 20 + side) // (2 * side)))
