"""No page, in no state, at neither width, in neither scheme, has a fault that axe can find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from app.web.paging import encode
from tests.browser import staging
from tests.browser.places import NOT_PAGES, PLACES, Place, Who
from tests.browser.watching import COLOURS, SCHEMES, TAGS, Window, browsing, too_wide, violations
from tests.live import LiveSite

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, BrowserContext

embedded = pytest.mark.parametrize("live_site", ["embedded"], indirect=True)


@dataclass
class House:
    """The staged site, and one browser for each kind of person."""

    stage: staging.Stage
    people: dict[Who, BrowserContext]


@pytest.fixture(scope="module")
def house(live_site: LiveSite, chromium: Browser) -> Iterator[House]:
    stage = staging.set_up(live_site)
    stage.at |= {"beyond": encode(["1999-01-01T00:00:00+00:00", 0])}
    stage.at["letter"] = str(staging.letters(live_site, staging.AUTHORS["submitted"])[0]["id"])
    with browsing(chromium) as reader, browsing(chromium) as guest, browsing(chromium) as desk:
        for link in stage.links:
            assert guest.request.get(live_site.base_url + link).ok
        _sign_in(desk, live_site)
        yield House(stage, {Who.READER: reader, Who.GUEST: guest, Who.DESK: desk})


def _sign_in(context: BrowserContext, site: LiveSite) -> None:
    page = context.new_page()
    page.goto(site.base_url + "/login")
    page.get_by_label("E-mail address").fill(site.sign_ins["webmaster"]["email"])
    page.get_by_label("Password").fill(site.sign_ins["webmaster"]["password"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk")
    page.goto(site.mail)
    page.close()


@embedded
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name.replace(" ", "-"))
def test_axe_finds_nothing(house: House, place: Place) -> None:
    window = Window(house.people[place.who], house.stage.site.base_url)
    try:
        assert _go(window, place, house.stage.at) == place.status
        _whole(window)
        found = [f"{look}: {one}" for look in window.looks() for one in _seen(window, look)]
        assert found + window.faults == []
    finally:
        window.page.close()


def _go(window: Window, place: Place, at: dict[str, str]) -> int:
    """The status of the page that stands there in the end."""
    status = [window.open(place.address.format_map(at))]
    if place.then:
        window.page.on(
            "response", lambda answer: _note(status, answer.request.is_navigation_request(), answer.status)
        )
        place.then(window.page)
        window.page.wait_for_load_state()
    return status[-1]


def _note(status: list[int], is_the_page: bool, answered: int) -> None:
    if is_the_page:
        status.append(answered)


def _whole(window: Window) -> None:
    """One first heading, a title, a language, and no two elements of one id."""
    page = window.page
    assert page.locator("h1").count() == 1, page.locator("h1").all_inner_texts()
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map(one => one.id)")
    assert sorted(ids) == sorted(set(ids)), sorted({one for one in ids if ids.count(one) > 1})


def _seen(window: Window, look: str) -> list[str]:
    """The first scheme is looked at for everything, the second for what differs: its colours."""
    wide = too_wide(window.page)
    found = violations(window.page, only=COLOURS if look.endswith(SCHEMES[1]) else None)
    return found + ([f"scrolls sideways: {wide}"] if wide else [])


@embedded
def test_letters_have_no_fault_either(house: House) -> None:
    stage = house.stage
    address = f"{stage.site.base_url}/dev/mail/{stage.at['letter']}/html"
    html = house.people[Who.DESK].request.get(address).text()
    window = Window(house.people[Who.READER], stage.site.base_url)
    window.page.set_content(html)
    found = [
        f"{look}: {one}" for look in window.looks() for one in _seen(window, look) if "region:" not in one
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
