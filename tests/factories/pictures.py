"""Small pictures of our own drawing; each name gives other bytes, and the same bytes each time."""

from __future__ import annotations

import hashlib
import io

from PIL import Image, ImageDraw


def jpeg(name: str = "a picture", size: tuple[int, int] = (640, 480)) -> bytes:
    """A JPEG of a few coloured shapes that ``name`` decides."""
    dice = hashlib.sha256(name.encode()).digest()
    image = Image.new("RGB", size, (dice[0], dice[1], dice[2]))
    pencil = ImageDraw.Draw(image)
    for at in range(3, 27, 4):
        x, y = dice[at] * size[0] // 300, dice[at + 1] * size[1] // 300
        pencil.ellipse(
            (x, y, x + size[0] // 5, y + size[1] // 5), fill=(dice[at + 2], dice[at + 3], dice[at])
        )
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85, comment=name.encode())
    return out.getvalue()
