"""Pages that ask for a code, as people meet them one after the other: axe finds nothing, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.tour import guest
from app.tour.browser import Browser as Person
from app.tour.steps import Tour
from tests.browser.watching import Window, browsing, too_wide, violations
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAME = "Amal Haddad"


def signs(page: Page) -> None:
    for clause in page.locator("input[type=checkbox]").all():
        clause.check()
    page.locator("input[name=capacity]").first.check()
    page.get_by_label("Your full name").fill(NAME)
    page.get_by_role("button", name="Sign and send").click()
    expect(page.get_by_role("status")).to_contain_text("We sent a code to a…@example.org.")
    expect(page.get_by_label("Your full name")).to_have_value(NAME)
    assert page.locator("input[type=checkbox]:not(:checked)").count() == 0


def types_a_wrong_code(page: Page) -> None:
    page.get_by_role("link", name="Enter it here").click()
    page.get_by_label("Code from our letter").fill("1234 5678")
    page.get_by_role("button", name="Sign and send").click()
    expect(page.get_by_role("alert")).to_contain_text("This code is not right. 4 tries left.")
    expect(page.get_by_label("Your full name")).to_have_value(NAME)


def withdraws(page: Page) -> None:
    page.get_by_text("Withdraw this article").click()
    page.get_by_label("Why").fill("Another journal took it.")
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_role("status")).to_contain_text("We sent a code to a…@example.org.")
    expect(page.get_by_label("Why")).to_have_value("Another journal took it.")


def names_an_address(page: Page) -> None:
    page.get_by_label("Your new e-mail address").fill("new@example.org")
    page.get_by_role("button", name="Send both codes").click()
    expect(page.get_by_role("status")).to_contain_text("We sent a code to n…@example.org.")


def gives_no_code(page: Page) -> None:
    page.get_by_role("button", name="Change my address").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the code from the old mailbox.")


STEPS: list[tuple[str, Callable[[Page], None]]] = [
    ("/attestation", signs),
    ("", types_a_wrong_code),
    ("/status", withdraws),
    ("/addresses", names_an_address),
    ("", gives_no_code),
]
"""Where each begins; empty: on the page that is open."""


@pytest.mark.parametrize("live_site", ["empty"], indirect=True)
def test_axe_finds_nothing_on_the_pages_that_ask_for_a_code(live_site: LiveSite, chromium: Browser) -> None:
    site, sign_ins = live_site, {role: dict(one) for role, one in live_site.sign_ins.items()}
    with browsing(chromium) as context:
        author, reader, claimant, stranger = (Person(site.base_url) for _ in range(4))
        tour = Tour(site.base_url, site.mail, sign_ins, author, reader, claimant, stranger, stamp="codes")
        for begin in (guest.starts, guest.is_sent_a_link, guest.opens_the_link):
            begin(tour)
        told = {
            "title": "A walk",
            "summary": "Why.",
            "body": "## Why\n\nSo.",
            "byline": NAME,
            "bio": "Walks.",
        }
        tour.guest.send(tour.guest.get(tour.seen["draft"]), "/saves", told)
        window = Window(context, site.base_url)
        window.page.goto(tour.seen["link"])
        found: list[str] = []
        for place, step in STEPS:
            if place:
                window.open(tour.seen["draft"] + place)
            step(window.page)
            for look in window.looks():
                faults = [*violations(window.page), too_wide(window.page)]
                found += [f"{step.__name__}, {look}: {fault}" for fault in faults if fault]
        assert found + window.faults == []
