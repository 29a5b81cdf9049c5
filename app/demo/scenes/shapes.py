"""Outlines: lists of points in design units. Pure geometry, no pixels."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import cos, hypot, pi, radians, sin

Point = tuple[float, float]
Shape = list[Point]


def outline(points: str) -> Shape:
    """Points written as SVG writes them: "x,y x,y x,y"."""
    pairs = (pair.split(",") for pair in points.split())
    return [(float(x), float(y)) for x, y in pairs]


def rect(x: float, y: float, w: float, h: float, r: float = 0) -> Shape:
    """A rectangle from its top left corner, with corners rounded by `r`."""
    if r <= 0:
        return [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
    r = min(r, w / 2, h / 2)
    corners = [
        (x + w - r, y + r, -90),
        (x + w - r, y + h - r, 0),
        (x + r, y + h - r, 90),
        (x + r, y + r, 180),
    ]
    return [point for cx, cy, start in corners for point in arc(cx, cy, r, r, start, start + 90, 10)]


def arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float, steps: int = 48) -> Shape:
    """Part of an ellipse; degrees, clockwise from three o'clock."""
    angles = [radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return [(cx + rx * cos(a), cy + ry * sin(a)) for a in angles]


def oval(cx: float, cy: float, rx: float, ry: float, turn: float = 0) -> Shape:
    """An ellipse, turned clockwise by `turn` degrees."""
    return turned(arc(cx, cy, rx, ry, 0, 360, 72), (cx, cy), turn)


def turned(shape: Sequence[Point], centre: Point, degrees: float) -> Shape:
    """The shape turned clockwise about a point."""
    if not degrees:
        return list(shape)
    c, s = cos(radians(degrees)), sin(radians(degrees))
    cx, cy = centre
    return [(cx + (x - cx) * c - (y - cy) * s, cy + (x - cx) * s + (y - cy) * c) for x, y in shape]


def moved(shape: Sequence[Point], dx: float, dy: float, scale: float = 1.0) -> Shape:
    """The shape scaled about the origin, then moved."""
    return [(x * scale + dx, y * scale + dy) for x, y in shape]


def mirrored(shape: Sequence[Point], x: float) -> Shape:
    """The shape seen in a mirror that stands at `x`."""
    return [(2 * x - px, py) for px, py in shape]


def curve(points: Sequence[Point], steps: int = 14) -> Shape:
    """An open smooth line through every point (Catmull-Rom)."""
    padded = [points[0], *points, points[-1]]
    return [*_catmull(padded, steps), points[-1]]


def blob(points: Sequence[Point], steps: int = 14) -> Shape:
    """A closed smooth outline through every point (Catmull-Rom)."""
    return _catmull([points[-1], *points, points[0], points[1]], steps)


def _catmull(p: Sequence[Point], steps: int) -> Shape:
    line: Shape = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False):
        for i in range(steps):
            t = i / steps
            line.append((_spline(a[0], b[0], c[0], d[0], t), _spline(a[1], b[1], c[1], d[1], t)))
    return line


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def ribbon(points: Sequence[Point], widths: Sequence[float], steps: int = 14) -> Shape:
    """A band along a smooth line whose width changes from point to point; round at both ends."""
    line = curve(points, steps)
    spread = [_at(widths, i / (len(line) - 1)) / 2 for i in range(len(line))]
    left: Shape = []
    right: Shape = []
    for i, (x, y) in enumerate(line):
        (x0, y0), (x1, y1) = line[max(i - 1, 0)], line[min(i + 1, len(line) - 1)]
        length = hypot(x1 - x0, y1 - y0) or 1.0
        nx, ny = (y0 - y1) / length * spread[i], (x1 - x0) / length * spread[i]
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return left + _cap(line[-1], left[-1]) + right[::-1] + _cap(line[0], right[0])


def spaced(line: Sequence[Point], count: int) -> Shape:
    """The line again, as `count` points at even distances along it."""
    lengths = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(line)]
    step, points, gone, i = sum(lengths) / (count - 1), [line[0]], 0.0, 0
    for n in range(1, count - 1):
        while gone + lengths[i] < n * step:
            gone, i = gone + lengths[i], i + 1
        t = (n * step - gone) / lengths[i]
        (x0, y0), (x1, y1) = line[i], line[i + 1]
        points.append((x0 + (x1 - x0) * t, y0 + (y1 - y0) * t))
    return [*points, line[-1]]


def _cap(centre: Point, edge: Point) -> Shape:
    return [turned([edge], centre, -180 * i / 10)[0] for i in range(1, 10)]


def _at(values: Sequence[float], t: float) -> float:
    place = t * (len(values) - 1)
    i = min(int(place), len(values) - 2)
    return values[i] + (values[i + 1] - values[i]) * (place - i)


def ridge(points: Sequence[Point], bottom: float) -> Shape:
    """Ground under a smooth skyline, down to `bottom`."""
    return [*curve(points), (points[-1][0], bottom), (points[0][0], bottom)]


def leaf(x: float, y: float, length: float, width: float, turn: float) -> Shape:
    """A pointed leaf that grows from (x, y); at turn 0 it points up."""
    side = [(width / 2 * sin(pi * i / 12) ** 0.9, -length * i / 12) for i in range(13)]
    outline = side + [(-px, py) for px, py in reversed(side)]
    return turned(moved(outline, x, y), (x, y), turn)
