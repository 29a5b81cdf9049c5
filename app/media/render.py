"""The public pictures made of an original: pixels only, upright, sRGB, fixed widths, three formats.

A pure function: the same original gives the same bytes. Nothing of the file but its pixels is carried
over; each encoder gets a picture whose every note was emptied. When the widths, the settings below or
the libraries change the bytes, `storage.RECIPE` changes too.
"""

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

from PIL import Image, ImageCms
from PIL.Image import Resampling, Transpose

from app.media.areas import EVERYTHING, Area, stored
from app.media.inspect import TURNED, reading

WIDTHS = (1920, 1280, 960, 640, 320)
# Larger renditions are left out, so that a picture much taller than wide costs no more than a photograph.
# An upright phone picture of 9:16 at full width has 6.6 million pixels.
MAX_RENDITION_PIXELS = 7_000_000
PAPER = (255, 255, 255)  # what transparent pixels lie on where the format knows none

# The fast settings: AVIF below speed 9 takes up to ten times the time for 9 % fewer bytes, WebP above method
# 1 four times for none. One AVIF thread: the bytes must not depend on the machine's processors.
ENCODERS: dict[str, tuple[str, dict[str, Any]]] = {
    "avif": ("AVIF", {"quality": 58, "speed": 9, "codec": "aom", "max_threads": 1}),
    "webp": ("WEBP", {"quality": 78, "method": 1}),
    "jpg": ("JPEG", {"quality": 80, "progressive": True, "optimize": True}),
}

UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}

_SRGB = ImageCms.createProfile("sRGB")
_STRIP_PIXELS = 2_000_000
_LARGE = 16_000_000  # above this the box filter alone brings the picture near its size, to save memory


@dataclass(frozen=True)
class Rendition:
    """One public file: `body` is what is served."""

    width: int
    height: int
    format: str
    body: bytes

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def renditions(image: Image.Image, orientation: int, area: Area = EVERYTHING) -> Iterator[Rendition]:
    """Every rendition of an area of the upright picture, widest first, one at a time so that one at a time is held
    in memory.

    `image` is as `inspect.opened` gives it. Raises Unacceptable if its pixels cannot be read.
    """
    with reading():
        sizes = sizes_of(image.size, orientation, area)
        picture = _upright_srgb(image, orientation, stored(area, orientation), sizes[0])
    for size in sizes:
        picture = picture.resize(size, Resampling.LANCZOS)  # each from the one above
        for ending in ENCODERS:
            yield Rendition(*size, ending, _encoded(picture, ending))


def one(image: Image.Image, orientation: int, *, widest: int, most: int) -> Image.Image:
    """The whole picture once, upright, sRGB, on paper: at most `widest` pixels across and `most` pixels in all.

    `image` is as `inspect.opened` gives it. Raises Unacceptable if its pixels cannot be read.
    """
    across, down = image.size[::-1] if orientation in TURNED else image.size
    scale = min(1.0, widest / across, (most / (across * down)) ** 0.5)
    size = max(1, round(across * scale)), max(1, round(down * scale))
    with reading():
        return _on_paper(_upright_srgb(image, orientation, stored(EVERYTHING, orientation), size))


def sizes_of(
    stored_size: tuple[int, int], orientation: int, area: Area = EVERYTHING
) -> list[tuple[int, int]]:
    """Width and height of each rendition, widest first. Nothing is enlarged; there is always at least one."""
    left, top, right, bottom = area.box(*(stored_size[::-1] if orientation in TURNED else stored_size))
    width, height = right - left, bottom - top
    wanted = [wide for wide in WIDTHS if wide <= width] or [width]
    scaled = [(wide, max(1, round(height * wide / width))) for wide in wanted]
    return [size for size in scaled if size[0] * size[1] <= MAX_RENDITION_PIXELS] or scaled[-1:]


def _upright_srgb(image: Image.Image, orientation: int, part: Area, size: tuple[int, int]) -> Image.Image:
    """A part of the file at its largest public size. Shrinking comes first: colour and turning then cost little."""
    target = size[::-1] if orientation in TURNED else size
    _draft(image, part, target)
    image.load()
    profile = image.info.get("icc_profile")
    small = _shrunk(image, part.box(*image.size), target).resize(target, Resampling.LANCZOS)
    picture = _without_idle_alpha(_srgb(small, profile))
    picture = picture.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else picture
    picture.info.clear()
    return picture


