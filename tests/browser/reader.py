"""The reader on a telephone: the article, a passage, an image, a report and its confirmation."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.manuscript import Manuscript
from tests.browser.staging import private_link
from tests.browser.watching import Window
from tests.live import LiveSite

CLAIMANT = "noor.vance@example.net"


def reads(window: Window, address: str, text: Manuscript) -> None:
    """Every part is there; a question opens by a touch; all three photographs have arrived, upright."""
    page = window.page
    window.open(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(text.title)
    for name in ("References", "Disclosures", "Licence"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    last = page.locator(".questions details").last
    expect(last.locator(".answer")).to_be_hidden()
    last.locator("summary").click()
    expect(last.locator(".answer")).to_have_text(text.faq[-1][1])
    for figure in page.locator("figure img").all():
        figure.scroll_into_view_if_needed()
        page.wait_for_function(
            "image => image.complete && image.naturalWidth > 0", arg=figure.element_handle()
        )
    window.shoot("12-article")


def reports_a_passage(window: Window, address: str) -> None:
    """Selects a sentence: the link beside it leads to a report that quotes it."""
    page = window.page
    window.open(address)
    paragraph = page.locator(".article .body p").nth(1)
    paragraph.scroll_into_view_if_needed()
    paragraph.click(click_count=3)
    offer = page.get_by_role("link", name="Report this passage")
    expect(offer).to_be_visible()
    quoted = paragraph.inner_text()[:60]
    window.snap("13-a-passage-chosen")
    offer.click()
    expect(page.locator("blockquote.quoted")).to_contain_text(quoted)
    window.shoot("14-report-what-is-wrong")


def reports_an_image(window: Window, address: str, site: LiveSite) -> None:
    """Only what this ground needs is asked; a report that lacks something comes back with all that was typed."""
    page = window.page
    window.open(address)
    page.get_by_role("link", name="Report this image").first.click()
    page.get_by_label("It shows or names me or someone I care for").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Your e-mail address").fill(CLAIMANT)
    page.get_by_role("button", name="Send the report").click()
    expect(page.locator("#faults")).to_be_visible()
    expect(page.get_by_label("Your e-mail address")).to_have_value(CLAIMANT)
    window.shoot("15-report-refused")
    for field in page.locator("main textarea:visible, main input[type=text]:visible").all():
        if not field.input_value() and field.get_attribute("name") not in ("quote", "website"):
            field.fill("Noor Vance, who stands at the lake")
    for group in page.locator("main fieldset.choices").all():
        if not group.locator("input:checked").count():
            group.locator("input").last.check()
    for box in page.locator("main input[type=checkbox]:visible").all():
        box.check()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your mail")
    window.shoot("16-check-your-mail")
    window.open(private_link(site, CLAIMANT, "/n/"))


def confirms(window: Window) -> str:
    """The button on the page confirms; gives back the number of the case."""
    page = window.page
    page.get_by_role("button", name="Confirm my report").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("TD-")
    window.shoot("17-notice-confirmed")
    number = re.search(r"TD-\d{4}-\d+", heading.inner_text())
    assert number
    return number[0]
