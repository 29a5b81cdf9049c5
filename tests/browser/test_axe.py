"""No page, in no state, at neither width, in neither scheme, has a fault that axe can find."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from config import ROOT
from tests.browser.axe import AXE, COLOUR, TAGS, violations
from tests.browser.house import House
from tests.browser.places import NOT_PAGES, PLACES, Place, Who
from tests.browser.watching import Window, browsing, leave, too_wide

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, Response

STATIC = ROOT / "app" / "static"
LANDMARKS = ("region:", "landmark-one-main:")
"""Rules for pages: a letter is shown inside the page of a mail program, which has landmarks of its own."""

WITHOUT_KEY = """() => {
    const posts = 'main form[method=post] button:not(.queue *, .unseen)';
    const verbs = [...document.querySelectorAll(posts)].filter(one => !one.dataset.key).map(one => one.textContent);
    const keyed = [...document.querySelectorAll('main [data-key]')];
    const says = one => one.firstChild.textContent.trim();
    const twice = keyed.filter(one => keyed.some(
        other => other.dataset.key === one.dataset.key && says(other) !== says(one)));
    return [...verbs, ...twice.map(one => `${one.dataset.key}: ${says(one)}`)];
}"""
"""Verbs of the desk that no key reaches, and keys that stand for two different verbs."""

embedded = pytest.mark.parametrize("live_site", ["embedded"], indirect=True)


@embedded
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name.replace(" ", "-"))
def test_axe_finds_nothing(house: House, place: Place) -> None:
    window = house.window(place)
    assert _go(window, place, house.stage.at) == place.status
    assert place.shows in str(window.page.locator("body").text_content())
    _whole(window)
    if "/desk" in window.page.url:
        assert window.page.evaluate(WITHOUT_KEY) == []
    found = [f"{look}: {one}" for look in window.looks() for one in _seen(window)] + window.faults
    leave(window.page)
    assert found == []


def _go(window: Window, place: Place, at: dict[str, str]) -> int:
    """The status of the page that stands there in the end."""
    status = [window.open(place.address.format_map(at))]

    def note(answer: Response) -> None:
        if answer.request.is_navigation_request():
            status.append(answer.status)

    if place.then:
        window.page.on("response", note)
        place.then(window.page)
        window.page.wait_for_load_state()
        window.page.remove_listener("response", note)
    return status[-1]


def _whole(window: Window) -> None:
    """One first heading, a title, a language, and no two elements of one id."""
    page = window.page
    assert page.locator("h1").count() == 1, page.locator("h1").all_inner_texts()
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map(one => one.id)")
    assert sorted(ids) == sorted(set(ids)), sorted({one for one in ids if ids.count(one) > 1})


def _seen(window: Window) -> list[str]:
    wide = too_wide(window.page)
    return violations(window.page) + ([f"scrolls sideways: {wide}"] if wide else [])


@embedded
def test_letters_have_no_fault_either(house: House) -> None:
    stage = house.stage
    address = f"{stage.site.base_url}/dev/mail/{stage.at['letter']}/html"
    html = house.people[Who.DESK].request.get(address).text()
    window = Window(house.people[Who.READER], stage.site.base_url)
    window.page.set_content(html)
    found = [
        f"{look}: {one}" for look in window.looks() for one in _seen(window) if not one.startswith(LANDMARKS)
    ]
    window.page.close()
    assert found + window.faults == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_route_that_shows_a_page_is_in_the_table(app: Flask) -> None:
    shown = {place.rule for place in PLACES if place.rule} | NOT_PAGES.keys()
    routes = {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())}
    assert routes - shown == set(), "a page nobody looks at"
    assert shown - routes <= {"/metrics"}, "a page that is not there any more"


LOOKED_AT = """<!doctype html><html lang="en"><head><title>Looks</title>
<meta name="color-scheme" content="light dark"><style>
    :root { --paper: #fff; --ink: #111; --weak: #111; }
    @media (prefers-color-scheme: dark) { :root { --paper: #111; --ink: #eee; --weak: #222; } }
    body { background: var(--paper); color: var(--ink); }
    #always { color: #888; background: #999; }
    #dark { color: var(--weak); }
    #narrow { display: none; color: #999; background: #aaa; }
    @media (max-width: 500px) {
        #inside { background: #666; }
        #narrow { display: block; }
    }
</style></head><body><main><h1>Looks</h1>
<p id="always">Never to be read</p><p id="dark">Only by day</p>
<div id="inside"><p id="ground">Not on a telephone</p></div>
<div id="narrow">Not on a telephone <button id="nameless"></button></div></main></body></html>"""
ON_A_TELEPHONE = {"always", "ground", "narrow", "nameless"}
WRONG = {
    "wide, light": {"always"},
    "wide, dark": {"always", "dark"},
    "narrow, light": ON_A_TELEPHONE,
    "narrow, dark": ON_A_TELEPHONE | {"dark"},
}


def test_a_fault_of_one_look_is_found_though_no_look_asks_again_what_another_has_shown(
    chromium: Browser,
) -> None:
    with browsing(chromium) as context:
        window = Window(context, "")
        window.page.set_content(LOOKED_AT)
        known: set[str] = set()
        for look in window.looks():
            found = {name for one in violations(window.page) for name in re.findall(r'id="(\w+)"', one)}
            assert found <= WRONG[look], look
            known |= found
            assert known >= WRONG[look], look
        window.page.evaluate("document.querySelector('#always').append(', not even when more is said')")
        assert any("more is said" in one for one in violations(window.page)), (
            "words that were not there before"
        )


COLOURS = re.compile(r"#[0-9a-f]{6}|rgb\([^)]*\)")
DECLARED = re.compile(r"([a-z-]+): ([^;{}]+);")
SCHEME = "@media (prefers-color-scheme: dark) {"
TAINTED = {"color", "background-color", "border-top-color", "border-bottom-color", "border-left-color"}


def test_the_dark_scheme_changes_colours_and_nothing_else() -> None:
    """So what axe finds in light at one width, but for colours, it finds in dark too."""
    tokens = re.sub(r"/\*.*?\*/", "", (STATIC / "css" / "tokens.css").read_text(encoding="utf-8"))
    before, _, after = tokens.partition(SCHEME)
    light, dark = dict(DECLARED.findall(before)), DECLARED.findall(after.partition("@media")[0])
    assert len(dark) > 10
    changed = {name for name, value in dark if COLOURS.sub("", value) != COLOURS.sub("", light[name])}
    assert changed == set(), "more than its colours"
    letter = (ROOT / "templates" / "layouts" / "letter.html").read_text(encoding="utf-8").partition(SCHEME)[2]
    assert {name for name, _value in DECLARED.findall(letter)} == TAINTED
    asking = [*STATIC.glob("js/**/*.js"), *STATIC.glob("css/*.css"), *(ROOT / "templates").rglob("*.html")]
    elsewhere = {file.name for file in asking if "prefers-color-scheme" in file.read_text(encoding="utf-8")}
    assert elsewhere == {"tokens.css", "letter.html", "base.html"}
    base = (ROOT / "templates" / "layouts" / "base.html").read_text(encoding="utf-8")
    assert base.count("prefers-color-scheme") == base.count('<meta name="theme-color"') == 2


def test_the_rules_about_colour_are_those_that_axe_itself_calls_so(chromium: Browser) -> None:
    with browsing(chromium) as context:
        page = context.new_page()
        page.evaluate(AXE)
        told = page.evaluate("tags => axe.getRules(tags).map(one => [one.ruleId, one.tags])", TAGS)
    assert {rule for rule, tags in told if COLOUR in tags} == {"color-contrast", "link-in-text-block"}


def test_the_rules_asked_for_include_the_newest() -> None:
    assert {"wcag2aa", "wcag22aa"} < set(TAGS)
    assert all(urlsplit(place.address).netloc == "" for place in PLACES)
