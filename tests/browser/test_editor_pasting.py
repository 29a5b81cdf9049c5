"""What is pasted becomes what an article can hold, and a person is told of what does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.watching import browsing
from tests.browser.writing import Writing, started
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.parametrize("live_site", ["empty"], indirect=True)


COPIED = Path(__file__).with_name("pasted_pages")
"""What Word, Google Docs and web pages put on the clipboard, in their manners and our words; and what is to become
of it."""


def copied(source: str) -> str:
    return (COPIED / f"{source}.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def writing(live_site: LiveSite, chromium: Browser) -> Iterator[Writing]:
    with browsing(chromium) as context:
        made = Writing(context, live_site, started(live_site, "editor.paster@example.org", ""))
        yield made
        assert made.window.faults == []


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("word", "1 picture was not pasted: add it under Images."),
        ("docs", "2 pictures were not pasted: add them under Images."),
        ("page", "1 picture was not pasted: add it under Images."),
    ],
)
def test_formatting_survives_the_clipboard_and_nothing_else_does(
    writing: Writing, source: str, told: str
) -> None:
    wanted = (COPIED / f"{source}.md").read_text().rstrip("\n")
    writing.begin()
    writing.paste(html=copied(source), plain="not this")
    assert writing.text() == wanted
    expect(writing.page.get_by_role("status").filter(has_text=told)).to_be_visible()
    writing.keys("<Control+z>")
    assert writing.text() == ""
    writing.keys("<Control+Shift+z>")
    assert writing.text() == wanted


def test_a_policy_without_inline_styles_is_not_broken_by_pasted_ones(writing: Writing) -> None:
    writing.begin()
    for source in ("word", "docs", "page"):
        writing.paste(html=copied(source))
    writing.text()
    assert writing.window.faults == []
    assert writing.page.locator(".ProseMirror [style]").count() == 0


def test_footnotes_that_are_pasted_get_numbers_of_their_own(writing: Writing) -> None:
    writing.begin("Before.[^1]\n\n[^1]: The first.\n")
    writing.caret("Before.")
    writing.paste(html=copied("word"))
    saved = writing.text()
    assert "So it was counted.[^2]" in saved
    assert saved.rstrip().endswith("[^1]: The first.\n\n[^2]: By the patients themselves.")


@pytest.mark.parametrize(
    ("plain", "wanted"),
    [
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("One.\r\nTwo.\r\n", "One.\n\nTwo."),
        ("Rose Street 4\nLeeds\n\nTwo.", "Rose Street 4\\\nLeeds\n\nTwo."),
        ("2 * 3 * 4 is [x] & _y_, *not* bold", "2 \\* 3 \\* 4 is \\[x\\] & \\_y\\_, \\*not\\* bold"),
        ("- a single dash", "\\- a single dash"),
        ("## Head\n\nSome *words*.", "## Head\n\nSome *words*."),
        ("- a\n- b\n  - c", "- a\n- b\n  - c"),
        ("| a | b |\n|---|---|\n| c | d |", "| a | b |\n| --- | --- |\n| c | d |"),
    ],
)
def test_plain_text_keeps_its_paragraphs_and_clear_markdown_is_read(
    writing: Writing, plain: str, wanted: str
) -> None:
    writing.begin()
    writing.paste(plain=plain)
    assert writing.text().replace("|---|---|", "| --- | --- |") == wanted


def test_a_copy_from_the_text_itself_comes_back_as_it_was(writing: Writing) -> None:
    source = (
        "## A\n\nb **c** [d](https://e.example)\n\n- f\n- g\n\n| h | i |\n| --- | --- |\n| j | k |\n\n> l"
    )
    writing.begin(source)
    writing.keys("<Control+a>", "<Control+x>")
    assert writing.text() == ""
    writing.keys("<Control+v>")
    assert writing.text() == source


def test_what_is_pasted_into_a_cell_stays_in_one_line(writing: Writing) -> None:
    writing.begin("| a | b |\n| --- | --- |\n| c | d |\n")
    writing.caret("c")
    writing.paste(html="<p>one</p><p>two</p>", plain="one\n\ntwo")
    assert "\n| cone two | d |" in writing.text()
