"""Two reviewers in two browsers: each sees who has an item, gets it when it is left, and is told of a take-over."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import desk
from tests.browser.staging import letters
from tests.browser.watching import Window, browsing, too_wide, violations
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

pytestmark = pytest.mark.parametrize("live_site", ["embedded"], indirect=True)

TITLE = "A garden behind the dialysis unit"
BEAT, LOOK, SILENCE = 31_000, 9_000, 21 * 60_000


@pytest.fixture
def two(live_site: LiveSite, chromium: Browser) -> Iterator[tuple[Window, Window]]:
    """The reviewer and the editor, whose clocks the test moves on."""
    with ExitStack() as stack:
        windows = []
        for role in ("reviewer", "editor"):
            window = Window(stack.enter_context(browsing(chromium)), live_site.base_url)
            window.page.clock.install()
            desk.signs_in(window, live_site, role)
            windows.append(window)
        yield windows[0], windows[1]
        assert [fault for window in windows for fault in window.faults] == []


def finds(window: Window, title: str) -> None:
    window.open(f"/desk?view=submissions&q={title}")
    window.page.locator(".queue > .item .title a").first.click()
    expect(window.page.get_by_role("heading", level=1)).to_have_text(title)


def after(window: Window, time: int, words: str) -> None:
    """What the page says some milliseconds later; what it waits for then may begin a moment after it said something."""
    for _try in range(40):
        window.page.clock.fast_forward(time)
        window.page.wait_for_timeout(250)
        if words in hands(window).inner_text():
            return
    expect(hands(window)).to_contain_text(words)


def hands(window: Window) -> Locator:
    return window.page.locator("[data-claim]")


def test_two_reviewers_see_each_other_and_what_one_leaves_the_other_gets(two: tuple[Window, Window]) -> None:
    first, second = two
    finds(first, TITLE)
    expect(hands(first)).to_contain_text("Claimed by you while this page is open")
    finds(second, TITLE)
    expect(hands(second)).to_contain_text("Claimed by Ruth Osei, who has it open")
    second.page.get_by_role("link", name="Queue").click()
    expect(second.page.locator(".queue > .item", has_text=TITLE)).to_contain_text("Ruth Osei")
    finds(second, TITLE)
    first.page.get_by_role("link", name="Queue").click()
    expect(first.page.get_by_role("heading", level=1)).to_have_text("Queue")
    after(second, BEAT, "Claimed by you while this page is open")
    expect(second.page.locator("[data-claim-said]")).to_contain_text("Claimed by you while this page is open")
    finds(first, TITLE)
    expect(hands(first)).to_contain_text("Claimed by Edgar Lindqvist, who has it open")


def test_a_take_over_asks_why_and_tells_whoever_had_it_on_the_page_and_by_letter(
    live_site: LiveSite, two: tuple[Window, Window]
) -> None:
    first, second = two
    finds(first, TITLE)
    expect(hands(first)).to_contain_text("Claimed by you while this page is open")
    finds(second, TITLE)
    hands(second).get_by_role("link", name="Take it over").click()
    for look in second.looks():
        assert violations(second.page) == [], look
        assert too_wide(second.page) == "", look
    second.shoot("27-take-over")
    second.page.get_by_role("button", name="Take it over").click()
    expect(second.page.locator(".fault").first).to_contain_text("Say why")
    second.page.get_by_label("Why you take it over").fill("The author is on the telephone.")
    second.page.get_by_role("button", name="Take it over").click()
    expect(second.page.locator(".told")).to_contain_text("It is yours now")
    expect(hands(second)).to_contain_text("Claimed by you until")
    after(first, BEAT, "Claimed by Edgar Lindqvist until")
    assert violations(first.page) == []
    until = time.monotonic() + 60
    while not (said := letters(live_site, live_site.sign_ins["reviewer"]["email"])):
        assert time.monotonic() < until, "no letter to whoever had it"
        time.sleep(0.1)
    assert said[0]["subject"].startswith("Taken over from you: item ")


def test_the_queue_of_another_shows_who_took_an_item_without_a_reload_and_keeps_ones_place(
    two: tuple[Window, Window],
) -> None:
    first, second = two
    second.open(f"/desk?view=submissions&q={TITLE}")
    line = second.page.locator(".queue > .item").first
    second.page.keyboard.press("j")
    expect(line.locator(".title a")).to_be_focused()
    finds(first, TITLE)
    expect(hands(first)).to_contain_text("Claimed by you while this page is open")
    second.page.evaluate("() => { window.stays = true }")
    for _try in range(40):
        second.page.clock.fast_forward(LOOK)
        second.page.wait_for_timeout(250)
        if "Ruth Osei" in line.inner_text():
            break
    expect(line.locator(".claim")).to_have_text("Ruth Osei")
    expect(line.locator(".title a")).to_be_focused()
    expect(line).to_have_attribute("aria-current", "true")
    assert second.page.evaluate("() => window.stays"), "the page was loaded anew"
    first.page.get_by_role("link", name="Queue").click()
    expect(first.page.get_by_role("heading", level=1)).to_have_text("Queue")


def test_a_page_that_nobody_touches_lets_go_and_takes_it_again_at_a_touch(two: tuple[Window, Window]) -> None:
    first, second = two
    finds(first, TITLE)
    expect(hands(first)).to_contain_text("Claimed by you while this page is open")
    where = first.page.url.removeprefix(first.base)
    first.page.clock.fast_forward(SILENCE)
    expect(hands(first).get_by_role("button", name="Claim", exact=True)).to_be_visible()
    second.open(where)
    expect(hands(second)).to_contain_text("Claimed by you while this page is open")
    second.page.get_by_role("link", name="Queue").click()
    expect(second.page.get_by_role("heading", level=1)).to_have_text("Queue")
    first.page.keyboard.press("Shift")
    expect(hands(first)).to_contain_text("Claimed by you while this page is open")


def test_an_open_page_says_the_hour_anew_and_stops_where_the_server_listens_no_more(
    two: tuple[Window, Window],
) -> None:
    first, _second = two
    finds(first, TITLE)
    expect(hands(first)).to_contain_text("Claimed by you while this page is open")
    release = hands(first).get_by_role("button", name="Release")
    release.focus()
    hands(first).locator("span").first.evaluate("span => { span.textContent = 'As it was at noon' }")
    for _try in range(40):
        first.page.clock.fast_forward(BEAT)
        first.page.wait_for_timeout(250)
        if "noon" not in hands(first).inner_text():
            break
    expect(hands(first)).to_contain_text("Claimed by you while this page is open")
    expect(release).to_be_focused()
    first.page.context.clear_cookies()
    after(first, BEAT, "Please sign in.")
    expect(first.page.locator("[data-claim-said]")).to_have_text("Please sign in.")
    expect(hands(first)).to_be_focused()
    first.faults.clear()


def test_new_lines_leave_the_focus_where_it_was(two: tuple[Window, Window]) -> None:
    first, second = two
    second.open("/desk?view=submissions")
    free = second.page.locator(".queue > .item:has(.claim button)")
    one, other = (free.nth(at).get_attribute("data-item") for at in (0, 1))
    first.open("/desk?view=submissions")
    changes = [
        first.page.locator(f'[data-item="{other}"] .claim button'),
        hands(first).get_by_role("button", name="Release"),
    ]
    places = [second.page.locator(f'[data-item="{one}"] .claim button'), second.page.locator(".views a").last]
    for place, change in zip(places, changes, strict=True):
        place.focus()
        lines = second.page.locator("[data-live=lines]")
        lines.evaluate("lines => { lines.dataset.old = 'yes' }")
        change.click()
        for _try in range(40):
            second.page.clock.fast_forward(LOOK)
            second.page.wait_for_timeout(250)
            if lines.get_attribute("data-old") is None:
                break
        expect(lines).not_to_have_attribute("data-old", "yes")
        expect(place).to_be_focused()
