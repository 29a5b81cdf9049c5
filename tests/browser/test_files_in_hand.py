"""Image files pasted or dropped into the text stand there; a window that only looks takes none, and says so."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Route, expect

from app.tour.steps import picture
from tests.browser.drafts import ELSEWHERE, Draft, box, opened
from tests.browser.watching import browsing, violations
from tests.browser.writing import Writing, started
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

pytestmark = pytest.mark.parametrize("live_site", ["empty"], indirect=True)

HAND = """(onto, [how, files]) => {
    const held = new DataTransfer();
    for (const [name, type, said] of files) {
        held.items.add(new File([Uint8Array.from(atob(said), sign => sign.charCodeAt(0))], name, { type }));
    }
    const on = { bubbles: true, cancelable: true };
    if (how === 'paste') return void onto.dispatchEvent(new ClipboardEvent('paste', { clipboardData: held, ...on }));
    const { right, bottom } = onto.getBoundingClientRect();
    for (const kind of ['dragenter', 'dragover', 'drop']) {
        onto.dispatchEvent(new DragEvent(kind, { dataTransfer: held, clientX: right - 5, clientY: bottom - 2, ...on }));
    }
}"""
PATIENCE = 60_000
"""Milliseconds until an image has been sent and looked into."""
TEXT = "Before it.\n\nBehind it."


def hand(onto: Locator, how: str, *files: tuple[str, bytes]) -> None:
    """As a browser hands over files: ``paste`` or ``drop``."""
    given = [(name, "image/jpeg", base64.b64encode(content).decode()) for name, content in files]
    onto.evaluate(HAND, [how, given])


@pytest.fixture(scope="module")
def writing(live_site: LiveSite, chromium: Browser) -> Iterator[Writing]:
    with browsing(chromium) as context:
        made = Writing(context, live_site, started(live_site, "files.in.hand@example.org", ""))
        yield made
        assert made.window.faults == []


@contextmanager
def under_way(writing: Writing) -> Iterator[None]:
    """What is sent meanwhile arrives afterwards."""
    sent: list[Route] = []

    def kept(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route)
        else:
            route.continue_()

    writing.page.route("**/images", kept)
    yield
    for route in sent:
        route.continue_()
    writing.page.unroute("**/images")


def told(writing: Writing, words: str) -> None:
    expect(writing.page.locator(".told-of-text")).to_contain_text(words, timeout=PATIENCE)


def test_a_picture_from_the_clipboard_stands_where_it_was_pasted(writing: Writing) -> None:
    writing.begin(TEXT)
    writing.caret("Before it.")
    with under_way(writing):
        hand(writing.editor, "paste", ("image.jpg", picture("kitchen_table", 61)))
        told(writing, "1 image is on its way")
        expect(writing.editor).to_contain_text("pasted-1.jpg is on its way …")
        assert violations(writing.page) == []
        writing.caret("Behind it.")
        writing.keys(" Typed meanwhile.")
    told(writing, "pasted-1.jpg stands in the text now. Describe it under Images.")
    writing.keys(" And after.")
    assert writing.text() == "Before it.\n\n![[pasted-1]]\n\nBehind it. Typed meanwhile. And after."
    expect(writing.editor).not_to_contain_text("is on its way")
    card = writing.page.locator(".image[data-name='pasted-1.jpg']")
    expect(card).to_have_attribute("data-state", "ready", timeout=PATIENCE)
    expect(card.get_by_label("Description for people who cannot see it")).to_be_visible()


def test_a_picture_that_is_in_the_draft_already_is_not_sent_twice(writing: Writing) -> None:
    writing.begin(TEXT)
    cards = writing.page.locator(".images-room > .image").count()
    hand(writing.editor, "paste", ("image.jpg", picture("kitchen_table", 61)))
    told(writing, "pasted-1.jpg stands in the text now.")
    assert writing.text() == f"{TEXT}\n\n![[pasted-1]]"
    expect(writing.page.locator(".images-room > .image")).to_have_count(cards)


def test_a_file_dropped_into_the_text_stands_where_it_was_dropped(writing: Writing) -> None:
    writing.begin(TEXT)
    hand(writing.editor.get_by_text("Before it."), "drop", ("a-walk.jpg", picture("walking_path", 62)))
    told(writing, "a-walk.jpg stands in the text now.")
    assert writing.text() == "Before it.\n\n![[a-walk]]\n\nBehind it."
    expect(writing.page.locator(".image[data-name='a-walk.jpg']")).to_have_count(1)
    expect(writing.page.locator(".drop.over")).to_have_count(0)


def test_two_files_of_one_name_become_two_pictures(writing: Writing) -> None:
    writing.begin(TEXT)
    two = [("IMG_1.jpg", picture(scene, 63)) for scene in ("lake", "shoes_at_door")]
    hand(writing.editor.get_by_text("Before it."), "drop", *two)
    figures = writing.editor.locator("figure")
    expect(figures).to_have_count(2, timeout=PATIENCE)
    assert sorted(writing.text().split("\n\n")) == ["![[img-1-2]]", "![[img-1]]", "Before it.", "Behind it."]


def test_what_is_no_picture_is_refused_in_words_and_the_text_stays(writing: Writing) -> None:
    writing.begin(TEXT)
    hand(writing.editor, "paste", ("notes.jpg", b"These are only words."))
    told(writing, "notes.jpg was not taken:")
    assert writing.text() == TEXT
    expect(writing.editor).not_to_contain_text("is on its way")
    writing.window.faults.clear()  # Chromium counts the refusal among the errors


@pytest.mark.parametrize("name", ["walk.jpg", "my-article.docx"])
def test_a_window_that_only_looks_takes_no_files_and_says_why(
    draft: Draft, person: BrowserContext, name: str
) -> None:
    opened(person, draft)
    second = opened(person, draft)
    expect(box(second, ELSEWHERE)).to_be_visible()
    posted: list[str] = []
    second.on("request", lambda one: posted.append(one.url) if "/images" in one.url else None)
    hand(second.get_by_label("Summary", exact=True), "drop", (name, picture("walking_path", 63)))
    said = f"{name} was not taken: another window is writing. Choose “Write here instead” first."
    expect(box(second, ELSEWHERE)).to_contain_text(said)
    expect(box(second, ELSEWHERE)).to_be_in_viewport()
    second.wait_for_timeout(500)
    assert posted == []
    assert second.locator(".uploads > li").count() == 0
