"""A message to the desk is nowhere but in its field until it is sent: nothing takes it out of there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drafts import Draft, opened

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.parametrize("live_site", ["empty"], indirect=True)

MESSAGE = "Do you print tables?\n\nMine has “7” columns; it is cafe\u0301 data."


def field(page: Page) -> str:
    return page.get_by_label("Write to the desk").input_value()


def send(page: Page) -> None:
    page.get_by_role("button", name="Send", exact=True).click()


def test_a_message_outlives_a_link_and_a_lost_connection_and_goes_once_it_is_sent(
    draft: Draft, person: BrowserContext
) -> None:
    page = opened(person, draft)
    status = f"{draft.site.base_url}{draft.where}/status"
    page.goto(status)
    page.get_by_label("Write to the desk").fill(MESSAGE)
    page.get_by_role("link", name="Preview").click()
    page.wait_for_url("**/preview")
    page.goto(status)
    assert field(page) == MESSAGE
    person.set_offline(True)
    send(page)
    page.wait_for_url("chrome-error://**")
    person.set_offline(False)
    page.goto(status)
    assert field(page) == MESSAGE
    send(page)
    expect(page.locator(".said")).to_have_count(1)
    assert field(page) == ""
    page.reload()
    assert field(page) == ""


def test_of_a_message_that_was_refused_and_made_shorter_nothing_comes_back(
    draft: Draft, person: BrowserContext
) -> None:
    page = opened(person, draft)
    page.goto(f"{draft.site.base_url}{draft.where}/status")
    page.get_by_label("Write to the desk").fill("long " * 1500)
    send(page)
    expect(page.get_by_label("Write to the desk")).to_have_attribute("aria-invalid", "true")
    assert field(page) == "long " * 1500
    page.get_by_label("Write to the desk").fill("Short.")
    send(page)
    expect(page.locator(".said")).to_have_text("Short.")
    assert field(page) == ""
