"""A browser window that remembers what went wrong in it, and axe."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import expect

from config import ROOT
from tests.browser.axe import violations as violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

expect.set_options(timeout=20_000)  # milliseconds; a busy machine is no fault of the page

SHOTS = ROOT / ".shots"
SHOOTING = "SHOTS" in os.environ
"""Pictures are taken where somebody wants to look at them: they prove nothing, and take as long as the walk itself."""

WIDTHS = {"wide": (1280, 900), "narrow": (390, 844)}
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
LOOKS = tuple((width, scheme) for width in WIDTHS for scheme in SCHEMES)

ALL_PICTURES = """() => Promise.all([...document.images].map(image => {
    image.loading = 'eager';
    return image.decode().catch(() => null);
}))"""


class Window:
    """One tab. ``faults`` are console errors (a breach of the content policy is one), failed scripts, and every
    request to another host; the answer 404 of the page itself is none."""

    def __init__(self, context: BrowserContext, base_url: str) -> None:
        self.page: Page = context.new_page()
        self.base = base_url
        self.faults: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self._request)

    def afresh(self) -> None:
        """As a new window, without the cost of one: wide, light, and nothing went wrong yet."""
        self.faults.clear()
        self._look(*LOOKS[0])

    def open(self, address: str) -> int:
        """Go there; the status that came back."""
        answer = self.page.goto(self.base + address)
        assert answer is not None, address
        return answer.status

    def _console(self, message: ConsoleMessage) -> None:
        of_the_page = message.location.get("url", "") == self.page.url and "Failed to load" in message.text
        if message.type == "error" and not of_the_page:
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        if request.url.startswith("http") and urlsplit(request.url).netloc != urlsplit(self.base).netloc:
            self.faults.append(f"another host: {request.url}")

    def looks(self) -> Iterator[str]:
        """The page as it stands, in both widths and both schemes, one after the other; the name of each."""
        for width, scheme in LOOKS:
            self._look(width, scheme)
            yield f"{width}, {scheme}"

    def shoot(self, name: str) -> None:
        """Two pictures of the whole page, which together show both widths and both schemes; nothing unless asked
        for. The window is left as it was."""
        if not SHOOTING:
            return
        size = self.page.viewport_size
        self.page.evaluate(ALL_PICTURES)
        for width, scheme in (LOOKS[-1], LOOKS[0]):
            self._look(width, scheme)
            self.page.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
        if size:
            self.page.set_viewport_size(size)

    def snap(self, name: str) -> None:
        """One picture of what is to be seen now, if pictures are asked for."""
        if SHOOTING:
            self.page.screenshot(path=SHOTS / f"{name}.png")

    def _look(self, width: str, scheme: Literal["light", "dark"]) -> None:
        across, down = WIDTHS[width]
        self.page.set_viewport_size({"width": across, "height": down})
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


@contextmanager
def browsing(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    """A person's browser: cookies of its own, and no motion to wait for."""
    across, down = WIDTHS["wide"]
    context = browser.new_context(
        viewport={"width": across, "height": down}, reduced_motion="reduce", locale="en-GB", **options
    )
    context.set_default_timeout(20_000)
    yield context
    for page in context.pages:
        leave(page)
    context.close()


def leave(page: Page) -> None:
    """As a person leaves a page of the desk, which then gives back what it holds. It says so while the next page comes:
    a second one is waited for, because a browser that is closed at once says nothing."""
    if "/desk/" in page.url:
        for _twice in range(2):
            page.goto(urljoin(page.url, "/healthz"))


def too_wide(page: Page) -> str:
    """The elements that make a page scroll sideways, or nothing."""
    found: dict[str, Any] = page.evaluate(
        """() => ({
            wide: document.documentElement.scrollWidth, room: innerWidth,
            by: [...document.body.querySelectorAll('*')]
                .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
                .slice(0, 4).map(one => one.outerHTML.slice(0, 120)),
        })"""
    )
    return f"{found['wide']} px of {found['room']}: {found['by']}" if found["wide"] > found["room"] else ""


@contextmanager
def on_a_slow_line(page: Page, *, upload: int = 200_000) -> Iterator[None]:
    """What is sent takes its time (bytes a second), or a file may be there before anybody looks."""
    line = page.context.new_cdp_session(page)
    limits = {"offline": False, "latency": 0, "downloadThroughput": -1}
    line.send("Network.emulateNetworkConditions", {**limits, "uploadThroughput": upload})
    try:
        yield
    finally:
        line.send("Network.emulateNetworkConditions", {**limits, "uploadThroughput": -1})
        line.detach()
