"""An editor changes a sentence and adds an image; the author signs from the letter; others approve; it is published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.tour.steps import picture
from tests.browser import desk
from tests.browser.staging import letters
from tests.browser.watching import Window, browsing, too_wide, violations
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FilePayload

TITLE = "What a community pharmacist sees before the doctor does"
AUTHOR = "tomasz.wilk@example.org"
WHY = "One sentence was hard to follow, and a reader asked what the counter looks like."
ADDED = "It is worth asking once more."

COUNTER: FilePayload = {
    "name": "counter.jpg",
    "mimeType": "image/jpeg",
    "buffer": picture("kitchen_table", 77),
}


@dataclass
class People:
    site: LiveSite
    editor: Window
    guest: Window
    reviewers: tuple[Window, Window]

    @property
    def windows(self) -> list[Window]:
        return [self.editor, self.guest, *self.reviewers]


@pytest.fixture
def people(live_site: LiveSite, chromium: Browser) -> Iterator[People]:
    with ExitStack() as stack:
        one, two, *others = (
            Window(stack.enter_context(browsing(chromium)), live_site.base_url) for _person in range(4)
        )
        yield People(live_site, one, two, (others[0], others[1]))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("live_site", ["embedded"], indirect=True)
def test_what_an_editor_changed_is_published_once_its_author_and_others_agree(people: People) -> None:
    _is_changed(people)
    _is_signed_by_its_author(people)
    for window, role in zip(people.reviewers, ("reviewer", "webmaster"), strict=True):
        desk.signs_in(window, people.site, role)
        desk.opens(window, TITLE)
        if role == "reviewer":
            expect(window.page.get_by_text("Declared by the editor")).to_be_visible()
            desk.accepts_the_rights(window)
        desk.decides(window, "approved")
    desk.opens(people.editor, TITLE)
    expect(people.editor.page.get_by_role("button", name="Publish")).to_be_visible()
    desk.publishes(people.editor, "what-a-pharmacist-sees")
    expect(people.editor.page.locator(".article")).to_contain_text(ADDED)
    assert [fault for window in people.windows for fault in window.faults] == []


def _is_changed(people: People) -> None:
    window, page = people.editor, people.editor.page
    desk.signs_in(window, people.site, "editor")
    desk.opens(window, TITLE)
    page.get_by_role("link", name="Change the text or an image").click()
    body = page.get_by_label("Article", exact=True)
    body.fill(f"{body.input_value()}\n\n{ADDED}\n")
    page.locator("#files").set_input_files([COUNTER])
    page.get_by_role("button", name="Save", exact=True).last.click()
    _until_ready(window)
    new = page.locator(".new-image")
    new.get_by_label("Description for people who cannot see it").fill("A counter, seen from the door")
    new.get_by_label("Credit line").fill("Photograph: Harrow Lane Clinic")
    new.get_by_label("I made it myself").check()
    new.get_by_label("Your name, as its maker").fill("Edgar Lindqvist")
    new.get_by_label("Nobody can be recognised in it").check()
    _is_right(window, "24-change")
    page.get_by_role("button", name="Save and look at the difference").click()
    expect(page.locator("ins").first).to_be_visible()
    _is_right(window, "25-change-to-sign")
    page.get_by_label("Why you changed it").fill(WHY)
    for clause in page.locator("input[type=checkbox]").all():
        clause.check()
    page.get_by_label("Your full name").fill("Edgar Lindqvist")
    page.get_by_role("button", name="Sign and send it to the author").click()
    expect(page.locator(".told")).to_contain_text("The author gets a letter")
    expect(page.get_by_text("Awaiting author").first).to_be_visible()
    _is_right(window, "26-submission-awaiting-its-author")


def _until_ready(window: Window) -> None:
    for _try in range(60):
        if window.page.locator(".new-image img").count():
            return
        window.page.wait_for_timeout(500)
        window.page.reload()
    raise AssertionError("no worker looked at the image")


def _is_signed_by_its_author(people: People) -> None:
    window, page = people.guest, people.guest.page
    page.goto(_found(window, people.site, r"^(http\S+/d/\S+)$", of="An editor changed your article"))
    expect(page.get_by_text("An editor changed your article")).to_be_visible()
    window.shoot("27-draft-changed-by-the-desk")
    page.get_by_role("link", name="What the editor changed, and why").click()
    expect(page.get_by_text(WHY)).to_be_visible()
    expect(page.locator("ins").filter(has_text=ADDED).first).to_be_visible()
    _is_right(window, "28-status-changed-by-the-desk")
    page.get_by_role("link", name="Look through it and sign").click()
    expect(page.get_by_text("it is not your word about its right")).to_be_visible()
    for clause in page.locator("input[type=checkbox]").all():
        clause.check()
    page.locator("input[name=capacity]").first.check()
    page.get_by_label("Your full name").fill("Tomasz Wilk")
    _is_right(window, "29-sign-what-the-desk-changed")
    page.get_by_role("button", name="Sign and send").click()
    page.get_by_label("Code from our letter").fill(_found(window, people.site, r"^(\d{4} \d{4})$"))
    page.get_by_role("button", name="Sign and send").click()
    page.wait_for_url("**/status")
    expect(page.get_by_text("It waits to be read.")).to_be_visible()


def _found(window: Window, site: LiveSite, pattern: str, *, of: str = "") -> str:
    """What stands in the newest letter to the author that has it; it may still be on its way."""
    for _try in range(300):
        for letter in letters(site, AUTHOR):
            found = re.search(pattern, letter["text"], re.MULTILINE)
            if found and of in letter["text"]:
                return found[1]
        window.page.wait_for_timeout(200)
    raise AssertionError(f"no letter to the author has {pattern}")


def _is_right(window: Window, name: str) -> None:
    """No rule of axe broken and nothing wider than the page, in either width and scheme."""
    size = window.page.viewport_size
    for look in window.looks():
        assert violations(window.page) == [], look
        assert too_wide(window.page) == "", look
    if size:
        window.page.set_viewport_size(size)
    window.shoot(name)
