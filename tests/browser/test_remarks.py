"""Writing to an author at the browser: words selected in the article, and prepared messages put into the field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk
from tests.browser.watching import Window, browsing, violations
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.parametrize("live_site", ["embedded"], indirect=True)

TITLE = "A garden behind the dialysis unit"
SELECT = """() => {
  const all = [...document.querySelectorAll(".as-published .article p")];
  const words = all.find((one) => one.firstChild?.data?.length > 80);
  const range = document.createRange();
  range.setStart(words.firstChild, 0);
  range.setEnd(words.firstChild, 40);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  return range.toString();
}"""


@pytest.fixture
def window(live_site: LiveSite, chromium: Browser) -> Iterator[Window]:
    with browsing(chromium) as context:
        window = Window(context, live_site.base_url)
        desk.signs_in(window, live_site, "reviewer")
        yield window
        assert window.faults == []


def chosen(page: Page) -> str:
    words = " ".join(str(page.evaluate(SELECT)).split())
    expect(page.get_by_role("link", name="Comment on this")).to_be_visible()
    return words


@pytest.mark.parametrize("way", ["key", "pointer"])
def test_selected_words_are_commented_on_and_settled(window: Window, way: str) -> None:
    page = window.page
    desk.opens(window, TITLE)
    words = chosen(page)
    if way == "key":
        page.keyboard.press("h")
    else:
        page.get_by_role("link", name="Comment on this").click()
    expect(page.get_by_label("Message to the author")).to_be_focused()
    expect(page.get_by_label("About these words")).to_have_value(words)
    expect(page.get_by_role("link", name="Comment on this")).to_be_hidden()
    assert violations(page) == []
    page.keyboard.type(f"How do we know, by {way}?")
    page.get_by_role("button", name="Send", exact=True).click()
    said = page.locator(".conversation > li", has_text=f"by {way}?")
    expect(said.locator("blockquote")).to_have_text(words)
    said.get_by_role("button", name="Settle").click()
    expect(said.locator(".settled")).to_contain_text("Settled")


def test_a_prepared_message_is_put_after_what_was_typed_and_its_first_mark_is_chosen(window: Window) -> None:
    page = window.page
    desk.opens(window, TITLE)
    field = page.get_by_label("Message to the author")
    choice = page.get_by_label("Prepared message")
    choice.select_option("sources")
    page.get_by_role("button", name="Use it").click()
    expect(field).to_be_focused()
    assert page.evaluate("() => getSelection().toString()") == "[[the claim, in your own words]]"
    choice.select_option("advice")
    page.get_by_role("button", name="Use it").click()
    assert "the claim" not in field.input_value(), "another that nobody touched gives way"
    field.fill("Dear Dr Rahman, [[no]]")
    page.get_by_role("button", name="Use it").click()
    said = field.input_value()
    assert said.startswith("Dear Dr Rahman, [[no]]\n\nThank you for")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(field).to_have_attribute("aria-invalid", "true")
    assert field.input_value() == said
    choice.select_option("sources")
    page.get_by_role("button", name="Use it").click()
    assert field.input_value().startswith(said), "what was refused is not thrown away"
    assert violations(page) == []
