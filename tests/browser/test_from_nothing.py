"""Once from nothing on a telephone: from the start page to a signed article, by touch and by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from app.tour.steps import picture
from tests.browser.staging import letters, private_link
from tests.browser.watching import WIDTHS, Window, browsing, too_wide, violations
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser

AUTHOR, BYLINE = "from.nothing@example.org", "Noor Halim"
TITLE = "Ten minutes on the stairs"
SUMMARY = "What climbing stairs asks of a knee, and how to begin again after some weeks of rest."
OPENING = "Stairs are the first thing that people ask about after some weeks of rest."
HEADING = "How to begin"
STEPS = ("Hold the rail with one hand.", "Take one step at a time, and rest on each landing.")
QUESTION = ("How often?", "Once a day is enough in the first week.")
DOI = "10.1136/bmj.n71"
ORCID = "0000-0002-1825-0097"
PHOTOGRAPHS = {
    "table.jpg": ("kitchen_table", "A diary and a cup of tea on a kitchen table, seen from above."),
    "shoes.jpg": ("shoes_at_door", "A pair of walking shoes beside an open door."),
    "path.jpg": ("walking_path", "A level path between two rows of trees."),
}
PATIENCE = 120_000
"""Milliseconds for a worker to look into a photograph."""
SCREENS = 14
"""Screens of a telephone that the finished draft may be long, with everything in it."""


@dataclass
class Author:
    """Somebody with a telephone: what is pressed is touched, what is typed comes key by key."""

    window: Window
    site: LiveSite

    @property
    def page(self) -> Page:
        return self.window.page

    def touch(self, what: Locator) -> None:
        what.scroll_into_view_if_needed()
        what.tap()

    def types(self, label: str, words: str, within: Locator | None = None) -> None:
        named = re.compile(rf"^{re.escape(label)}( \(optional\))?$")
        field = (within or self.page).get_by_label(named)
        self.touch(field)
        self.page.keyboard.type(words)

    def presses(self, words: str) -> None:
        self.touch(self.page.get_by_role("button", name=words, exact=True))

    def tool(self, name: str) -> None:
        self.touch(self.page.get_by_role("toolbar").get_by_role("button", name=name, exact=True))

    def is_saved(self) -> None:
        self.page.wait_for_timeout(1200)  # the editor waits for a pause, and so does a save
        expect(self.page.locator(".at-hand .saved")).to_contain_text("Saved just now")
        expect(self.page.locator(".at-hand .saved")).to_have_attribute("data-state", "saved")


@pytest.fixture
def author(live_site: LiveSite, chromium: Browser) -> Iterator[Author]:
    across, down = WIDTHS["narrow"]
    with browsing(chromium, has_touch=True, is_mobile=True) as context:
        window = Window(context, live_site.base_url)
        window.page.set_viewport_size({"width": across, "height": down})
        yield Author(window, live_site)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("live_site", ["empty"], indirect=True)
def test_an_article_is_written_from_nothing_on_a_telephone(author: Author) -> None:
    _asks_for_a_link(author)
    _writes(author)
    _says_who_wrote_it(author)
    _sends_photographs(author)
    for name in PHOTOGRAPHS:
        _describes(author, name)
    _places(author, "table.jpg")
    _has_nothing_left(author)
    _looks_as_a_reader(author)
    _signs(author)
    assert author.window.faults == []


def _asks_for_a_link(author: Author) -> None:
    page = author.page
    author.window.open("/")
    author.touch(page.get_by_role("link", name="Write for us").first)
    author.types("Your e-mail address", AUTHOR)
    author.presses("Send me a private link")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    author.window.open(private_link(author.site, AUTHOR, "/d/"))
    assert "/d/" not in page.url
    expect(page.get_by_role("button", name="5 things left")).to_be_visible()
    expect(page.get_by_text("No images yet", exact=True)).to_be_visible()


def _writes(author: Author) -> None:
    """Title, summary, and in the editor a paragraph, a heading, a list and a link."""
    page = author.page
    author.types("Title", TITLE)
    author.types("Summary", SUMMARY)
    text = page.get_by_role("textbox", name="Article", exact=True)
    author.touch(text)
    page.keyboard.type(f"{OPENING} Whoever has had an operation finds a plan at ")
    author.tool("Link")
    link = page.get_by_role("dialog", name="Link")
    author.types("Words", "the page of their clinic", within=link)
    author.types("Address", "https://example.org/plan", within=link)
    author.presses("Set the link")
    page.keyboard.type(". This is what a review of the evidence says, too [1].")
    page.keyboard.press("Enter")
    author.tool("Heading")
    page.keyboard.type(HEADING)
    page.keyboard.press("Enter")
    author.tool("List")
    page.keyboard.type(STEPS[0])
    page.keyboard.press("Enter")
    page.keyboard.type(STEPS[1])
    expect(text.get_by_role("heading", name=HEADING)).to_be_visible()
    expect(text.get_by_role("link", name="the page of their clinic")).to_be_visible()
    expect(text.get_by_role("listitem")).to_have_text(list(STEPS))
    author.is_saved()
    assert too_wide(page) == ""


def _says_who_wrote_it(author: Author) -> None:
    page = author.page
    author.types("Name shown to readers", BYLINE)
    author.types("Profession or role", "Physiotherapist")
    author.types("ORCID iD", ORCID)
    author.types("About you", "Noor Halim has taught people to climb stairs for fifteen years.")
    first = page.get_by_role("textbox", name="Question", exact=True).first
    author.touch(first)
    page.keyboard.type(QUESTION[0])
    author.touch(page.get_by_role("textbox", name="Answer", exact=True).first)
    page.keyboard.type(QUESTION[1])
    author.types("References", f"Page MJ, and others. The PRISMA 2020 statement. doi:{DOI}")
    expect(page.locator("[data-recognised]").get_by_role("link", name=DOI)).to_have_attribute(
        "href", f"https://doi.org/{DOI}"
    )
    author.types("Competing interests", "I am paid by a clinic that offers physiotherapy.")
    for nothing in ("Funding", "Use of AI", "People shown or described"):
        author.presses(f"None for {nothing}")
    expect(page.get_by_label("Funding")).to_have_value("None.")
    author.is_saved()
    expect(page.get_by_role("button", name="Ready to sign")).to_be_visible()


def _sends_photographs(author: Author) -> None:
    page = author.page
    files: list[FilePayload] = [
        {"name": name, "mimeType": "image/jpeg", "buffer": picture(scene, seed)}
        for seed, (name, (scene, _words)) in enumerate(PHOTOGRAPHS.items(), start=40)
    ]
    with page.expect_file_chooser() as chooser:
        author.touch(page.get_by_label("Choose images"))
    chooser.value.set_files(files)
    expect(page.locator(".images-room > .image[data-state=ready]")).to_have_count(3, timeout=PATIENCE)
    expect(page.get_by_role("button", name="9 things left")).to_be_visible()


def _card(author: Author, name: str) -> Locator:
    return author.page.get_by_role("listitem").filter(has=author.page.locator("summary", has_text=name))


def _describes(author: Author, name: str) -> None:
    """The list leads to what is missing; the card says when nothing is, and folds when asked to."""
    page, card = author.page, _card(author, name)
    author.touch(page.get_by_role("button", name=re.compile("things left$")))
    author.touch(page.get_by_role("dialog").get_by_role("link", name=f"Describe {name}"))
    expect(card.get_by_label("Description for people who cannot see it")).to_be_focused()
    page.keyboard.type(PHOTOGRAPHS[name][1])
    author.types("Credit line", f"Photograph: {BYLINE}", within=card)
    author.touch(card.get_by_label("I made it myself", exact=True))
    author.types("Your name, as its maker", BYLINE, within=card)
    author.touch(card.get_by_label("Nobody can be recognised in it"))
    expect(card.locator("summary").first).to_contain_text("Ready")
    author.touch(card.get_by_role("button", name="Fold this image"))
    expect(card.get_by_label("Credit line")).to_be_hidden()


def _places(author: Author, name: str) -> None:
    page, card = author.page, _card(author, name)
    author.touch(card.locator("summary").first)
    author.touch(card.get_by_role("button", name="Put into the text"))
    placed = page.get_by_role("textbox", name="Article", exact=True).get_by_role("figure")
    expect(placed).to_contain_text(f"Photograph: {BYLINE}")
    expect(placed).to_be_in_viewport()
    author.is_saved()


def _has_nothing_left(author: Author) -> None:
    """Nothing is needed any more; the draft is not a hundred screens long; and no more is found by who cannot see."""
    page = author.page
    page.reload()
    author.presses("Ready to sign")
    expect(page.get_by_role("dialog")).to_contain_text("Everything we need is here.")
    author.presses("Close")
    long = page.evaluate("document.documentElement.scrollHeight / innerHeight")
    assert long < SCREENS
    assert too_wide(page) == ""
    author.window.shoot("33-written-from-nothing")
    page.set_viewport_size(dict(zip(("width", "height"), WIDTHS["narrow"], strict=True)))  # type: ignore[arg-type]
    assert violations(page) == []


def _looks_as_a_reader(author: Author) -> None:
    page = author.page
    author.presses("Save and preview")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    article = page.locator("main")
    expect(article.get_by_role("heading", name=HEADING)).to_be_visible()
    expect(article.get_by_role("listitem").filter(has_text=STEPS[1])).to_be_visible()
    expect(article.get_by_role("link", name="the page of their clinic")).to_be_visible()
    expect(article.get_by_role("img", name=PHOTOGRAPHS["table.jpg"][1])).to_be_attached()
    expect(article.get_by_text(QUESTION[0], exact=True)).to_be_visible()
    expect(article.get_by_text(QUESTION[1])).to_be_visible()
    expect(article.get_by_role("link", name=DOI)).to_be_visible()
    author.touch(article.get_by_role("link", name="Reference 1", exact=True))
    expect(article.locator("#ref-1")).to_be_in_viewport()
    expect(article.locator(f"a[href='https://orcid.org/{ORCID}']").first).to_be_visible()
    expect(article).to_contain_text("I am paid by a clinic that offers physiotherapy.")
    assert too_wide(page) == ""
    author.touch(page.get_by_role("link", name="Back to your draft"))


def _signs(author: Author) -> None:
    page = author.page
    author.presses("Ready to sign")
    author.touch(page.get_by_role("dialog").get_by_role("link", name="Look through and sign"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign your article")
    expect(page.get_by_text(f"with {len(PHOTOGRAPHS)} images")).to_be_visible()
    for clause in page.get_by_role("checkbox").all():
        author.touch(clause)
    author.touch(page.get_by_role("radio").first)
    author.types("Your full name", BYLINE)
    author.presses("Sign and send")
    expect(page.get_by_role("status")).to_contain_text("We sent a code to f…@example.org.")
    author.types("Code from our letter", _code(author))
    author.presses("Sign and send")
    page.wait_for_url("**/status")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator("main")).to_contain_text("It waits to be read. There is nothing you need to do.")
    expect(page.locator("main")).to_contain_text("You hear from us by")
    expect(page.get_by_role("heading", name="Your receipt")).to_be_visible()
    expect(page.get_by_text("You sent 3 images.")).to_be_visible()
    assert too_wide(page) == ""


def _code(author: Author) -> str:
    """The short code of the letter, as it is typed off from another window."""
    for _try in range(120):
        said = (letter["text"] for letter in letters(author.site, AUTHOR))
        if found := next((code for text in said if (code := re.search(r"^\d{4} \d{4}$", text, re.M))), None):
            return found[0]
        author.page.wait_for_timeout(500)
    raise AssertionError("no letter with a code to the author")
