"""What people do to a picture before they send it again."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageEnhance, ImageFont, ImageOps

Change = Callable[[Image.Image], Image.Image]


def saved_as(kind: str, quality: int) -> Change:
    def change(image: Image.Image) -> Image.Image:
        out = io.BytesIO()
        image.save(out, kind, quality=quality)
        return Image.open(io.BytesIO(out.getvalue())).convert("RGB")

    return change


def cropped(left: float, top: float, right: float, bottom: float) -> Change:
    """What lies between these shares of the sides."""

    def change(image: Image.Image) -> Image.Image:
        wide, tall = image.size
        return image.crop((round(wide * left), round(tall * top), round(wide * right), round(tall * bottom)))

    return change


def wide(width: int) -> Change:
    return lambda image: image.resize((width, round(image.height * width / image.width)))


def with_a_bar(image: Image.Image) -> Image.Image:
    """A line of writing over the lowest 12 %."""
    made = image.copy()
    ImageDraw.Draw(made).rectangle((0, made.height * 0.88, made.width, made.height), fill="black")
    return made


def bordered(image: Image.Image) -> Image.Image:
    return ImageOps.expand(image, round(image.width * 0.05), "white")


def in_wide_shape(image: Image.Image) -> Image.Image:
    down = image.width * 9 / 16 / image.height
    return cropped(0, (1 - down) / 2, 1, (1 + down) / 2)(image)


CHANGES: dict[str, tuple[Change, float, float]] = {
    "WebP, quality 80": (saved_as("WEBP", 80), 1.0, 1.0),
    "JPEG, quality 40": (saved_as("JPEG", 40), 1.0, 1.0),
    "800 pixels wide": (wide(800), 1.0, 1.0),
    "320 pixels wide": (wide(320), 1.0, 1.0),
    "without colour": (lambda image: image.convert("L").convert("RGB"), 1.0, 1.0),
    "a third brighter": (lambda image: ImageEnhance.Brightness(image).enhance(1.3), 0.75, 0.9),
    "a twentieth less": (cropped(0.025, 0.025, 0.975, 0.975), 1.0, 1.0),
    "a tenth less": (cropped(0.05, 0.05, 0.95, 0.95), 1.0, 1.0),
    "a fifth less": (cropped(0.1, 0.1, 0.9, 0.9), 1.0, 1.0),
    "cut to 16:9": (in_wide_shape, 1.0, 1.0),
    "a tenth off its left": (cropped(0.1, 0, 1, 1), 1.0, 1.0),
    "a fourteenth off its left": (cropped(0.07, 0, 1, 1), 0.0, 0.6),
    "with a bar": (with_a_bar, 0.3, 0.8),
    "mirrored": (ImageOps.mirror, 1.0, 1.0),
    "on its side": (lambda image: image.transpose(Image.Transpose.ROTATE_90), 1.0, 1.0),
    "turned two degrees": (
        lambda image: image.rotate(2, Image.Resampling.BICUBIC, fillcolor="white"),
        0.1,
        0.8,
    ),
    "in a white border": (bordered, 1.0, 1.0),
    "a tenth off a corner": (cropped(0.1, 0.1, 1, 1), 0.0, 0.0),
}
"""Each with the share of pictures that must be found within 31 bits, and within 52. The last is found by none of the
views, and says so."""


def card(words: str) -> Image.Image:
    """A text card of one template: the same frame, dot, colours and signature, other words."""
    image = Image.new("RGB", (1080, 1080), (24, 61, 61))
    pencil = ImageDraw.Draw(image)
    pencil.rectangle((50, 50, 1030, 1030), outline=(230, 220, 190), width=6)
    pencil.ellipse((860, 90, 990, 220), fill=(224, 122, 95))
    pencil.multiline_text(
        (110, 260), words, fill=(250, 245, 230), font=ImageFont.load_default(64), spacing=20
    )
    pencil.text((110, 940), "harrow lane clinic", fill=(230, 220, 190), font=ImageFont.load_default(40))
    return image


CARDS = (
    "Walk a little every day,\nrain or shine: ten\nminutes in the morning,\nten after lunch, and\nsoon the stairs.",
    "Sleep is not a luxury.\nPut the telephone in\nthe kitchen, draw the\ncurtains, and go to\nbed when you are tired.",
)
