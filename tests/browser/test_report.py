"""A reader reports a problem at the browser: the marked words come along, and nothing typed is lost or left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser.staging import HIDDEN, VISIBLE

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from tests.live import LiveSite

pytestmark = pytest.mark.parametrize("live_site", ["embedded"], indirect=True)

MARK = """([quote, nth]) => {
  const walker = document.createTreeWalker(document.querySelector(".article .body"), NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(quote);
    if (at < 0 || seen++ < nth) continue;
    getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + quote.length);
    return;
  }
}"""


@pytest.fixture
def page(person: BrowserContext, live_site: LiveSite) -> Page:
    opened = person.new_page()
    opened.set_default_timeout(10_000)
    opened.goto(f"{live_site.base_url}/articles/{VISIBLE}")
    return opened


def lane(page: Page, words: str) -> None:
    page.get_by_label(words).check()
    page.get_by_role("button", name="Continue").click()


def asks_about_accuracy(page: Page, article: str = VISIBLE) -> None:
    page.goto(page.url.partition("/articles/")[0] + f"/articles/{article}/report?lane=accuracy")


def test_marked_words_lead_to_a_report_with_what_stands_around_them(page: Page) -> None:
    paragraph = page.locator(".article .body p").nth(1)
    words = paragraph.inner_text()
    quote = words[20:60].strip()
    paragraph.scroll_into_view_if_needed()
    page.evaluate(MARK, [quote, 0])
    offer = page.get_by_role("link", name="Report this passage")
    expect(offer).to_be_visible()
    page.keyboard.press("Escape")
    expect(offer).to_be_hidden()
    page.evaluate("() => getSelection().removeAllRanges()")
    page.evaluate(MARK, [quote, 0])
    offer.click()
    lane(page, "The health information is wrong or unsafe")
    expect(page.get_by_label("The passage it is about")).to_have_value(quote)
    said = page.locator("form[data-draft]")
    assert said.locator("[name=prefix]").input_value().strip().endswith(words[:20].split()[-1])
    assert said.locator("[name=suffix]").input_value().strip() != ""
    assert said.locator("[name=revision]").input_value() == "1"


def test_what_was_typed_outlives_the_tab_and_goes_when_it_is_sent(page: Page, person: BrowserContext) -> None:
    asks_about_accuracy(page)
    address = page.url
    expect(page.locator("[data-kept]")).to_be_hidden()
    page.get_by_label("Which statement is wrong?").fill("Once a day is too often.")
    page.get_by_label("A clinician").check()
    page.get_by_label("Your e-mail address").fill("clinician@example.net")
    expect(page.locator("[data-kept]")).to_be_visible()
    page.close()
    page = person.new_page()
    page.set_default_timeout(10_000)
    page.goto(address)
    expect(page.get_by_label("Which statement is wrong?")).to_have_value("Once a day is too often.")
    expect(page.get_by_label("A clinician")).to_be_checked()
    asks_about_accuracy(page, HIDDEN)
    expect(page.get_by_label("Your e-mail address")).to_have_value("")
    page.goto(address)
    page.get_by_role("button", name="Send the report").click()
    expect(page.locator("#faults")).to_be_visible()
    page.get_by_label("Why is it wrong?").fill("The guideline says once a week.")
    page.get_by_label("Where can we check?").fill("doi:10.1000/182")
    page.locator("#harm-1").check()
    page.locator("#wanted-0").check()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your mail")
    page.goto(address)
    expect(page.get_by_label("Which statement is wrong?")).to_have_value("")
    assert page.evaluate("() => localStorage.length") == 0


def test_what_was_typed_is_forgotten_on_request(page: Page) -> None:
    asks_about_accuracy(page)
    page.get_by_label("Which statement is wrong?").fill("Once a day is too often.")
    page.get_by_role("button", name="Forget what I typed").click()
    expect(page.get_by_label("Which statement is wrong?")).to_have_value("")
    page.reload()
    expect(page.get_by_label("Which statement is wrong?")).to_have_value("")
    assert page.evaluate("() => localStorage.length") == 0


def test_the_form_says_what_it_needs_while_one_types(page: Page) -> None:
    asks_about_accuracy(page)
    needs = page.locator("[data-needs=claim]")
    expect(needs).to_have_class("missing")
    page.get_by_label("Which statement is wrong?").fill("Once a day is too often.")
    expect(needs).to_have_class("done")
    expect(needs).to_contain_text("(done)")
    page.get_by_label("Which statement is wrong?").fill(" ")
    expect(needs).to_have_class("missing")
    page.goto(page.url.replace("accuracy", "privacy"))
    acting = page.locator("[data-needs=acting]")
    expect(acting).to_have_class("missing")
    page.get_by_label("Me", exact=True).check()
    expect(acting).to_have_class("done")
