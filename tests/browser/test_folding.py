"""The writing desk on a telephone: what is finished folds to a line, and what is left is always at hand."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from app.tour.browser import Browser as Client
from app.tour.steps import picture
from tests.browser.staging import private_link
from tests.browser.watching import WIDTHS, Window, browsing, too_wide, violations
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.parametrize("live_site", ["empty"], indirect=True), pytest.mark.timeout(300)]

FINISHED = {
    "alt": "A cup of tea beside a notebook, seen from above.",
    "credit": "Photograph: Amina Rahman",
    "basis": "own_work",
    "holder": "Amina Rahman",
    "people": "none",
}
LINE = 90
"""Pixels that a folded image may take at most; open it has thousands."""
SHIFTS = """() => {
    window.shifts = 0;
    new PerformanceObserver(seen => seen.getEntries().forEach(one => { window.shifts += one.value; }))
        .observe({ type: 'layout-shift' });
}"""
_numbers = count(1)


def draft(site: LiveSite) -> str:
    """Three images, of which the last says nothing yet; gives back the private link."""
    email, client = f"folding-{next(_numbers)}@example.org", Client(site.base_url)
    client.send(client.get("/submit"), "/submit", {"email": email})
    link = private_link(site, email, "/d/")
    page = client.send(client.get(link), "/saves", {"title": "A walk a day"})
    files = [("files", f"walk-{number}.jpg", picture("kitchen_table", number)) for number in (1, 2, 3)]
    page = client.send(page, "/images", files=files)
    until = time.monotonic() + 60
    while len({address.split("/")[2] for address in client.get(page.path).media()}) < len(files):
        assert time.monotonic() < until, "the images are not ready"
        time.sleep(0.3)
    page = client.get(page.path)
    alts = (re.fullmatch(r"image-(\d+)-alt", name) for name in page.form("/saves").names)
    numbers = sorted(int(found[1]) for found in alts if found)
    said = {f"image-{number}-{name}": words for number in numbers[:2] for name, words in FINISHED.items()}
    client.send(page, "/saves", said)
    return link


@pytest.fixture
def telephone(live_site: LiveSite, chromium: Browser) -> Iterator[Window]:
    link = draft(live_site)
    with browsing(chromium, has_touch=True) as context:
        window = Window(context, live_site.base_url)
        window.page.set_viewport_size(dict(zip(("width", "height"), WIDTHS["narrow"], strict=True)))  # type: ignore[arg-type]
        window.open(link)
        yield window
        assert window.faults == []


def card(page: Page, name: str) -> Locator:
    return page.locator(f".image[data-name='{name}.jpg']")


def height(shown: Locator) -> float:
    box = shown.bounding_box()
    assert box is not None
    return box["height"]


def is_open(shown: Locator) -> bool:
    return bool(shown.locator("details.card").evaluate("card => card.open"))


def line(shown: Locator) -> Locator:
    return shown.locator("details.card > summary")


def rests(page: Page) -> None:
    """Until what was typed is saved, and the list follows."""
    page.wait_for_timeout(1200)
    expect(page.locator("[data-saved-mark]").first).to_have_attribute("data-state", "saved")


def test_a_finished_image_is_a_line_that_opens_by_touch_and_by_keyboard(telephone: Window) -> None:
    page = telephone.page
    one, two, three = (card(page, f"walk-{number}") for number in (1, 2, 3))
    assert [height(one) < LINE, height(two) < LINE, height(three) > 10 * LINE] == [True, True, True]
    expect(line(one)).to_contain_text("Ready")
    expect(line(three)).to_contain_text("3 things left")
    line(one).tap()
    expect(one.get_by_label("Credit line")).to_be_visible()
    line(two).press("Enter")
    two.get_by_label("Caption").fill("Tea, and a plan for the day")
    rests(page)
    expect(line(two)).to_contain_text("Ready")
    assert is_open(one)
    assert is_open(two)
    page.reload()
    assert is_open(one)
    assert is_open(two)
    two.get_by_role("button", name="Fold this image").press("Enter")
    expect(line(two)).to_be_focused()
    assert height(two) < LINE
    page.reload()
    assert is_open(one)
    assert not is_open(two)


def test_nothing_folds_under_somebodys_hands(telephone: Window) -> None:
    page, shown = telephone.page, card(telephone.page, "walk-3")
    shown.get_by_label("Description for people who cannot see it").fill(FINISHED["alt"])
    shown.get_by_label("Credit line").fill(FINISHED["credit"])
    shown.get_by_label("I made it myself", exact=True).check()
    shown.get_by_label("Your name, as its maker").fill(FINISHED["holder"])
    shown.get_by_label("Nobody can be recognised in it").check()
    expect(line(shown)).to_contain_text("Ready")
    page.get_by_label("Title", exact=True).fill("Somewhere else on the page")
    rests(page)
    assert is_open(shown)
    page.reload()
    assert not is_open(shown)  # a new visit, and nothing left to do
    assert height(page.locator(".images-room")) < 4 * LINE


def test_what_is_left_is_at_hand_and_leads_to_its_place(telephone: Window) -> None:
    page, shown = telephone.page, card(telephone.page, "walk-1")
    line(shown).tap()
    shown.get_by_label("Credit line").fill("")
    expect(line(shown)).to_contain_text("1 thing left")
    shown.get_by_role("button", name="Fold this image").tap()
    left = page.get_by_role("button", name=re.compile("things left$"))
    assert violations(page) == []
    left.tap()
    drawer = page.get_by_role("dialog", name="Before you send it")
    expect(drawer.get_by_role("button", name="Close")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(left).to_be_focused()
    left.press("Enter")
    drawer.get_by_role("link", name="Give the credit line of walk-1.jpg.").tap()
    expect(drawer).to_have_count(0)
    field = shown.get_by_label("Credit line")
    expect(field).to_be_focused()
    box, bar = field.bounding_box(), page.locator(".at-hand").bounding_box()
    assert box
    assert bar
    assert 0 < box["y"] < box["y"] + box["height"] < bar["y"]
    field.fill(FINISHED["credit"])
    expect(line(shown)).to_contain_text("Ready")
    assert is_open(shown)
    expect(page.locator("aside [data-preflight]")).to_be_attached()  # back in its place


@pytest.mark.parametrize(("across", "down"), [(320, 568), (640, 450), (320, 256)])
def test_the_bar_leaves_room_for_the_text(telephone: Window, across: int, down: int) -> None:
    """320 pixels; and 1280 by 900 pixels enlarged to 200 and 400 per cent (WCAG 2.2, 1.4.4 and 1.4.10)."""
    page = telephone.page
    page.set_viewport_size({"width": across, "height": down})
    page.get_by_label("Name shown to readers").focus()
    assert height(page.locator(".at-hand")) < down / 4
    assert too_wide(page) == ""
    page.get_by_role("button", name=re.compile("things left$")).click()
    drawer = page.get_by_role("dialog", name="Before you send it")
    assert height(drawer) <= down * 0.81
    assert too_wide(page) == ""
    drawer.get_by_role("button", name="Close").click()
    assert too_wide(page) == ""


def test_nothing_moves_while_somebody_types(telephone: Window) -> None:
    page = telephone.page
    field = card(page, "walk-3").get_by_label("Credit line")
    field.scroll_into_view_if_needed()
    rest = page.locator("[data-saved-mark]").first
    field.focus()
    page.evaluate(SHIFTS)
    page.keyboard.type("Photograph: Amina Rahman", delay=40)
    rests(page)
    expect(rest).to_contain_text("Saved just now")
    expect(page.get_by_role("button", name=re.compile("things left$"))).to_be_visible()
    assert page.evaluate("window.shifts") < 0.001


def test_without_a_script_a_line_opens_and_the_list_is_a_link_away(
    live_site: LiveSite, chromium: Browser
) -> None:
    with browsing(chromium, java_script_enabled=False) as context:
        window = Window(context, live_site.base_url)
        window.page.set_viewport_size({"width": 390, "height": 844})
        window.open(draft(live_site))
        shown = card(window.page, "walk-1")
        expect(shown.get_by_label("Credit line")).to_be_hidden()
        line(shown).click()
        expect(shown.get_by_label("Credit line")).to_have_value(FINISHED["credit"])
        expect(card(window.page, "walk-3").get_by_label("Credit line")).to_be_visible()
        window.page.get_by_role("link", name="things left").click()
        expect(window.page.get_by_role("heading", name="Before you can sign")).to_be_in_viewport()
