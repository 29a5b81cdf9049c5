"""The pre-flight in the browser: the list follows what is typed, and each line leads to the very words it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser import guest
from tests.browser.watching import WIDTHS, Window, browsing, too_wide, violations
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser

empty = pytest.mark.parametrize("live_site", ["empty"], indirect=True)
BODY = "## A week\n\nThis tea cures colds. 🦵 It cures **knees** too."


@pytest.fixture
def window(live_site: LiveSite, chromium: Browser) -> Iterator[Window]:
    """A new draft on a telephone."""
    with browsing(chromium) as context:
        made = Window(context, live_site.base_url)
        guest.starts(made, live_site)
        across, down = WIDTHS["narrow"]
        made.page.set_viewport_size({"width": across, "height": down})
        yield made


def type_into_body(page: Page, words: str) -> None:
    """As the editor itself does: into the textarea, and a save is due."""
    page.evaluate(
        """words => { const body = document.querySelector('#body'); body.value = words;
                      body.dispatchEvent(new Event('input', { bubbles: true })); }""",
        words,
    )


def advice(page: Page, words: str) -> None:
    expect(page.locator("[data-advice]")).to_contain_text(words)


@empty
def test_advice_comes_and_goes_as_the_guest_types_and_leads_to_its_words(window: Window) -> None:
    page = window.page
    page.get_by_label("Title", exact=True).fill("Tea and what it does")
    type_into_body(page, BODY)
    advice(page, "“cures” promises a result")
    lines = page.locator("[data-advice] a[data-quote=cures]")
    expect(lines).to_have_count(2)
    lines.nth(1).click()
    assert marked(page) == ("cures", "It cures knees too.")
    if page.get_by_role("button", name="Write in Markdown").is_visible():
        page.get_by_role("button", name="Write in Markdown").click()
        lines.nth(1).click()
        assert marked(page) == ("cures", "It cures **knees** too.")
    page.get_by_label("Summary", exact=True).fill("What a cup of tea can do for a cold, and what it cannot.")
    expect(page.locator("[data-problems]")).not_to_contain_text("Write a summary")
    type_into_body(page, "## A week\n\nThis tea helps some people with colds.")
    expect(lines).to_have_count(0)
    assert window.faults == []


@empty
def test_a_line_keeps_the_keyboards_place_and_its_source_open_through_a_save(window: Window) -> None:
    page = window.page
    type_into_body(page, BODY)
    advice(page, "“cures” promises a result")
    why = page.locator("[data-advice] li", has_text="promises a result").first.locator("summary")
    why.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("CAP Code").first).to_be_visible()
    with page.expect_response("**/saves"):
        page.get_by_label("Name shown to readers").evaluate(
            "field => { field.value = 'Amina'; field.dispatchEvent(new Event('input', { bubbles: true })) }"
        )
    expect(page.locator("[data-problems]")).not_to_contain_text("under which name")
    expect(page.get_by_text("CAP Code").first).to_be_visible()
    assert why.evaluate("summary => summary === document.activeElement")


@empty
def test_questions_are_added_moved_and_taken_out_and_kept_in_their_order(window: Window) -> None:
    page = window.page
    for number, words in enumerate(("One?", "Two?", "Three?")):
        if number == 2:
            page.get_by_role("button", name="Add a question").click()
            assert page.evaluate("document.activeElement.id") == "faq-2-question"
        page.locator(f"#faq-{number}-question").fill(words)
        page.locator(f"#faq-{number}-answer").fill(f"The answer to question {words} in a few words.")
    page.get_by_role("button", name="Move up: question 3").click()
    expect(page.get_by_text("Now question 2 of 3.")).to_be_attached()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Move up: question 2"
    page.get_by_role("button", name="Take out: question 1").click()
    expect(page.get_by_role("button", name="Put it back")).to_be_focused()
    assert questions(page) == ["Three?", "Two?"]
    page.get_by_role("button", name="Put it back").click()
    assert questions(page) == ["One?", "Three?", "Two?"]
    saves(page)
    page.reload()
    assert questions(page)[:3] == ["One?", "Three?", "Two?"]


@empty
def test_references_and_disclosures_answer_while_they_are_typed(window: Window) -> None:
    page = window.page
    page.get_by_label("References").fill("Rahman A. doi:10.1016/j.knee.2020.01.001\nISBN 978-0-306-40615-8")
    link = page.locator("[data-recognised] a")
    expect(link).to_have_attribute("href", "https://doi.org/10.1016/j.knee.2020.01.001")
    expect(page.locator("[data-recognised] .fault")).to_contain_text("check digit")
    page.get_by_role("button", name="None for Funding").click()
    expect(page.get_by_label("Funding")).to_have_value("None.")
    expect(page.get_by_role("button", name="None for Funding")).to_be_hidden()


@empty
def test_what_is_wrong_with_an_orcid_id_stands_beside_it_once_it_is_left(window: Window) -> None:
    page, field = window.page, window.page.get_by_label("ORCID iD")
    line = page.locator("[data-problems] a", has_text="typing mistake")
    beside = page.locator(".field", has=field).locator(".fault")
    field.fill("0000-0002-1825-0098")
    expect(line).to_have_count(1)
    expect(beside).to_have_count(0)  # still under somebody's hands
    page.get_by_label("About you", exact=True).focus()
    expect(beside).to_contain_text("its last sign does not fit the others")
    expect(field).to_have_accessible_description(re.compile("Sixteen digits.* Error: .*typing mistake"))
    expect(field).to_have_attribute("aria-invalid", "true")
    assert violations(page) == []
    page.reload()
    expect(beside).to_contain_text("typing mistake")  # as the page says it without a script
    page.get_by_role("button", name=re.compile("things left$")).click()
    line.click()
    expect(field).to_be_focused()
    field.fill("0000-0002-1825-0097")
    expect(line).to_have_count(0)
    expect(beside).to_have_count(0)
    expect(field).not_to_have_attribute("aria-invalid", "true")
    assert window.faults == []


@empty
def test_axe_finds_nothing_on_a_draft_full_of_advice(window: Window) -> None:
    page = window.page
    type_into_body(page, BODY)
    page.get_by_label("References").fill("ISBN 978-0-306-40615-8")
    advice(page, "“cures” promises a result")
    for summary in page.locator("[data-advice] summary").all():
        summary.click()
    page.get_by_role("button", name="Take out: question 1").click()
    window.shoot("03-draft-with-advice")
    found = [f"{look}: {one}" for look in window.looks() for one in (*violations(page), *wide(page))]
    assert found + window.faults == []


def marked(page: Page) -> tuple[str, str]:
    """The words that are selected, and what stands from two words before them to the end of the line."""
    said, end = page.evaluate("""() => {
        const body = document.querySelector('#body');
        const { value, selectionStart: start, selectionEnd: stop } = body;
        if (!body.hidden) return [value.slice(start, stop), value.slice(start - 3)];
        const held = document.getSelection();
        const block = held.anchorNode.parentElement.closest('p');
        const from = document.createRange();
        from.setStart(held.anchorNode, held.anchorOffset - 3);
        from.setEnd(block, block.childNodes.length);
        return [held.toString(), from.toString()];
    }""")
    return said, end


def wide(page: Page) -> list[str]:
    said = too_wide(page)
    return [f"scrolls sideways: {said}"] if said else []


def saves(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).last.click()


def questions(page: Page) -> list[str]:
    return [field.input_value() for field in page.locator("[data-questions] input").all()]
