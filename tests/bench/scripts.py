"""The bars of what a browser downloads: scripts, gzipped, of the page that loads most, as its templates say."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

from config import ROOT
from tests.bench.measure import Row

STATIC, TEMPLATES = ROOT / "app" / "static", ROOT / "templates"
PAGES = {
    "the JavaScript a reader is offered": ("layouts/site.html", "publishing/", 5.0),
    "the JavaScript of the desk": ("layouts/desk.html", "", 40.0),
    "the JavaScript of the writing desk": ("layouts/guest.html", "submissions/draft.html", 160.0),
}
"""Which pages: those that extend this layout and whose template begins so; and how many kB are enough."""
EXTENDS = re.compile(r"{% extends (.+?) %}")
NAMED = re.compile(r'"([^"]+)"')
BLOCK = re.compile(r"{% block scripts %}(.*?){% endblock %}", re.DOTALL)
LOADED = re.compile(r"asset\('([^']+\.js)'\)")
IMPORTED = re.compile(r'(?:from|import)\s*\(?"\./([^"]+)"')


def rows() -> Iterator[Row]:
    for name, (layout, beginning, goal) in PAGES.items():
        page, size = max(pages(layout, beginning).items(), key=lambda one: one[1])
        said = f"{goal:g} kB gzip; {page} loads most"
        yield Row(name, size, "kB gzip", said, size / goal, goal, size <= goal, 1)


def pages(layout: str, beginning: str = "") -> dict[str, float]:
    """The kilobytes that each page of a layout loads, by the name of its template."""
    names = sorted(str(one.relative_to(TEMPLATES)) for one in TEMPLATES.rglob("*.html"))
    return {
        name: sum(len(gzip.compress((STATIC / file).read_bytes())) for file in whole(scripts(name, layout)))
        / 1000
        for name in names
        if name.startswith(beginning) and layout in above(name)
    }


def above(name: str) -> list[str]:
    """What a template may extend: those that it names, or any layout of a page where the view chooses."""
    found = EXTENDS.search(_read(name))
    return (NAMED.findall(found[1]) or [layout for layout, *_ in PAGES.values()]) if found else []


def scripts(name: str, layout: str) -> set[str]:
    """What the page asks for: what it names itself, and what its layout does unless the page puts something else in
    the place of that."""
    said = _read(name)
    asked, own = set(LOADED.findall(said)), BLOCK.search(said)
    if name != layout and (own is None or "super()" in own[1]):
        asked |= scripts(layout, layout)
    return asked


def whole(files: set[str]) -> set[str]:
    """The files, the modules they import, and so on."""
    found, left = set(files), list(files)
    while left:
        file = left.pop()
        folder = file.rpartition("/")[0]
        said = (STATIC / file).read_text(encoding="utf-8")
        more = {f"{folder}/{name}" for name in IMPORTED.findall(said)} - found
        found |= more
        left += more
    return found


def _read(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")
