"""The pictures that are made of a file, in the child: written one by one, numbered through, the first also small."""

from __future__ import annotations

import io
import time
from pathlib import Path

from PIL import Image
from PIL.Image import Resampling

from app.media import inspect, render
from app.media.formats import Unacceptable
from app.viewing import kinds
from app.viewing.views import Part, Sheet

THUMBNAIL = 0  # its number
_JPEG = {"quality": 82, "optimize": True}


class Sheets:
    """Writes `<number>.jpg` to a folder; 0 is the thumbnail."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._began = time.process_time()
        self.made = 0

    @property
    def is_late(self) -> bool:
        """So much time was spent that no further page is begun."""
        return time.process_time() - self._began > kinds.SECONDS

    @property
    def room(self) -> int:
        """How many more there may be."""
        return kinds.MOST_SHEETS - self.made

    def add(self, image: Image.Image, words: str = "") -> Sheet:
        """A picture of ours: pixels on paper, and nothing else."""
        image = image if image.mode == "RGB" else image.convert("RGB")
        if not self.made:
            small = image.copy()
            small.thumbnail((kinds.THUMBNAIL, kinds.THUMBNAIL), Resampling.LANCZOS)
            self._write(THUMBNAIL, small)
        self.made += 1
        self._write(self.made, image)
        return Sheet(self.made, image.width, image.height, words)

    def _write(self, number: int, image: Image.Image) -> None:
        out = io.BytesIO()
        image.save(out, "JPEG", **_JPEG)
        (self._folder / f"{number}.jpg").write_bytes(out.getvalue())


def picture(path: Path, name: str, sheets: Sheets) -> Part:
    """A stranger's picture as one of ours, upright and in sRGB, without anything else that was in the file."""
    size = path.stat().st_size
    try:
        with inspect.opened(path) as (kind, image):
            found = inspect.inspect(path, kind, image)
            plain = render.one(
                image, found.orientation, widest=kinds.WIDEST, most=kinds.WIDEST * 5 * kinds.WIDEST
            )
        return Part(name, kind.name, size, sheets=(sheets.add(plain),))
    except Unacceptable as why:
        reason = why.refusal.sentence.partition(". ")[0].rstrip(
            "."
        )  # what follows is advice to whoever sent it
        return Part(name, "picture", size, said=(f"{reason}. {kinds.UNSHOWN_PICTURE.sentence}",))
