"""The bar of one 12-megapixel photograph: the child process beside a bare script that makes the same files."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from app.media import render, sandbox
from tests.bench.measure import Row, against
from tests.media import pictures

BARE = """
import sys
from pathlib import Path
from PIL import Image, ImageOps
source, out, encoders = Path(sys.argv[1]), Path(sys.argv[2]), eval(sys.argv[3])
sizes = eval(sys.argv[4])
image = Image.open(source)
image.draft("RGB", sizes[0])
picture = ImageOps.exif_transpose(image).convert("RGB")
for size in sizes:
    picture = picture.resize(size, Image.Resampling.LANCZOS)
    for ending, (kind, settings) in encoders.items():
        picture.save(out / f"{size[0]}.{ending}", kind, **settings)
"""
"""Nothing but Pillow at its best: reduced while decoding, each width from the one above, the same encoders."""


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="imp-bench-") as name:
        folder = Path(name)
        source = folder / "photograph.jpg"
        source.write_bytes(pictures.saved(pictures.photograph(4000, 3000), "JPEG", quality=88))
        yield against(
            "one 12-megapixel photograph, taken in",
            partial(_product, source, folder),
            partial(_bare, source, folder),
            named="bare Pillow making the same files in a process of its own",
            goal=1.3,
            rounds=5,
        )


def _product(source: Path, folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as out:
        found = sandbox.take_in(source, Path(out))
        assert isinstance(found, sandbox.Ready), found


def _bare(source: Path, folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as out:
        told = [str(source), out, repr(render.ENCODERS), repr(render.sizes_of((4000, 3000), 1))]
        subprocess.run([sys.executable, "-I", "-c", BARE, *told], check=True)
