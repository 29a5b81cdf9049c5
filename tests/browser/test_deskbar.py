"""The bar of the desk on a telephone: its rooms stand on one line, and nothing in it is cut off."""

from __future__ import annotations

import pytest

from tests.browser.house import House
from tests.browser.places import PLACES
from tests.browser.test_axe import embedded

LINES = "() => new Set([...document.querySelectorAll('.rooms a')].map((one) => one.offsetTop)).size"
CUT = "() => [...document.querySelectorAll('.deskbar a')].filter((one) => one.scrollWidth > one.clientWidth + 1).length"


@embedded
@pytest.mark.parametrize("width", [375, 390, 430, 640])
@pytest.mark.parametrize("name", ["queue", "messages sent"])
def test_every_room_of_a_webmaster_stands_on_one_line_of_a_telephone(
    house: House, name: str, width: int
) -> None:
    place = next(one for one in PLACES if one.name == name)
    window = house.window(place)
    window.page.set_viewport_size({"width": width, "height": 844})
    assert window.open(place.address.format_map(house.stage.at)) == 200
    assert window.page.locator(".rooms a").count() == 7
    assert window.page.evaluate(LINES) == 1
    assert window.page.evaluate(CUT) == 0


@embedded
def test_on_something_narrower_they_fold_and_nothing_scrolls_sideways(house: House) -> None:
    place = next(one for one in PLACES if one.name == "queue")
    window = house.window(place)
    window.page.set_viewport_size({"width": 320, "height": 640})
    assert window.open("/desk") == 200
    assert window.page.evaluate(LINES) == 2
    assert window.page.evaluate("() => document.documentElement.scrollWidth") == 320
