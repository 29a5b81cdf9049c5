"""Parts of a picture as data: a crop and a focal point, in ten-thousandths of the upright original; pure.

A crop is written ``left,top,width,height``, a point ``left,top``; empty is the whole picture and its middle. Both are
kept as text, because they are hashed, and a text has one form where a fraction has many.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

WHOLE = 10_000
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


def area(said: str) -> Area:
    """The area a text names; empty names the whole. ValueError for what is none."""
    if not said:
        return EVERYTHING
    found = _AREA.fullmatch(said)
    if found is None:
        raise ValueError("a crop is four numbers: left,top,width,height")
    return Area(*(int(part) for part in found.groups()))


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
