"""No page of ours leads into the void: each link to an address of this site, on every page, is followed once."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from tests.browser.house import House
from tests.browser.places import PLACES

LINK = re.compile(r'<a [^>]*href="(/[^"#]*)')
MEANT = re.compile(r"/articles/")
"""A list of the desk names articles that are held: their addresses answer with a tombstone, as they should."""


@pytest.mark.parametrize("live_site", ["embedded"], indirect=True)
def test_every_link_on_every_page_leads_somewhere(house: House) -> None:
    lost: dict[str, str] = {}
    for who, context in house.people.items():
        base, followed = house.stage.site.base_url, set[str]()
        for place in (place for place in PLACES if place.who is who and not place.then):
            address = place.address.format_map(house.stage.at)
            for link in LINK.findall(context.request.get(base + address).text()):
                path = urlsplit(link).path
                if path in followed or path == "/logout":
                    continue
                followed.add(path)
                status = context.request.get(base + link.replace("&amp;", "&")).status
                if status >= 400 and not (MEANT.match(path) and status in (404, 410, 451)):
                    lost[f"{link} on {address}"] = str(status)
        assert len(followed) > 5
    assert lost == {}
