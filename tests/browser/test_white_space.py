"""A line break, a paragraph, an indent is a change like any other: none is lost, and a tidied space is no change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.drafts import (
    ABOUT,
    ARTICLE,
    CHANGED,
    ELSEWHERE,
    REPLACED,
    SUMMARY,
    TITLE,
    UNSAVED,
    Draft,
    answering,
    box,
    crash,
    opened,
    press,
    put_back,
    saved,
    says,
    well_again,
)
from tests.browser.writing import CARET

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.parametrize("live_site", ["embedded"], indirect=True)

HEARD = "new Promise(done => requestAnimationFrame(() => setTimeout(done, 100)))"
"""Until a browser has told of a new selection."""
WHOLE = "Alpha one. Beta two.\n\n- first\n- second"
SPLIT = "Alpha one.\n\nBeta two.\n\n- first\n  - second"


def plainly(page: Page) -> None:
    page.get_by_role("button", name="Write in Markdown").click()


def told(draft: Draft, name: str) -> str:
    """The text the server has in the field of this name, over a line of its own."""
    return next(said for one, said in draft.fields() if one == name).replace("\r\n", "\n")


def put(page: Page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).fill(text)


def has(page: Page, name: str, text: str) -> None:
    """Whether it is shown or stands behind the editor."""
    expect(page.locator(f"[name='{name}']")).to_have_value(text)


def test_a_window_that_looks_shows_each_line_break_and_saves_it_when_it_takes_over(
    draft: Draft, person: BrowserContext
) -> None:
    draft.save(body="Alpha one. Beta two.", references="First. Second.", bio="One line. Another.")
    first, second = opened(person, draft), opened(person, draft)
    expect(box(second, ELSEWHERE)).to_be_visible()
    first.bring_to_front()
    assert first.get_by_label(ARTICLE, exact=True).evaluate(CARET, "Alpha one. ")
    first.evaluate(HEARD)
    first.keyboard.press("Enter")
    first.locator("[name=references]").fill("First.\nSecond.")
    put(first, ABOUT, "One line.\nAnother.")
    saved(first)
    wanted = {
        "body": "Alpha one.\n\nBeta two.",
        "references": "First.\nSecond.",
        "bio": "One line.\nAnother.",
    }
    second.bring_to_front()
    for name, text in wanted.items():
        has(second, name, text)
    expect(second.get_by_label(ARTICLE, exact=True).locator("p")).to_have_count(2)
    press(second, ELSEWHERE, "Write here instead")
    put(second, TITLE, "From the second")
    saved(second)
    assert draft.kept(TITLE) == "From the second"
    assert {name: told(draft, name) for name in wanted} == wanted
    assert second.locator(".offers .notice").count() == 0


def test_a_paragraph_that_was_split_without_network_outlives_a_crash(
    draft: Draft, person: BrowserContext
) -> None:
    draft.save(body=WHOLE, bio="line one line two")
    page = opened(person, draft)
    plainly(page)
    answering(person, 503)
    put(page, ARTICLE, SPLIT)
    put(page, ABOUT, "line one\nline two")
    says(page, "kept in this browser")
    crash(page)
    well_again(person)
    assert (told(draft, "body"), told(draft, "bio")) == (WHOLE, "line one line two")
    again = opened(person, draft)
    expect(box(again, UNSAVED)).to_contain_text("You have changes here that were not saved")
    put_back(again, UNSAVED)
    assert (told(draft, "body"), told(draft, "bio")) == (SPLIT, "line one\nline two")
    has(again, "body", SPLIT)


def test_what_differs_in_white_space_alone_is_said_in_words(draft: Draft, person: BrowserContext) -> None:
    draft.save(body="Alpha one. Beta two.", bio="- a\n- b")
    page = opened(person, draft)
    plainly(page)
    answering(person, 503)
    put(page, ARTICLE, "Alpha one.\n\nBeta two.")
    put(page, ABOUT, "- a\n  - b")
    says(page, "kept in this browser")
    crash(page)
    well_again(person)
    again = opened(person, draft)
    box(again, UNSAVED).get_by_text("Show what differs").click()
    expect(box(again, UNSAVED).locator("mark")).to_have_text(
        ["(1 empty line)", "(a line break and 2 spaces)"]
    )
    put_back(again, UNSAVED)
    expect(box(again, REPLACED).locator("mark")).to_have_text(["(1 space)", "(a line break)"])


@pytest.mark.parametrize("choice", ["Keep mine", "Take the other"])
def test_of_two_texts_that_differ_in_line_breaks_the_author_chooses_and_keeps_the_other(
    draft: Draft, person: BrowserContext, choice: str
) -> None:
    draft.save(body="One. Two. Three.")
    page = opened(person, draft)
    plainly(page)
    person.set_offline(True)
    put(page, ARTICLE, "One.\n\nTwo. Three.")
    says(page, "No connection")
    draft.save(body="One. Two.\n\nThree.")
    person.set_offline(False)
    press(page, CHANGED, choice)
    saved(page)
    mine, other = "One.\n\nTwo. Three.", "One. Two.\n\nThree."
    winner, offered, loser = {
        "Keep mine": (mine, REPLACED, other),
        "Take the other": (other, UNSAVED, mine),
    }[choice]
    assert told(draft, "body") == winner
    press(page, offered, "Put it back")
    has(page, "body", loser)
    saved(page)
    assert told(draft, "body") == loser


def test_line_breaks_of_both_sides_go_together_in_different_fields(
    draft: Draft, person: BrowserContext
) -> None:
    draft.save(body=WHOLE, summary="One. Two.")
    page = opened(person, draft)
    person.set_offline(True)
    put(page, SUMMARY, "One.\nTwo.")
    says(page, "No connection")
    draft.save(body=SPLIT)
    person.set_offline(False)
    saved(page)
    has(page, "body", SPLIT)
    assert (told(draft, "body"), told(draft, "summary")) == (SPLIT, "One.\nTwo.")
    assert page.locator(".offers .notice").count() == 0


def test_what_a_save_tidies_by_itself_is_no_change_of_somebody_else(
    draft: Draft, person: BrowserContext
) -> None:
    """Every field as somebody types it; the server keeps it tidier, and no question may come of that."""
    untidy = {
        "title": "  A  title \u00a0 with   room ",
        "summary": "\n One  line\u202e.\n Cafe\u0301  ",
        "body": "  An  indent\n\n\n- a\u2028\n    - b \n\n \n",
        "byline": " Vera \t Vogel ",
        "orcid": "https://orcid.org/0000000218250097",
        "bio": "  One.\n\n  Two. ",
        "faq-0-question": " Why   so? ",
        "faq-0-answer": " So.\n  Then so. ",
        "references": "\n  First   one \n\n\nSecond\u2028Third\n",
        "interests": " None, a"
        + 40 * "\u0301"
        + ", u"
        + 16 * "\u0344"
        + ", e"
        + 2 * (20 * "\u0301" + "\u093f")
        + ".  ",
    }
    page = opened(person, draft)
    plainly(page)
    for name, text in untidy.items():
        page.locator(f"[name='{name}']").fill(text)
    saved(page)
    assert told(draft, "orcid") == "0000-0002-1825-0097"
    assert told(draft, "references") == "First one\nSecond\nThird"
    assert told(draft, "interests").count("\u0301") == 29 + 14 + 39
    person.set_offline(True)
    for name in untidy:
        page.locator(f"[name='{name}']").press("Control+End")
        page.keyboard.type("7" if name == "orcid" else " more")
    says(page, "No connection")
    draft.save(role="Nurse")
    heard = page.locator(".sheet > [role=status]")
    page.evaluate(
        "window.said = []; new MutationObserver(([{ target }]) => said.push(target.textContent))"
        ".observe(document.querySelector('.sheet > [role=status]'), { childList: true })"
    )
    person.set_offline(False)
    saved(page)
    expect(heard).to_have_text("Saved again. Nothing was lost.")
    names = [said for said in page.evaluate("window.said") if said.startswith("Also changed")]
    assert names == ["Also changed in another window, and put in here: Profession or role."]
    assert page.locator(".offers .notice").count() == 0
    assert told(draft, "summary").endswith("Caf\u00e9   more")


def test_a_copy_that_the_server_has_in_its_own_spelling_is_not_offered(
    draft: Draft, person: BrowserContext
) -> None:
    page = opened(person, draft)
    answering(person, 503)
    put(page, TITLE, " Two   words ")
    put(page, SUMMARY, "Cafe\u0301.\n\nOpen.  ")
    says(page, "Our side")
    crash(page)
    well_again(person)
    draft.save(title="Two words", summary="Caf\u00e9.\n\nOpen.")
    again = opened(person, draft)
    again.wait_for_function("!Object.keys(localStorage).some(key => key.startsWith('kept:'))")
    assert again.locator(".offers .notice").count() == 0
