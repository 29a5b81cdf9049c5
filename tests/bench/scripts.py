"""The bars of what a browser downloads: scripts, gzipped, of the page that loads most, as its templates say."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from posixpath import normpath

from config import ROOT
from tests.bench.measure import Row

STATIC, TEMPLATES = ROOT / "app" / "static", ROOT / "templates"
LAYOUTS = {
    "the JavaScript a reader is offered": ("layouts/site.html", 5.0),
    "the JavaScript of an author’s other pages": ("layouts/guest.html", 5.0),
    "the JavaScript of the desk": ("layouts/desk.html", 40.0),
}
"""Every page that extends this layout, and how many kB are enough; but for the writing desk."""
WRITING = "submissions/draft.html"
WRITING_DESK = 160.0
EXTENDS = re.compile(r"{% extends (.+?) %}")
NAMED = re.compile(r'"([^"]+)"')
BLOCK = re.compile(r"{% block scripts %}(.*?){% endblock %}", re.DOTALL)
LOADED = re.compile(r"asset\('([^']+\.js)'\)")
IMPORTED = re.compile(r'(?:from|import)\s*\(?"(\.{1,2}/[^"]+)"')


def rows() -> Iterator[Row]:
    for name, (layout, goal) in LAYOUTS.items():
        page, size = max(((one, _size(one, layout)) for one in pages(layout)), key=lambda one: one[1])
        yield _row(name, size, goal, f"; {page} loads most")
    yield _row("the JavaScript of the writing desk", _size(WRITING, *above(WRITING)), WRITING_DESK)


def templates() -> list[str]:
    return sorted(str(one.relative_to(TEMPLATES)) for one in TEMPLATES.rglob("*.html"))


def pages(layout: str) -> list[str]:
    """The pages that a layout's bar counts, by the names of their templates."""
    return [name for name in templates() if layout in above(name) and name != WRITING]


def above(name: str) -> list[str]:
    """What a template may extend: those that it names, or any layout of a page where the view chooses."""
    found = EXTENDS.search(_read(name))
    return (NAMED.findall(found[1]) or [layout for layout, _ in LAYOUTS.values()]) if found else []


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
        more = {normpath(f"{folder}/{name}") for name in IMPORTED.findall(said)} - found
        found |= more
        left += more
    return found


def _size(name: str, layout: str) -> float:
    """The kilobytes that a page loads."""
    files = whole(scripts(name, layout))
    return sum(len(gzip.compress((STATIC / file).read_bytes())) for file in files) / 1000


def _row(name: str, size: float, goal: float, more: str = "") -> Row:
    return Row(name, size, "kB gzip", f"{goal:g} kB gzip{more}", size / goal, goal, size <= goal, 1)


def _read(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")
