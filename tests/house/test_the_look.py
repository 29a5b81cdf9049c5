"""The look keeps its own rules: contrast, no inline style, nothing from another host, small files."""

from __future__ import annotations

import gzip
import json
import re
from itertools import product
from pathlib import Path

import pytest

from config import ROOT

STATIC = ROOT / "app" / "static"
TEMPLATES = ROOT / "templates"
STYLES = sorted((STATIC / "css").glob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
TEXTS = ("ink", "soft", "accent", "alarm", "amber")
SURFACES = ("paper", "tint", "added", "gone")


def schemes() -> dict[str, dict[str, str]]:
    light, _, rest = (STATIC / "css" / "tokens.css").read_text().partition("prefers-color-scheme: dark")
    dark = rest.partition("@media")[0]
    colours = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", part)) for part in (light, dark)]
    return {"light": colours[0], "dark": colours[1]}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_every_surface(scheme: str) -> None:
    colours = schemes()[scheme]
    pairs = [*product(TEXTS, SURFACES), ("on-accent", "accent"), ("on-alarm", "alarm")]
    weak = [pair for pair in pairs if contrast(colours[pair[0]], colours[pair[1]]) < 4.5]
    assert not weak


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_edge_of_a_field_can_be_seen(scheme: str) -> None:
    colours = schemes()[scheme]
    assert all(contrast(colours["edge"], colours[surface]) >= 3 for surface in ("paper", "tint"))


def test_no_page_carries_a_style_or_a_script_of_its_own() -> None:
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)", re.IGNORECASE)
    pages = [
        page
        for page in TEMPLATES.rglob("*.html")
        if "letters" not in page.parts and page.name != "letter.html"
    ]
    assert pages
    assert not [page.name for page in pages if inline.search(page.read_text())]


@pytest.mark.parametrize("file", [*STYLES, *SCRIPTS], ids=lambda file: file.name)
def test_nothing_is_loaded_from_another_host(file: Path) -> None:
    assert not re.search(r"https?://|@import|url\(\"(?!\.\./vendor/fonts/)", file.read_text())


def test_the_stylesheet_names_only_faces_that_set_up_copies() -> None:
    package = json.loads((ROOT / "package.json").read_text())["dependencies"]
    faces = r'\["([a-z0-9-]+)", "(\w+)", \[([^]]+)\]\]'
    copied = {
        f"{face}-{subset}-{axis}-{style}.woff2?v={package['@fontsource-variable/' + face]}"
        for face, axis, subsets in re.findall(faces, (ROOT / "deploy" / "frontend.mjs").read_text())
        for subset in re.findall(r"[a-z-]+", subsets)
        for style in ("normal", "italic")
    }
    address = re.compile(r"vendor/fonts/([^\"]+)")
    assert set(address.findall((STATIC / "css" / "tokens.css").read_text())) == copied
    assert copied >= set(address.findall((TEMPLATES / "layouts" / "base.html").read_text())) != set()


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_a_reader_is_offered_at_most_five_kilobytes_of_script() -> None:
    sizes = {file.name: len(gzip.compress(file.read_bytes())) for file in SCRIPTS}
    assert sizes["reader.js"] + sizes["report.js"] <= 5_000
    assert sizes["desk.js"] <= 40_000
    assert sum(sizes.values()) <= 160_000
