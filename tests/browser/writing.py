"""The article's editor as tests use it: by keys, buttons and clipboard; and what it writes into the textarea."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from app import text
from app.tour.browser import Browser as Client
from app.tour.steps import picture
from tests.browser.staging import private_link
from tests.browser.watching import Window
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

PASTE = """(editor, data) => {
    const held = new DataTransfer();
    for (const [type, words] of Object.entries(data)) held.setData(type, words);
    editor.dispatchEvent(new ClipboardEvent('paste', { clipboardData: held, bubbles: true, cancelable: true }));
}"""
CARET = """(editor, sign) => {
    const walker = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const at = walker.currentNode.data.indexOf(sign);
        if (at < 0) continue;
        editor.focus();
        document.getSelection().collapse(walker.currentNode, at + sign.length);
        return true;
    }
    return false;
}"""
DRAG = """(item, [key, to]) => {
    const held = new DataTransfer();
    held.setData('application/x-imprimatur-key', key);
    const box = to.getBoundingClientRect();
    const at = { clientX: box.right - 5, clientY: box.bottom - 2, dataTransfer: held, bubbles: true, cancelable: true };
    for (const kind of ['dragenter', 'dragover', 'drop']) to.dispatchEvent(new DragEvent(kind, at));
}"""


def started(site: LiveSite, email: str, text: str) -> str:
    """A draft of one's own, with a text and one image that is ready; gives back its private link."""
    client = Client(site.base_url)
    client.send(client.get("/submit"), "/submit", {"email": email})
    link = private_link(site, email, "/d/")
    page = client.send(client.get(link), "/saves", {"title": "A text to try", "body": text})
    client.send(page, "/images", files=[("files", "lake.jpg", picture("kitchen_table", 3))])
    until = time.monotonic() + 60
    while not client.get(page.path).media():
        assert time.monotonic() < until, "the image is not ready"
        time.sleep(0.3)
    return link


class Writing:
    """The writing desk of one draft."""

    def __init__(self, context: BrowserContext, site: LiveSite, link: str) -> None:
        self.window = Window(context, site.base_url)
        self.page: Page = self.window.page
        self.sent: list[str] = []
        self.page.on("request", lambda one: self.sent.append(one.url) if one.url.endswith("/saves") else None)
        self.window.open(link)
        self.page.wait_for_load_state()

    @property
    def editor(self) -> Locator:
        return self.page.get_by_role("textbox", name="Article", exact=True)

    def put(self, markdown: str) -> None:
        """As a kept copy is put back: into the textarea, by a script."""
        self.page.evaluate("words => { document.querySelector('#body').value = words; }", markdown)

    def text(self) -> str:
        """What would be sent. The editor waits for a pause, unless the page is about to be left."""
        self.page.wait_for_timeout(50)
        self.page.evaluate("dispatchEvent(new Event('visibilitychange'))")
        return str(self.page.locator("#body").input_value())

    def rest(self) -> None:
        """Until everything typed so far is saved."""
        self.page.wait_for_timeout(1500)
        expect(self.page.locator("[data-saved-mark]").first).to_contain_text("Saved")

    def begin(self, markdown: str = "") -> None:
        self.put(markdown)
        self.editor.focus()
        self.page.keyboard.press("Control+End")

    def keys(self, *keys: str) -> None:
        """Types words, and presses what stands in pointed brackets."""
        for one in keys:
            if re.fullmatch(r"<[\w+]+>", one):
                self.page.keyboard.press(one[1:-1])
                self.heard()
            else:
                self.page.keyboard.type(one)

    def caret(self, sign: str) -> None:
        """Behind these words."""
        assert self.editor.evaluate(CARET, sign), f"{sign} stands nowhere"
        self.heard()

    def heard(self) -> None:
        """Until a browser has told of a new selection."""
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 20)))")

    def paste(self, **data: str) -> None:
        """``html`` and ``plain``, as another program would have copied them."""
        self.editor.evaluate(PASTE, {f"text/{kind}": words for kind, words in data.items()})

    def drag(self, key: str, onto: Locator) -> None:
        """An image of the room, dragged to the lower edge of a block."""
        self.editor.evaluate(DRAG, [key, onto.element_handle()])

    def tool(self, name: str) -> Locator:
        return self.page.get_by_role("toolbar").get_by_role("button", name=name, exact=True)


def reads(markdown: str) -> str:
    """What readers get, with each figure as its name; spaces count as in HTML."""
    figures: dict[str, Any] = {key: f"<figure>{key}</figure>" for key in text.slots(markdown)}
    return re.sub(r"> <", "><", re.sub(r"\s+", " ", text.html(markdown, figures).html)).strip()
