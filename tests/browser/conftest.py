"""One staged site for all tests of pages: staging it twice would find the states already taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.house import House, opened
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def house(live_site: LiveSite, chromium: Browser) -> Iterator[House]:
    with opened(live_site, chromium) as made:
        yield made
