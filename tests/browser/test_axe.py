"""No page, in no state, at neither width, in neither scheme, has a fault that axe can find."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.house import House
from tests.browser.places import NOT_PAGES, PLACES, Place, Who
from tests.browser.watching import TAGS, Window, too_wide, violations

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Response

LANDMARKS = ("region:", "landmark-one-main:")
"""Rules for pages: a letter is shown inside the page of a mail program, which has landmarks of its own."""

embedded = pytest.mark.parametrize("live_site", ["embedded"], indirect=True)


@embedded
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name.replace(" ", "-"))
def test_axe_finds_nothing(house: House, place: Place) -> None:
    window = house.window(place)
    assert _go(window, place, house.stage.at) == place.status
    assert place.shows in str(window.page.locator("body").text_content())
    _whole(window)
    found = [f"{look}: {one}" for look in window.looks() for one in _seen(window)]
    assert found + window.faults == []


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


def test_the_rules_asked_for_include_the_newest() -> None:
    assert {"wcag2aa", "wcag22aa"} < set(TAGS)
    assert all(urlsplit(place.address).netloc == "" for place in PLACES)
