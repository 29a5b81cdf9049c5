"""The staged site, and one browser for each kind of person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.web.paging import encode
from tests.browser import staging
from tests.browser.places import Who
from tests.browser.watching import browsing
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext


@dataclass
class House:
    """What every test of pages needs."""

    stage: staging.Stage
    people: dict[Who, BrowserContext]


@contextmanager
def opened(site: LiveSite, chromium: Browser) -> Iterator[House]:
    """Stage the site once, and let everybody in."""
    stage = staging.set_up(site)
    stage.at["beyond"] = encode(["1999-01-01T00:00:00+00:00", 0])
    stage.at["letter"] = str(staging.letters(site, staging.AUTHORS["submitted"])[0]["id"])
    with browsing(chromium) as reader, browsing(chromium) as guest, browsing(chromium) as desk:
        for link in stage.links:
            assert guest.request.get(site.base_url + link).ok
        _sign_in(desk, site)
        yield House(stage, {Who.READER: reader, Who.GUEST: guest, Who.DESK: desk})


def _sign_in(context: BrowserContext, site: LiveSite) -> None:
    page = context.new_page()
    page.goto(site.base_url + "/login")
    page.get_by_label("E-mail address").fill(site.sign_ins["webmaster"]["email"])
    page.get_by_label("Password").fill(site.sign_ins["webmaster"]["password"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk")
    page.goto(site.mail)
    page.close()
