"""Single keys at the desk: what ? lists is what the page answers to, and one person turns them off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import desk
from tests.browser.watching import Window, browsing, violations
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.parametrize("live_site", ["embedded"], indirect=True)

TITLE = "A garden behind the dialysis unit"


@pytest.fixture
def window(live_site: LiveSite, chromium: Browser) -> Iterator[Window]:
    with browsing(chromium) as context:
        window = Window(context, live_site.base_url)
        desk.signs_in(window, live_site, "reviewer")
        yield window
        assert window.faults == []


def test_a_page_lists_its_keys_and_each_leads_to_its_verb(window: Window) -> None:
    page = window.page
    desk.opens(window, TITLE)
    page.keyboard.press("?")
    listed = page.locator("dialog.keys-help")
    expect(listed.locator("dl")).to_contain_text("Decide")
    expect(listed.locator("dl")).to_contain_text("Keep (Internal notes)")
    expect(listed.get_by_role("button", name="Close")).to_be_focused()
    assert violations(page) == []
    keys = listed.locator("dt").all_inner_texts()
    assert {"d", "m", "n", "r", "q", "?"} <= set(keys)
    assert len(set(keys)) == len(keys)
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    for key, verb in (("d", "Decide"), ("m", "Send"), ("n", "Keep"), ("r", "Release")):
        page.keyboard.press(key)
        expect(page.get_by_role("button", name=verb, exact=True)).to_be_focused()
    page.keyboard.press("q")
    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")


def test_keys_that_are_off_do_nothing_until_they_are_on_again(window: Window) -> None:
    page = window.page
    for on in (False, True):
        window.open("/account")
        page.get_by_label("Single keys do something on the pages of the desk").set_checked(on)
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".told")).to_contain_text(f"Single keys are {'on' if on else 'off'}")
        window.open("/desk")
        page.keyboard.press("?")
        listed = page.locator("dialog.keys-help")
        expect(listed).to_be_visible() if on else expect(listed).to_be_hidden()
