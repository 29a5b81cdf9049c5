"""Everything that can be used is reached with Tab alone, and one sees where one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.staging import private_link
from tests.browser.watching import Window, browsing
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AUTHOR = "ilse.brandt@example.org"
VISIBLE = "/articles/forty-times-a-day"
MOST = 400
"""Presses of Tab after which a page is taken to hold somebody in a trap."""

USABLE = """() => {
    const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    const shown = one => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0;
    const ofGroup = one => one.type !== 'radio' || one.checked
        || ![...document.getElementsByName(one.name)].some(other => other.checked)
           && document.getElementsByName(one.name)[0] === one;
    const found = [...document.querySelectorAll(all)].filter(one => shown(one) && ofGroup(one));
    found.forEach((one, at) => { one.dataset.reach = at; });
    return found.map(one => one.outerHTML.slice(0, 120));
}"""
FOCUSED = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    const lined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
    return {
        reach: one.dataset.reach ?? '', html: one.outerHTML.slice(0, 120),
        seen: lined && box.bottom > 0 && box.top < innerHeight && box.width > 0,
    };
}"""


def walk(page: Page) -> list[str]:
    """Tab from the top to the end; what is wrong with it."""
    usable: list[str] = page.evaluate(USABLE)
    reached: set[str] = set()
    wrong = []
    for _press in range(MOST):
        page.keyboard.press("Tab")
        at: dict[str, Any] | None = page.evaluate(FOCUSED)
        if at is None or (at["reach"] in reached and at["reach"] == "0"):
            break
        reached.add(at["reach"])
        if not at["seen"]:
            wrong.append(f"one does not see the focus: {at['html']}")
    missed = [html for number, html in enumerate(usable) if str(number) not in reached]
    return [*wrong, *(f"not reached: {html}" for html in missed)]


@pytest.mark.parametrize("live_site", ["embedded"], indirect=True)
@pytest.mark.parametrize("place", ["article", "writing desk", "queue"])
def test_tab_reaches_everything_and_shows_where_it_is(
    live_site: LiveSite, chromium: Browser, place: str
) -> None:
    with browsing(chromium) as context:
        window = Window(context, live_site.base_url)
        if place == "writing desk":
            window.open(private_link(live_site, AUTHOR, "/d/"))
        elif place == "queue":
            _enter(window, live_site)
        else:
            window.open(VISIBLE)
        assert walk(window.page) == []


def _enter(window: Window, site: LiveSite) -> None:
    who = site.sign_ins["reviewer"]
    window.open("/login")
    window.page.get_by_label("E-mail address").fill(who["email"])
    window.page.get_by_label("Password").fill(who["password"])
    window.page.get_by_role("button", name="Sign in").click()
    window.page.wait_for_url("**/desk")
