"""A reviewer handles ten items of the queue, articles and reports alike, and never touches a mouse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import desk, staging
from tests.browser.staging import Stage
from tests.browser.watching import Window, browsing
from tests.live import LiveSite, live

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPORTED = (staging.VISIBLE, staging.HIDDEN, staging.CLAIMED, staging.RESTORED, "the-first", "how-to-read")
"""Beginnings of the addresses of six articles: each is reported as a whole."""
WHY = "The article names its sources, and they say what it says."
ARTICLES = (
    ("A garden behind the dialysis unit", "approved", ""),
    ("What a community pharmacist sees", "declined", "We printed one like it in the spring."),
)
"""What is decided about each, and what its author is told; the first needs a second person."""
FOCUSED = "() => [document.activeElement.name ?? '', document.activeElement.value ?? '']"


@pytest.fixture(scope="module")
def busy() -> Iterator[LiveSite]:
    """A site of its own: everything that waits there is decided."""
    with live({}) as site:
        stage = Stage(site, staging.signed_in(site, "webmaster"))
        listed = stage.desk.get("/").reader.links
        for number, beginning in enumerate(REPORTED):
            slug = next(to for to, _ in listed if to.startswith(f"/articles/{beginning}"))
            staging.reported(stage, f"nr{number}", slug.removeprefix("/articles/"))
        yield site


@pytest.fixture
def window(busy: LiveSite, chromium: Browser) -> Iterator[Window]:
    with browsing(chromium) as context:
        window = Window(context, busy.base_url)
        desk.signs_in(window, busy, "reviewer")
        yield window
        assert window.faults == []


class Keys:
    """Two hands on a keyboard. ``pressed`` counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def write(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.pressed += len(words)

    def back_to(self, name: str) -> None:
        """Go back, field by field, to the one of this name."""
        for _ in range(40):
            if self.page.evaluate(FOCUSED)[0] == name:
                return
            self.press("Shift+Tab")
        pytest.fail(f"the keyboard does not reach {name}")

    def choose(self, name: str, value: str) -> None:
        """A radio, by the arrows."""
        self.back_to(name)
        for _ in range(9):
            self.press("ArrowDown")
            if self.page.evaluate(FOCUSED) == [name, value]:
                return
        pytest.fail(f"the arrows do not reach {value}")


def opens(window: Window, keys: Keys, words: str = "") -> str:
    """From any page to the queue, and in it to what is due first, or to what is searched for."""
    page = window.page
    keys.press("q")
    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")
    if words:
        keys.press("/")
        keys.write(words)
        keys.press("Enter")
        expect(lines(page)).to_have_count(1)
    keys.press("j")
    found = page.evaluate("() => document.activeElement.textContent")
    keys.press("o")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Queue")
    expect(page.locator("[data-claim]")).to_have_attribute("data-hands", "yours")
    expect(page.locator("[data-key=d]").first).to_be_visible()
    return str(found)


def lines(page: Page) -> Locator:
    return page.locator(".queue > .item")


def leaves_as_it_is(window: Window, keys: Keys) -> None:
    """Decide a report: nothing is hidden, and both sides are told why."""
    keys.press("d")
    keys.back_to("explanation")
    keys.write(WHY)
    keys.back_to("ground")
    keys.write("Our guidelines, section 2")
    keys.choose("outcome", "no_action")
    keys.press("d", "Enter")
    expect(window.page.locator(".told")).to_be_visible()


def decides(window: Window, keys: Keys, verdict: str, note: str = "") -> None:
    keys.press("d")
    if note:
        keys.back_to("note")
        keys.write(note)
    keys.choose("verdict", verdict)
    keys.press("d", "Enter")
    expect(window.page.locator(".told")).to_be_visible()


@pytest.mark.timeout(300)
def test_a_reviewer_handles_ten_items_with_the_keyboard_alone(window: Window) -> None:
    page, keys = window.page, Keys(window.page)
    window.open("/desk?view=ours")
    expect(lines(page)).to_have_count(11)  # one of them this reviewer has approved already
    cases = [
        one.split(" ")[0] for one in lines(page).locator(".title a").all_inner_texts() if one[:3] == "TD-"
    ]
    assert len(cases) == 8
    for number in cases:
        assert number in opens(window, keys, number)
        leaves_as_it_is(window, keys)
    for title, verdict, note in ARTICLES:
        assert opens(window, keys, title).startswith(title)
        decides(window, keys, verdict, note)
    window.open("/desk?view=ours")
    left = lines(page).locator(".title a")
    expect(left).to_have_count(
        2
    )  # what a second person has to approve, and what this one had approved before
    assert ARTICLES[0][0] in left.all_inner_texts()
