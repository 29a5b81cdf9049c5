"""The whole way once in a real browser: from a guest's first line to a takedown and back, with pictures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import desk, guest, reader
from tests.browser.manuscript import Manuscript, bring
from tests.browser.watching import Window, browsing
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ASKED = "Please say for whom this is not suitable."
MORE = "People with an infection, a blood disorder or cancer should speak to their own doctor first."
SLUG = "what-a-guest-wrote"
ADDRESS = f"/articles/{SLUG}"


@dataclass
class People:
    """Everybody with a browser of their own."""

    site: LiveSite
    text: Manuscript
    guest: Window
    reader: Window
    reviewer: Window
    editor: Window
    webmaster: Window

    @property
    def windows(self) -> list[Window]:
        return [self.guest, self.reader, self.reviewer, self.editor, self.webmaster]


@pytest.fixture
def people(live_site: LiveSite, chromium: Browser) -> Iterator[People]:
    with ExitStack() as stack:
        windows = [
            Window(stack.enter_context(browsing(chromium)), live_site.base_url) for _person in range(5)
        ]
        yield People(live_site, bring(), *windows)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("live_site", ["embedded"], indirect=True)
def test_one_article_goes_the_whole_way_in_a_browser(people: People) -> None:
    draft = _is_written(people)
    _is_reviewed(people, draft)
    number = _is_read_and_reported(people)
    _is_taken_down_and_put_back(people, draft, number)
    assert [fault for window in people.windows for fault in window.faults] == []


def _is_written(people: People) -> str:
    draft = guest.asks(people.guest, people.site)
    guest.writes(people.guest, people.text)
    guest.uploads(people.guest, people.text)
    guest.describes(people.guest)
    guest.previews(people.guest, people.text)
    guest.signs(people.guest, people.site, "06")
    return draft


def _is_reviewed(people: People, draft: str) -> None:
    for role in ("reviewer", "editor", "webmaster"):
        desk.signs_in(getattr(people, role), people.site, role)
    desk.claims_by_keyboard(people.reviewer, people.text.title)
    desk.reads(people.reviewer)
    desk.decides(people.reviewer, "changes_requested", ASKED)
    desk.lets_letters_go(people.reviewer)
    guest.heard(people.site, people.guest, ASKED)
    guest.revises(people.guest, draft, ASKED, MORE)
    guest.signs(people.guest, people.site, "09")
    for window in (people.reviewer, people.webmaster):
        desk.opens(window, people.text.title)
        expect(window.page.locator("ins")).to_contain_text(MORE[:30])
        if window is people.reviewer:
            desk.accepts_the_rights(window)
        desk.decides(window, "approved")
    desk.opens(people.editor, people.text.title)
    desk.publishes(people.editor, SLUG)
    guest.heard(people.site, people.guest, ADDRESS)


def _is_read_and_reported(people: People) -> str:
    people.reader.page.set_viewport_size({"width": 390, "height": 844})
    reader.reads(people.reader, ADDRESS, people.text)
    expect(people.reader.page.locator(".article")).to_contain_text(MORE)
    people.reader.page.set_viewport_size({"width": 390, "height": 844})
    reader.reports_a_passage(people.reader, ADDRESS)
    reader.reports_an_image(people.reader, ADDRESS, people.site)
    return reader.confirms(people.reader)


def _is_taken_down_and_put_back(people: People, draft: str, number: str) -> None:
    title, notice = people.text.title, people.reader.page.url.removeprefix(people.site.base_url)
    desk.holds_the_image(people.reviewer, number)
    _shown(people.guest, ADDRESS, 200, title, "21-article-with-an-image-on-hold")
    assert people.guest.page.locator("figure.withheld").count() == 1
    _shown(people.guest, draft + "/status", 200, title, "22-status-with-a-hold")
    desk.settles(people.reviewer, "remove_article", "The photograph shows somebody who did not agree.")
    _shown(people.guest, ADDRESS, 451, "removed", "23-tombstone")
    assert title not in people.guest.page.content()
    _shown(people.reader, notice, 200, "did not agree", "24-notice-decided")
    desk.settles(people.reviewer, "reinstate", "The person has agreed since, in writing.")
    _shown(people.guest, ADDRESS, 200, title, "25-article-put-back")
    _shown(people.guest, ADDRESS + "/history", 200, "removed", "26-history")
    _shown(people.guest, draft + "/status", 200, title, "27-status-in-the-end")
    _shown(people.reader, notice, 200, "agreed since", "28-notice-in-the-end")
    _shown(people.webmaster, "/desk/log", 200, "Log", "29-log")
    _shown(people.webmaster, "/desk/messages", 200, "Messages", "30-messages")


def _shown(window: Window, address: str, status: int, words: str, shot: str) -> None:
    assert window.open(address) == status
    expect(window.page.locator("main")).to_contain_text(words)
    window.shoot(shot)
