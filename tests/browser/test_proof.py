"""The quiet task of the first page, in a real browser: solved while somebody types, with nothing to see or to do."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from tests.browser.watching import Window, browsing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Request

    from tests.live import LiveSite

empty = pytest.mark.parametrize("live_site", ["empty"], indirect=True)


def ask(window: Window, email: str) -> Request:
    page = window.page
    page.get_by_label("Your e-mail address").fill(email)
    with page.expect_request(lambda one: one.method == "POST") as sent:
        page.get_by_role("button", name="Send me a private link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox", timeout=30_000)
    return sent.value


@empty
def test_a_browser_brings_the_solution_along_and_breaks_no_rule_of_the_page(
    live_site: LiveSite, chromium: Browser
) -> None:
    with browsing(chromium) as context:
        window = Window(context, live_site.base_url)
        window.open("/submit")
        expect(window.page.locator("input[name=proof]")).not_to_have_value("", timeout=30_000)
        request = ask(window, "quiet@example.org")
        [solution] = parse_qs(request.post_data or "")["proof"]
        assert json.loads(b64decode(solution))["solution"]["derivedKey"].startswith("00")
        assert window.faults == []


@empty
def test_a_quick_click_waits_for_the_solution_by_itself(live_site: LiveSite, chromium: Browser) -> None:
    with browsing(chromium) as context:
        window = Window(context, live_site.base_url)
        window.open("/submit")
        request = ask(window, "quick@example.org")
        assert parse_qs(request.post_data or "").get("proof"), "it was sent before the task was solved"
        assert window.faults == []


@empty
def test_without_script_the_form_goes_as_it_is(live_site: LiveSite, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(live_site.base_url + "/submit")
        page.get_by_label("Your e-mail address").fill("plain@example.org")
        page.get_by_role("button", name="Send me a private link").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    finally:
        context.close()
