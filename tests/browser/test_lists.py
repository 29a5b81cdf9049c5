"""The lists of the desk on a telephone: each line stands whole, and says whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser import desk
from tests.browser.watching import WIDTHS, Window, browsing
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.parametrize("live_site", ["embedded"], indirect=True)

SIDEWAYS = (
    "() => [...document.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth).length"
)


@pytest.fixture
def window(live_site: LiveSite, chromium: Browser) -> Iterator[Window]:
    with browsing(chromium) as context:
        window = Window(context, live_site.base_url)
        desk.signs_in(window, live_site, "webmaster")
        across, down = WIDTHS["narrow"]
        window.page.set_viewport_size({"width": across, "height": down})
        yield window
        assert window.faults == []


@pytest.mark.parametrize("address", ["/desk/articles", "/desk/log"])
def test_no_line_of_a_list_is_pushed_out_of_sight(window: Window, address: str) -> None:
    assert window.open(address) == 200
    assert window.page.locator(".ledger tbody tr").count() > 0
    assert window.page.evaluate(SIDEWAYS) == 0


def test_the_queue_says_whose_turn_it_is(window: Window) -> None:
    assert window.open("/desk") == 200
    turns = window.page.locator(".queue .owes")
    assert turns.count() > 0
    assert all(one.is_visible() for one in turns.all())
