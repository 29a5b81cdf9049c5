"""One staged site for all tests of pages, since staging it twice would find the states already taken; a new draft and
a person to write it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.drafts import Draft
from tests.browser.house import House, opened
from tests.browser.watching import browsing
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext


@pytest.fixture(scope="session")
def house(live_site: LiveSite, chromium: Browser) -> Iterator[House]:
    with opened(live_site, chromium) as made:
        yield made


@pytest.fixture
def draft(live_site: LiveSite) -> Draft:
    return Draft(live_site)


@pytest.fixture
def person(chromium: Browser) -> Iterator[BrowserContext]:
    with browsing(chromium) as context:
        yield context
