"""The staged site, and one browser for each kind of person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.web.paging import encode
from tests.browser import rare, staging
from tests.browser.places import Place, Who
from tests.browser.watching import Window, browsing
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext


@dataclass
class House:
    """What every test of pages needs."""

    stage: staging.Stage
    people: dict[Who, BrowserContext]
    without_workers: str
    windows: dict[tuple[Who, bool], Window] = field(default_factory=dict)

    def window(self, place: Place) -> Window:
        """Where somebody looks at a place: one window each, because a new one costs as much as looking at a page."""
        key = (place.who, place.workers)
        if key not in self.windows:
            base = self.stage.site.base_url if place.workers else self.without_workers
            self.windows[key] = Window(self.people[place.who], base)
        self.windows[key].afresh()
        return self.windows[key]


@contextmanager
def opened(site: LiveSite, chromium: Browser) -> Iterator[House]:
    """Stage the site once, and let everybody in."""
    stage = staging.set_up(site)
    stage.at["beyond"] = encode(["1999-01-01T00:00:00+00:00", 0])
    stage.at["letter"] = str(staging.letters(site, staging.AUTHORS["submitted"])[0]["id"])
    with ExitStack() as stack:
        people = {who: stack.enter_context(browsing(chromium)) for who in Who}
        for link in stage.links:
            assert people[Who.GUEST].request.get(site.base_url + link).ok
        _sign_in(people[Who.DESK], site, "webmaster")
        _sign_in(people[Who.REVIEWER], site, "reviewer")
        yield House(stage, people, stack.enter_context(rare.web_without_workers(site)))


def _sign_in(context: BrowserContext, site: LiveSite, role: str) -> None:
    page = context.new_page()
    page.goto(site.base_url + "/login")
    page.get_by_label("E-mail address").fill(site.sign_ins[role]["email"])
    page.get_by_label("Password").fill(site.sign_ins[role]["password"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk")
    page.goto(site.mail)
    page.close()
