"""Two windows, two devices: one writes, the others are told, and no version is lost to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.drafts import (
    ARTICLE,
    CHANGED,
    ELSEWHERE,
    REPLACED,
    SUMMARY,
    TITLE,
    UNSAVED,
    Draft,
    box,
    opened,
    press,
    put_back,
    reloaded,
    saved,
    says,
    typed,
)
from tests.browser.watching import browsing, too_wide, violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

pytestmark = pytest.mark.parametrize("live_site", ["empty"], indirect=True)


def test_the_second_window_is_told_at_once_and_sees_what_the_first_one_saves(
    draft: Draft, person: BrowserContext
) -> None:
    first = opened(person, draft)
    typed(first, SUMMARY, "One two three")
    saved(first)
    second = opened(person, draft)
    expect(box(second, ELSEWHERE)).to_be_visible()
    expect(second.get_by_label(SUMMARY)).not_to_be_editable()
    press(second, ELSEWHERE, "Only look")
    expect(box(second, "You are only looking")).to_be_visible()
    typed(first, SUMMARY, " four five")
    saved(first)
    second.bring_to_front()
    expect(second.get_by_label(SUMMARY)).to_have_value("One two three four five")
    expect(second.get_by_label(SUMMARY)).not_to_be_editable()
    assert first.locator(".offers .notice").count() == 0


def test_taking_over_loses_no_word_of_the_other_window(draft: Draft, person: BrowserContext) -> None:
    first = opened(person, draft)
    second = opened(person, draft)
    expect(box(second, ELSEWHERE)).to_be_visible()
    typed(first, SUMMARY, "Typed a moment before")
    press(second, ELSEWHERE, "Write here instead")
    expect(second.get_by_label(SUMMARY)).to_be_editable()
    expect(second.get_by_label(SUMMARY)).to_have_value("Typed a moment before")
    expect(box(first, ELSEWHERE)).to_be_visible()
    expect(first.get_by_label(SUMMARY)).not_to_be_editable()
    typed(second, SUMMARY, " and after")
    saved(second)
    assert draft.kept(SUMMARY) == "Typed a moment before and after"


def test_the_editor_of_a_window_that_looks_shows_the_text_and_takes_none(
    draft: Draft, person: BrowserContext
) -> None:
    first, second = opened(person, draft), opened(person, draft)
    typed(first, ARTICLE, "Typed a moment before")
    press(second, ELSEWHERE, "Write here instead")
    expect(second.get_by_label(ARTICLE, exact=True)).to_have_text("Typed a moment before")
    expect(second.get_by_label(ARTICLE, exact=True)).to_be_editable()
    expect(first.get_by_label(ARTICLE, exact=True)).not_to_be_editable()
    typed(second, ARTICLE, " and after")
    saved(second)
    first.bring_to_front()
    expect(first.get_by_label(ARTICLE, exact=True)).to_have_text("Typed a moment before and after")
    assert draft.kept(ARTICLE).strip() == "Typed a moment before and after"


def test_a_reload_keeps_the_turn_and_closing_the_window_gives_it_to_the_one_that_looks(
    draft: Draft, person: BrowserContext
) -> None:
    first = opened(person, draft)
    typed(first, TITLE, "Mine")
    saved(first)
    reloaded(first)
    second = opened(person, draft)
    expect(box(second, ELSEWHERE)).to_be_visible()
    expect(first.get_by_label(TITLE, exact=True)).to_be_editable()
    first.close()
    expect(second.get_by_label(TITLE, exact=True)).to_be_editable()
    expect(box(second, ELSEWHERE)).to_have_count(0)


def test_a_device_without_network_that_was_taken_over_keeps_its_words_and_gives_them_back(
    draft: Draft, person: BrowserContext, chromium: Browser
) -> None:
    laptop = opened(person, draft)
    typed(laptop, SUMMARY, "One")
    saved(laptop)
    person.set_offline(True)
    typed(laptop, SUMMARY, " from the train")
    says(laptop, "No connection: kept in this browser since")
    with browsing(chromium) as pocket:
        telephone = opened(pocket, draft)
        press(telephone, ELSEWHERE, "Write here instead")
        expect(telephone.get_by_label(SUMMARY)).to_be_editable()
        typed(telephone, SUMMARY, " from the sofa")
        saved(telephone)
        person.set_offline(False)
        expect(box(laptop, UNSAVED)).to_contain_text("3 words")
        expect(laptop.get_by_label(SUMMARY)).to_have_value("One from the sofa")
        put_back(laptop, UNSAVED)
        expect(box(telephone, ELSEWHERE)).to_be_visible()
    assert draft.kept(SUMMARY) == "One from the train"
    box(laptop, REPLACED).get_by_text("Show what differs").click()
    expect(box(laptop, REPLACED).locator("mark")).to_have_text("sofa")


def test_what_two_devices_wrote_in_different_fields_goes_together(
    draft: Draft, person: BrowserContext
) -> None:
    page = opened(person, draft)
    person.set_offline(True)
    typed(page, SUMMARY, "From the train")
    says(page, "No connection")
    draft.save(title="From the telephone")
    person.set_offline(False)
    saved(page)
    expect(page.get_by_label(TITLE, exact=True)).to_have_value("From the telephone")
    assert (draft.kept(TITLE), draft.kept(SUMMARY)) == ("From the telephone", "From the train")


def test_of_two_texts_of_the_article_none_is_chosen_without_being_asked(
    draft: Draft, person: BrowserContext
) -> None:
    page = opened(person, draft)
    person.set_offline(True)
    typed(page, ARTICLE, "From the train")
    says(page, "No connection")
    draft.save(body="From the telephone")
    person.set_offline(False)
    expect(box(page, CHANGED).locator("mark")).to_have_text(["train", "telephone"])
    press(page, CHANGED, "Keep mine")
    saved(page)
    assert draft.kept(ARTICLE).strip() == "From the train"
    press(page, REPLACED, "Put it back")
    expect(page.get_by_label(ARTICLE, exact=True)).to_have_text("From the telephone")
    saved(page)
    assert draft.kept(ARTICLE).strip() == "From the telephone"


def test_questions_added_on_another_device_are_not_lost_to_a_page_that_does_not_show_them(
    draft: Draft, person: BrowserContext
) -> None:
    page = opened(person, draft)
    person.set_offline(True)
    typed(page, SUMMARY, "From the train")
    for number in range(3):
        draft.save(**{f"faq-{number}-question": f"Question {number}?", f"faq-{number}-answer": "So."})
    person.set_offline(False)
    expect(page.locator("#faq-2-question")).to_have_value("Question 2?")
    asked = [said for name, said in draft.fields() if name.endswith("-question") and said]
    assert draft.kept(SUMMARY) == "From the train"
    assert asked == ["Question 0?", "Question 1?", "Question 2?"]


@pytest.mark.parametrize("choice", ["Keep mine", "Take the other"])
def test_of_two_texts_of_one_field_the_author_sees_both_and_chooses_and_keeps_the_other(
    draft: Draft, person: BrowserContext, choice: str
) -> None:
    page = opened(person, draft)
    typed(page, SUMMARY, "Short walks")
    saved(page)
    person.set_offline(True)
    typed(page, SUMMARY, " on the train")
    says(page, "No connection")
    draft.save(summary="Short walks at home")
    person.set_offline(False)
    asked = box(page, CHANGED)
    expect(asked.locator("mark")).to_have_text(["on the train", "at home"])
    typed(page, SUMMARY, " today")
    assert draft.kept(SUMMARY) == "Short walks at home"
    asked.get_by_role("button", name=choice).click()
    saved(page)
    mine, other = "Short walks on the train today", "Short walks at home"
    kept = {"Keep mine": (mine, REPLACED, other), "Take the other": (other, UNSAVED, mine)}
    winner, offered, loser = kept[choice]
    expect(page.get_by_label(SUMMARY)).to_have_value(winner)
    assert draft.kept(SUMMARY) == winner
    page.reload()
    press(page, offered, "Put it back")
    expect(page.get_by_label(SUMMARY)).to_have_value(loser)
    saved(page)
    assert draft.kept(SUMMARY) == loser


def test_the_questions_above_the_text_can_be_read_by_everybody(draft: Draft, person: BrowserContext) -> None:
    page = opened(person, draft)
    typed(page, SUMMARY, "One two three")
    saved(page)
    person.set_offline(True)
    typed(page, SUMMARY, " four")
    draft.save(summary="One two three five")
    person.set_offline(False)
    expect(box(page, CHANGED)).to_be_visible()
    second = opened(person, draft)
    expect(box(second, ELSEWHERE)).to_be_visible()
    for shown in (page, second):
        shown.bring_to_front()
        for across in (1280, 390):
            shown.set_viewport_size({"width": across, "height": 844})
            assert violations(shown) == []
            assert too_wide(shown) == ""