def _draft(image: Image.Image, part: Area, target: tuple[int, int]) -> None:
    """A JPEG decodes straight to an eighth, a quarter or a half, as long as the part keeps its target's pixels."""
    left, top, right, bottom = part.box(*image.size)
    across, down = target[0] / (right - left), target[1] / (bottom - top)
    image.draft("RGB", (ceil(image.width * across), ceil(image.height * down)))


def _shrunk(image: Image.Image, box: tuple[int, int, int, int], target: tuple[int, int]) -> Image.Image:
    """A version between the box of the original and the target, in a mode that can be filtered, made strip by strip.

    A whole copy in another mode would double the memory of the largest pictures.
    """
    left, upper, right, lower = box
    width, height = right - left, lower - upper
    ratio = width / target[0]
    factor = max(1, int(ratio if width * height > _LARGE else ratio / 2))
    if factor == 1:
        return _plain(image if box == (0, 0, *image.size) else image.crop(box))
    rows = max(1, _STRIP_PIXELS // width // factor) * factor
    tops = range(upper, lower, rows)
    strips = (_plain(image.crop((left, top, right, min(top + rows, lower)))).reduce(factor) for top in tops)
    return _stacked(strips, (-(-width // factor), -(-height // factor)))


def _stacked(strips: Iterator[Image.Image], size: tuple[int, int]) -> Image.Image:
    first = next(strips)
    whole = Image.new(first.mode, size)
    whole.paste(first, (0, 0))
    top = first.height
    for strip in strips:
        whole.paste(strip, (0, top))
        top += strip.height
    return whole


def _sixteen_bit(image: Image.Image) -> Image.Image:
    return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")


# How each mode a decoder may give becomes one that can be filtered; all others stay.
_TO_PLAIN: dict[str, Callable[[Image.Image], Image.Image]] = {
    "1": lambda image: image.convert("L"),
    "I": _sixteen_bit,
    "I;16": _sixteen_bit,
    "I;16B": _sixteen_bit,
    "LA": lambda image: image.convert("RGBA"),
    "PA": lambda image: image.convert("RGBA"),
    "P": lambda image: image.convert("RGB"),
    "YCbCr": lambda image: image.convert("RGB"),
}


def _plain(image: Image.Image) -> Image.Image:
    """L, RGB, RGBA or CMYK, eight bits each. A colour declared transparent becomes an alpha channel."""
    if image.has_transparency_data and image.mode in ("1", "L", "P", "RGB"):
        return image.convert("RGBA")
    convert = _TO_PLAIN.get(image.mode)
    return convert(image) if convert else image


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB or RGBA in sRGB. A profile that is broken, or not for this kind of picture, counts as none."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if not _is_srgb(source):
                return _converted(image, source, mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return image if image.mode == mode else image.convert(mode)


def _converted(image: Image.Image, source: ImageCms.ImageCmsProfile, mode: str) -> Image.Image:
    intent, flags = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
    colours = image.convert("RGB") if mode == "RGBA" else image
    made = ImageCms.profileToProfile(colours, source, _SRGB, intent, outputMode="RGB", flags=flags)
    assert made is not None  # nothing is done in place
    if mode == "RGBA":
        made.putalpha(image.getchannel("A"))
    return made


def _is_srgb(profile: ImageCms.ImageCmsProfile) -> bool:
    return ImageCms.getProfileDescription(profile).startswith("sRGB")


def _without_idle_alpha(image: Image.Image) -> Image.Image:
    """An alpha channel that hides nothing only costs bytes."""
    opaque = image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255)
    return image.convert("RGB") if opaque else image


def _encoded(picture: Image.Image, ending: str) -> bytes:
    name, settings = ENCODERS[ending]
    picture = _on_paper(picture) if name == "JPEG" else picture
    out = io.BytesIO()
    try:
        picture.save(out, name, **settings)
    except (OSError, RuntimeError) as why:  # a plain picture of a bounded size: only memory can be missing
        raise MemoryError(f"no {name} of {picture.size}") from why
    return out.getvalue()


def _on_paper(picture: Image.Image) -> Image.Image:
    """Transparent pixels over a white sheet."""
    if picture.mode != "RGBA":
        return picture
    sheet = Image.new("RGB", picture.size, PAPER)
    sheet.paste(picture, mask=picture.getchannel("A"))
    return sheet
