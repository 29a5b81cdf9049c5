"""The paper and the brushes. Scenes speak design units; the canvas turns them into pixels.

Everything is drawn at twice the size asked for and reduced at the end, which smooths every edge. The house style
is cut paper with stippled shade: flat shapes, a grainy shadow on one side, soft light, paper grain over all.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from app.demo.scenes.shapes import Point, Shape

Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]

FINE = 2  # pixels drawn for each pixel delivered, on each axis
_REACH = 64  # how many lengths of itself a gradient is continued flat on both sides


def ink(code: str) -> Colour:
    """A colour from six hexadecimal digits."""
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def mix(a: str, b: str, t: float) -> str:
    """The colour `t` of the way from `a` to `b`."""
    return "".join(f"{round(x + (y - x) * t):02x}" for x, y in zip(ink(a), ink(b), strict=True))


def _make_ramp() -> Image.Image:
    ramp = Image.new("L", (3, 256 * (2 * _REACH + 1)), 255)
    ramp.paste(0, (0, 0, 3, 256 * _REACH))
    ramp.paste(Image.linear_gradient("L").crop((0, 0, 3, 256)), (0, 256 * _REACH))
    return ramp


_RAMP = _make_ramp()


class Canvas:
    """One picture in the making."""

    def __init__(self, size: tuple[int, int], design: tuple[int, int], seed: int, paper: str) -> None:
        width, height = size[0] * FINE, size[1] * FINE
        self.scale = max(width / design[0], height / design[1])
        self.shift = ((width - design[0] * self.scale) / 2, (height - design[1] * self.scale) / 2)
        self.width, self.height = design
        self.random = random.Random(seed)  # noqa: S311 - the same picture each time, not a secret
        self.image = Image.new("RGB", (width, height), ink(paper))
        self._grain = Image.frombytes("L", size, self.random.randbytes(size[0] * size[1]))
        self._noise = self._grain.resize((width, height), Image.Resampling.NEAREST)

    # Flat colour

    def fill(self, shape: Sequence[Point], colour: str, alpha: float = 1.0) -> None:
        """A flat shape."""
        if alpha >= 1:
            ImageDraw.Draw(self.image).polygon(self._pixels(shape), fill=ink(colour))
        elif box := self._box(shape):
            self._lay(colour, box, self._mask(shape, box), alpha)

    def stroke(self, line: Sequence[Point], width: float, colour: str, alpha: float = 1.0) -> None:
        """A line of even width with round joints and ends."""
        pen = max(1, round(width * self.scale))
        box = self._box(line, width)
        if box is None:
            return
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        draw = ImageDraw.Draw(mask)
        points = [(x - box[0], y - box[1]) for x, y in self._pixels(line)]
        draw.line(points, fill=255, width=pen, joint="curve")
        for x, y in (points[0], points[-1]):
            draw.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=255)
        self._lay(colour, box, mask, alpha)

    def dashes(self, line: Sequence[Point], width: float, colour: str, on: int = 3, off: int = 3) -> None:
        """A broken line; `on` and `off` count the points of the line, so give it many."""
        for i in range(0, len(line) - 1, on + off):
            self.stroke(line[i : i + on + 1], width, colour)

    # Light and shade

    def fade(self, shape: Sequence[Point], colours: tuple[str, str], a: Point, b: Point) -> None:
        """A shape whose colour goes from the first at `a` to the second at `b`."""
        if box := self._box(shape):
            mask = self._mask(shape, box)
            self.image.paste(ink(colours[0]), box, mask)
            self.image.paste(ink(colours[1]), box, ImageChops.multiply(mask, self._ramp(box, a, b)))

    def wash(self, shape: Sequence[Point], colour: str, a: Point, b: Point, alpha: float = 0.5) -> None:
        """Smooth colour over a shape, full at `a` and gone at `b`."""
        if box := self._box(shape):
            ramp = ImageChops.invert(self._ramp(box, a, b))
            self._lay(colour, box, ImageChops.multiply(self._mask(shape, box), ramp), alpha)

    def grain(self, shape: Sequence[Point], colour: str, a: Point, b: Point, alpha: float = 0.6) -> None:
        """Stippled shade over a shape: dense at `a`, gone at `b`."""
        if box := self._box(shape):
            ramp = ImageChops.invert(self._ramp(box, a, b)).point([int(v * v / 290) for v in range(256)])
            dots = ImageChops.subtract(ramp, self._noise.crop(box)).point([0] + [255] * 255)
            self._lay(colour, box, ImageChops.multiply(self._mask(shape, box), dots), alpha)

    def glow(self, centre: Point, rx: float, ry: float, colour: str, alpha: float = 0.6) -> None:
        """A soft round light."""
        (x, y), k = self._pixels([centre])[0], self.scale
        size = (max(2, round(rx * 2 * k)), max(2, round(ry * 2 * k)))
        # Pillow's gradient reaches white in the corners; a glow has to end at the middle of each side.
        lit = Image.radial_gradient("L").point(
            [int(max(0, 255 - v * 1.4143) ** 2 / 255 * alpha) for v in range(256)]
        )
        corner = (round(x - rx * k), round(y - ry * k))
        lit = lit.resize(size, Image.Resampling.BILINEAR)
        self.image.paste(ink(colour), (*corner, corner[0] + size[0], corner[1] + size[1]), lit)

    def soft(self, shape: Sequence[Point], colour: str, blur: float, alpha: float = 0.4) -> None:
        """A shape out of focus: shadows, light on a floor, things far away."""
        box = self._box(shape, blur * 3)
        if box is None:
            return
        step = 8 if blur * self.scale > 12 else 2
        size = (max(2, (box[2] - box[0]) // step), max(2, (box[3] - box[1]) // step))
        mask = Image.new("L", size)
        points = [((x - box[0]) / step, (y - box[1]) / step) for x, y in self._pixels(shape)]
        ImageDraw.Draw(mask).polygon(points, fill=255)
        mask = mask.filter(ImageFilter.GaussianBlur(blur * self.scale / step))
        full = mask.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BILINEAR)
        self._lay(colour, box, full, alpha)

    def shaded(self, shape: Sequence[Point], colour: str, dark: str, a: Point, b: Point) -> None:
        """A flat shape with stippled shade that is dense at `a`: the brush used most."""
        self.fill(shape, colour)
        self.grain(shape, dark, a, b)

    @contextmanager
    def inside(self, shape: Sequence[Point]) -> Iterator[None]:
        """What is painted within shows only inside the shape."""
        box = self._box(shape)
        if box is None:
            yield
            return
        before, mask = self.image.crop(box), self._mask(shape, box)
        untouched = self.image.copy()
        yield
        before.paste(self.image.crop(box), (0, 0), mask)
        untouched.paste(before, box)
        self.image = untouched

    # Words

    def text(
        self, at: Point, words: str, *, size: float, colour: str, anchor: str = "ls", bold: bool = False
    ) -> None:
        """A line of lettering in the typeface that comes with the imaging library; anchors as Pillow names them."""
        font = ImageFont.load_default(size * self.scale)
        weight = size * self.scale / 62 if bold else 0
        ImageDraw.Draw(self.image).text(
            self._pixels([at])[0], words, font=font, fill=ink(colour), anchor=anchor, stroke_width=weight
        )

    def finish(self) -> Image.Image:
        """The picture at the size asked for, with the grain of the paper."""
        picture = self.image.reduce(FINE)
        fine = self._grain.point([128 + (v - 128) // 11 for v in range(256)])
        fibre = self._grain.filter(ImageFilter.GaussianBlur(2)).point([_fibre(v) for v in range(256)])
        paper = Image.merge("RGB", [ImageChops.add(fine, fibre, 2)] * 3)
        return ImageChops.overlay(picture, paper)

    # From design units to pixels

    def _pixels(self, shape: Sequence[Point]) -> Shape:
        k, (dx, dy) = self.scale, self.shift
        return [(x * k + dx, y * k + dy) for x, y in shape]

    def _box(self, shape: Sequence[Point], margin: float = 0) -> Box | None:
        points = self._pixels(shape)
        edge = margin * self.scale + 2
        left, top = (
            max(0, int(min(x for x, _ in points) - edge)),
            max(0, int(min(y for _, y in points) - edge)),
        )
        right = min(self.image.width, int(max(x for x, _ in points) + edge))
        bottom = min(self.image.height, int(max(y for _, y in points) + edge))
        return (left, top, right, bottom) if right > left and bottom > top else None

    def _mask(self, shape: Sequence[Point], box: Box) -> Image.Image:
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        ImageDraw.Draw(mask).polygon([(x - box[0], y - box[1]) for x, y in self._pixels(shape)], fill=255)
        return mask

    def _ramp(self, box: Box, a: Point, b: Point) -> Image.Image:
        """Black at `a`, white at `b`, flat beyond both."""
        (ax, ay), (bx, by) = self._pixels([a, b])
        dx, dy = bx - ax, by - ay
        k = 256 / (dx * dx + dy * dy)
        start = 256 * _REACH + k * ((box[0] - ax) * dx + (box[1] - ay) * dy)
        size = (box[2] - box[0], box[3] - box[1])
        return _RAMP.transform(size, Image.Transform.AFFINE, (0, 0, 1.5, k * dx, k * dy, start))

    def _lay(self, colour: str, box: Box, mask: Image.Image, alpha: float) -> None:
        if alpha < 1:
            mask = mask.point([int(v * alpha) for v in range(256)])
        self.image.paste(ink(colour), box, mask)


def _fibre(value: int) -> int:
    """Blurring draws the noise towards the middle; stretch it back, gently."""
    return max(116, min(140, 128 + (value - 128) // 3))
