"""At the browser: a Word file of 2,000 words with tables and six images, brought in and put into the draft."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.staging import private_link
from tests.browser.watching import Window, browsing, violations
from tests.factories.documents import docx, note_mark, paragraph, picture, point, run, table
from tests.factories.pictures import jpeg

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FilePayload, Page

    from tests.live import LiveSite

PATIENCE = 60_000  # milliseconds for a worker
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORDS = 2000
SYLLABLES = ("ka", "lo", "mi", "ner", "pu", "ras", "ti", "vo", "wen", "zu")
CHOSEN = """() => [...document.querySelectorAll("[name$='-basis']")]
    .filter(field => field.checked || field.tagName === "SELECT").map(field => field.value)"""

empty = pytest.mark.parametrize("live_site", ["empty"], indirect=True)


def manuscript() -> tuple[bytes, list[str]]:
    """The file, and every word in it."""
    dice = random.Random(7)
    words = ["".join(dice.choices(SYLLABLES, k=4)) + str(number) for number in range(WORDS)]
    left = iter(words)

    def said(count: int) -> str:
        return " ".join(next(left) for _ in range(count))

    blocks = [paragraph(said(6), style="Titel"), paragraph(said(20), style="Untertitel")]
    for chapter in range(6):
        blocks += [paragraph(said(5), style="berschrift1"), paragraph(said(100))]
        blocks += [
            picture(chapter, said(10)),
            paragraph(run(said(60), "<w:b/>") + run(" " + said(40)), raw=True),
        ]
        blocks += [point(said(8)), point(said(8), level=1), point(said(8))]
        blocks += [
            table([[said(2), said(2), said(2)] for _row in range(5)]),
            paragraph(said(40), style="Zitat"),
        ]
    blocks += [paragraph(run(said(10)) + note_mark(1), raw=True), paragraph(said(WORDS - _used(20)))]
    shown = [jpeg(f"picture {number}", (640, 480)) for number in range(6)]
    return docx(*blocks, pictures=shown, footnotes=[said(20)]), words


def _used(note: int) -> int:
    """What the parts above take, and the note."""
    return 6 + 20 + 6 * (5 + 100 + 10 + 60 + 40 + 3 * 8 + 5 * 6 + 40) + 10 + note


def begins(window: Window, site: LiveSite, address: str) -> Page:
    page = window.page
    window.open("/submit")
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_role("button", name="Send me a private link").click()
    page.wait_for_url("**/submit/sent")
    window.open(private_link(site, address, "/d/"))
    return page


@empty
def test_a_word_file_becomes_the_draft_word_for_word(live_site: LiveSite, chromium: Browser) -> None:
    body, words = manuscript()
    file: FilePayload = {"name": "knee.docx", "mimeType": WORD, "buffer": body}
    with browsing(chromium) as context:
        window = Window(context, live_site.base_url)
        page = begins(window, live_site, "wren.import@example.org")
        draft = page.url
        page.get_by_label("Choose a document").set_input_files(file)
        put = page.get_by_role("button", name="Put it into the draft")
        expect(put).to_be_visible(timeout=PATIENCE)
        section = page.locator("#import")
        expect(section).to_contain_text("6 tables, 6 images")
        assert violations(page) == []
        with page.expect_navigation(timeout=PATIENCE):
            put.click()
        page.goto(draft)
        written = page.locator("textarea[name=body]").input_value()
        title = page.locator("textarea[name=title]").input_value()
        summary = page.locator("textarea[name=summary]").input_value()
        alts = [field.input_value() for field in page.locator("textarea[name$='-alt']").all()]
        arrived = re.findall(r"\w+", " ".join([title, summary, written, *alts]))
        assert [word for word in words if word not in set(arrived)] == []
        assert len(alts) == 6
        assert page.evaluate(CHOSEN) == ["unknown"] * 6
        pictures = page.locator(".image[data-state=ready] .shown img")
        expect(pictures).to_have_count(6, timeout=PATIENCE)
        assert window.faults == []


@empty
def test_one_document_dropped_on_the_page_is_brought_in_and_can_be_sent_away(
    live_site: LiveSite, chromium: Browser
) -> None:
    with browsing(chromium) as context:
        window = Window(context, live_site.base_url)
        page = begins(window, live_site, "finch.import@example.org")
        page.evaluate("""() => {
            const files = new DataTransfer();
            files.items.add(new File(["# A title\\n\\nSome words."], "notes.md", { type: "text/markdown" }));
            const drop = new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true });
            document.querySelector("[data-drop]").dispatchEvent(drop);
        }""")
        expect(page.get_by_text("Your document was read")).to_be_visible(timeout=PATIENCE)
        page.get_by_role("button", name="Do not use it").click()
        page.wait_for_load_state()
        expect(page.get_by_text("Your document was read")).to_have_count(0)
        assert window.faults == []
