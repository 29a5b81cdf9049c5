"""The bars of what a browser downloads: scripts, gzipped, by page."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

from config import ROOT
from tests.bench.measure import Row, bound

STATIC = ROOT / "app" / "static"
LAYOUTS = {
    "the JavaScript a reader is offered": (("js/reader.js",), 5.0),
    "the JavaScript of the desk": (("js/desk.js",), 40.0),
    "the JavaScript of the writing desk": (("vendor/writing.js",), 160.0),
}


def rows() -> Iterator[Row]:
    for name, (files, goal) in LAYOUTS.items():
        size = sum(len(gzip.compress((STATIC / file).read_bytes())) for file in _whole(files)) / 1000
        yield bound(name, size, "kB gzip", goal)


def _whole(files: tuple[str, ...]) -> set[str]:
    """The files and the modules they import."""
    found = set(files)
    for file in files:
        imported = re.findall(r'from "\./([^"]+)"', (STATIC / file).read_text(encoding="utf-8"))
        found |= {f"{file.rpartition('/')[0]}/{name}" for name in imported}
    return found
