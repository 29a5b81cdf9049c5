"""A draft, the windows it is open in, and what goes wrong between them and the site."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error, Locator, Page, expect

from app.tour.browser import Browser as Wire
from tests.browser.staging import private_link
from tests.live import LiveSite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Response

_numbers = count(1)
TITLE, SUMMARY, ARTICLE, ABOUT = "Title", "Summary", "Article", "About you"
NAMES = {TITLE: "title", SUMMARY: "summary", ARTICLE: "body", ABOUT: "bio"}
ELSEWHERE = "This draft is open in another window"
CHANGED = "This draft was changed somewhere else while you were writing here"
UNSAVED = re.compile("^You have .* here that (was|were) not saved")
REPLACED = re.compile("^The version that yours replaced")


class Draft:
    """A new draft: its private link, and what the server has of it."""

    def __init__(self, site: LiveSite) -> None:
        email = f"saving-{next(_numbers)}-{os.getpid()}@example.org"
        self.site, self.wire = site, Wire(site.base_url)
        self.wire.send(self.wire.get("/submit"), "/submit", {"email": email})
        self.link = private_link(site, email, "/d/")
        self.where = self.wire.get(self.link).path

    def kept(self, label: str) -> str:
        """The text the server has, asked for over a line of its own."""
        return next(said for name, said in self.fields() if name == NAMES[label])

    def save(self, **values: str) -> None:
        """From another device, whose browser runs no scripts."""
        self.wire.send(self.wire.get(self.where), "/saves", values)

    def fields(self) -> list[tuple[str, str]]:
        return list(self.wire.get(self.where).form("/saves").fields)


def opened(context: BrowserContext, draft: Draft) -> Page:
    page = context.new_page()
    with _turn_asked(page):
        page.goto(draft.site.base_url + draft.link)
    return page


def reloaded(page: Page) -> None:
    with _turn_asked(page):
        page.reload()


@contextmanager
def _turn_asked(page: Page) -> Iterator[None]:
    """Until the window has heard whether it may write: of two that ask at once, either may be the first."""
    with page.expect_response(_asks_for_the_turn):
        yield


def _asks_for_the_turn(answer: Response) -> bool:
    # A page on its way out gives its turn back to the same address, by a beacon that carries no such header.
    return answer.url.endswith("/writers") and answer.request.headers.get("x-requested-with") == "fetch"


def typed(page: Page, label: str, words: str) -> None:
    """Word by word at the end of a field, as a person types."""
    field = page.get_by_label(label, exact=True)
    field.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(words, delay=5)


def saved(page: Page) -> None:
    expect(page.locator("[data-saved-mark]").first).to_have_attribute("data-state", "saved")


def box(page: Page, title: str | re.Pattern[str]) -> Locator:
    """The question of that title above the text."""
    return page.locator(".offers .notice").filter(has=page.get_by_role("heading", name=title))


def press(page: Page, title: str | re.Pattern[str], button: str) -> None:
    box(page, title).get_by_role("button", name=button).click()


def put_back(page: Page, title: str | re.Pattern[str]) -> None:
    press(page, title, "Put it back")
    expect(box(page, title)).to_have_count(0)
    saved(page)


def crash(page: Page) -> None:
    """The tab ends between two words: nothing runs in it any more."""
    with page.expect_event("crash"), pytest.raises(Error):
        page.goto("chrome://crash")
    page.close()


def says(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("[data-saved-mark]").first).to_contain_text(words)


def answering(context: BrowserContext, status: int, **more: Any) -> None:
    """From now on something between this browser and the site answers each save, the last one of a window too."""
    context.route("**/saves", lambda route: route.fulfill(status=status, **more))


def well_again(context: BrowserContext) -> None:
    context.unroute("**/saves")
