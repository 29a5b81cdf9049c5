"""Not a word is lost: a network that goes and comes, a reload, a crash, a server that says no."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error, Route, expect

from tests.browser.drafts import (
    ABOUT,
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
    typed,
    well_again,
)

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.parametrize("live_site", ["empty"], indirect=True)


def test_words_that_arrived_after_all_are_not_offered_any_more(draft: Draft, person: BrowserContext) -> None:
    page = opened(person, draft)
    answering(person, 503)
    typed(page, SUMMARY, "On their way when the window went")
    says(page, "Our side")
    crash(page)
    well_again(person)
    again = opened(person, draft)
    expect(box(again, UNSAVED)).to_be_visible()
    draft.save(summary="On their way when the window went")
    again.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(box(again, UNSAVED)).to_have_count(0)
    expect(again.get_by_label(SUMMARY)).to_have_value("On their way when the window went")
    again.reload()
    expect(again.get_by_label(SUMMARY)).to_have_value("On their way when the window went")
    expect(again.locator(".offers .notice")).to_have_count(0)


def test_what_is_typed_is_on_the_server_a_moment_later_and_the_page_says_when(
    draft: Draft, person: BrowserContext
) -> None:
    person.clock.install()
    page = opened(person, draft)
    typed(page, TITLE, "Walking after a new knee")
    saved(page)
    says(page, "Saved just now")
    assert draft.kept(TITLE) == "Walking after a new knee"
    page.clock.fast_forward("02:20")
    says(page, "Saved 2 minutes ago")
    page.clock.fast_forward("01:00:00")
    says(page, re.compile(r"^Saved (at \d\d:\d\d|on )"))


def test_a_screen_reader_hears_of_trouble_and_of_its_end_but_not_of_each_save(
    draft: Draft, person: BrowserContext
) -> None:
    page = opened(person, draft)
    heard = page.locator(".sheet > [role=status]")
    typed(page, TITLE, "Knees")
    saved(page)
    expect(heard).to_have_text("")
    answering(person, 500)
    typed(page, TITLE, " again")
    expect(heard).to_contain_text("Our side could not save it just now")
    well_again(person)
    saved(page)
    expect(heard).to_have_text("Saved again. Nothing was lost.")
    assert draft.kept(TITLE) == "Knees again"


def test_the_network_goes_and_comes_in_the_middle_of_typing_and_not_a_word_is_lost(
    draft: Draft, person: BrowserContext
) -> None:
    page = opened(person, draft)
    said = [f"word{number}" for number in range(60)]
    for number, word in enumerate(said):
        if number % 15 == 5:
            person.set_offline(True)
        if number % 15 == 12:
            person.set_offline(False)
        typed(page, (SUMMARY, ABOUT)[number % 2], f"{word} ")
        page.wait_for_timeout(60)
    person.set_offline(True)
    typed(page, SUMMARY, "last")
    says(
        page,
        re.compile(r"^No connection: kept in this browser since \d\d:\d\d\. We send it when you are back\.$"),
    )
    person.set_offline(False)
    saved(page)
    assert draft.kept(SUMMARY).split() == [*said[0::2], "last"]
    assert draft.kept(ABOUT).split() == said[1::2]
    assert page.locator(".offers .notice").count() == 0


def test_a_save_whose_answer_was_lost_is_no_conflict_with_oneself(
    draft: Draft, person: BrowserContext
) -> None:
    page = opened(person, draft)
    lost: list[int] = []

    def swallow(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/saves", swallow, times=1)
    typed(page, SUMMARY, "It arrived")
    says(page, "No connection")
    typed(page, SUMMARY, " and nobody said so")
    saved(page)
    assert lost == [200]
    assert page.locator(".offers .notice").count() == 0
    assert draft.kept(SUMMARY) == "It arrived and nobody said so"


def summary_of(page: Page) -> str:
    return page.get_by_label(SUMMARY).input_value()


def test_a_reload_without_network_loses_no_word(draft: Draft, person: BrowserContext) -> None:
    """A browser may let the page that goes send its last save after all: then the words are there, else offered."""
    page = opened(person, draft)
    typed(page, SUMMARY, "One two")
    saved(page)
    person.set_offline(True)
    typed(page, SUMMARY, " three four five")
    with pytest.raises(Error):
        page.reload()
    person.set_offline(False)
    page.goto(draft.site.base_url + draft.where)
    offered = box(page, UNSAVED)
    tries = 100
    while {summary_of(page), draft.kept(SUMMARY)} != {"One two three four five"}:
        with suppress(Error):  # what arrives late is put into the field, and its offer goes
            offered.get_by_role("button", name="Put it back").click(timeout=200)
        assert (tries := tries - 1)
    page.reload()
    expect(page.get_by_label(SUMMARY)).to_have_value("One two three four five")
    expect(box(page, UNSAVED)).to_have_count(0)


def test_closing_the_window_a_moment_after_the_last_letter_still_sends_it(
    draft: Draft, person: BrowserContext
) -> None:
    page = opened(person, draft)
    typed(page, TITLE, "The last letter")
    page.close()
    again = opened(person, draft)
    again.wait_for_function(
        "path => fetch(path).then(page => page.text()).then(page => page.includes('The last letter'))",
        arg=draft.where,
    )
    assert draft.kept(TITLE) == "The last letter"


def test_what_a_tab_held_when_it_crashed_is_offered_in_the_next_one(
    draft: Draft, person: BrowserContext
) -> None:
    page = opened(person, draft)
    typed(page, TITLE, "Before")
    saved(page)
    answering(person, 500)
    typed(page, TITLE, " the crash")
    crash(page)
    well_again(person)
    again = opened(person, draft)
    expect(box(again, UNSAVED)).to_contain_text("You have 2 words here that were not saved (typed ")
    put_back(again, UNSAVED)
    assert draft.kept(TITLE) == "Before the crash"


def test_what_is_thrown_away_is_gone(draft: Draft, person: BrowserContext) -> None:
    page = opened(person, draft)
    answering(person, 500)
    typed(page, TITLE, "Nothing worth keeping")
    says(page, "Our side")
    crash(page)
    well_again(person)
    again = opened(person, draft)
    press(again, UNSAVED, "Throw it away")
    again.reload()
    expect(again.get_by_label(TITLE, exact=True)).to_have_value("")
    assert again.locator(".offers .notice").count() == 0
    assert again.evaluate("() => Object.keys(localStorage).filter(key => key.startsWith('kept:'))") == []


@pytest.mark.parametrize(
    ("status", "words", "more"),
    [
        (
            500,
            "Our side could not save it just now. What you typed is kept in this browser; we try again in",
            {},
        ),
        (
            429,
            "That was a lot in a short time. What you typed is kept in this browser; we try again in 1 second",
            {"headers": {"Retry-After": "1"}},
        ),
        (200, "No connection: kept in this browser since", {"body": "<h1>Welcome to our network</h1>"}),
    ],
    ids=["a failure", "too many", "a sign-in page of the network"],
)
def test_a_save_that_did_not_arrive_is_said_and_sent_again_by_itself(
    draft: Draft, person: BrowserContext, status: int, words: str, more: dict[str, Any]
) -> None:
    page = opened(person, draft)
    answering(person, status, **more)
    typed(page, SUMMARY, "Here already")
    says(page, words)
    typed(page, SUMMARY, " and more")
    well_again(person)
    saved(page)
    assert draft.kept(SUMMARY) == "Here already and more"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (
            404,
            "Your private link no longer opens this draft, so nothing more can be saved. What you typed is kept",
        ),
        (413, "The draft has become too large to be saved: shorten it. What you typed is kept"),
    ],
)
def test_a_save_that_cannot_be_taken_says_why_and_keeps_the_text(
    draft: Draft, person: BrowserContext, status: int, words: str
) -> None:
    page = opened(person, draft)
    answering(person, status)
    typed(page, SUMMARY, "Still here")
    says(page, words)
    crash(page)
    well_again(person)
    again = opened(person, draft)
    put_back(again, UNSAVED)
    assert draft.kept(SUMMARY) == "Still here"


def test_a_title_that_is_too_long_is_named_and_the_next_letter_less_saves_all_of_it(
    draft: Draft, person: BrowserContext
) -> None:
    page = opened(person, draft)
    page.get_by_label(TITLE, exact=True).fill("x" * 201)
    typed(page, SUMMARY, "Everything else")
    says(page, "Not saved: The title can have 200 characters at most.")
    assert draft.kept(SUMMARY) == ""
    page.get_by_label(TITLE, exact=True).fill("x" * 200)
    saved(page)
    assert (draft.kept(TITLE), draft.kept(SUMMARY)) == ("x" * 200, "Everything else")


def test_pressing_save_without_network_stays_on_the_page(draft: Draft, person: BrowserContext) -> None:
    page = opened(person, draft)
    person.set_offline(True)
    typed(page, SUMMARY, "Said and done")
    page.get_by_role("button", name="Save", exact=True).click()
    says(page, "No connection")
    expect(page.get_by_label(SUMMARY)).to_have_value("Said and done")
    person.set_offline(False)
    saved(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert draft.kept(SUMMARY) == "Said and done"


def test_a_browser_that_keeps_nothing_is_told_to_stay_open(draft: Draft, person: BrowserContext) -> None:
    person.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); }")
    page = opened(person, draft)
    person.set_offline(True)
    typed(page, SUMMARY, "Only here")
    says(page, "No connection. Leave this page open: what you typed is only here.")
    person.set_offline(False)
    saved(page)
    assert draft.kept(SUMMARY) == "Only here"
