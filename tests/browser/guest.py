"""The guest at the browser: a private link, the writing desk, photographs, a preview, a signature."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.drafts import Draft
from tests.browser.manuscript import Manuscript
from tests.browser.staging import letters, private_link
from tests.browser.watching import Window, on_a_slow_line
from tests.live import LiveSite

AUTHOR = "rowan.ellery@example.org"
BYLINE = "Rowan Ellery"
PATIENCE = 60_000  # milliseconds for a worker


def starts(window: Window, site: LiveSite) -> str:
    """Has asked for a private link, and follows it: a new draft of somebody new; gives back its path."""
    draft = Draft(site)
    window.open(draft.link)
    return draft.where


def asks(window: Window, site: LiveSite) -> str:
    """Asks for a private link, and follows it from the letter; gives back the draft's path."""
    page = window.page
    window.open("/submit")
    window.shoot("01-write-for-us")
    page.get_by_label("Your e-mail address").fill(AUTHOR)
    page.get_by_role("button", name="Send me a private link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    window.shoot("02-look-into-your-mailbox")
    window.open(private_link(site, AUTHOR, "/d/"))
    assert "/d/" not in page.url
    window.shoot("03-draft-empty")
    return page.url.removeprefix(site.base_url)


def writes(window: Window, text: Manuscript) -> None:
    """Types the article; it is saved as it is typed, and another visit finds it."""
    page = window.page
    page.get_by_label("Title", exact=True).fill(text.title)
    page.get_by_label("Summary", exact=True).fill(text.summary)
    page.get_by_role("button", name="Write in Markdown").click()  # this browser remembers it from now on
    page.get_by_label("Article", exact=True).fill(text.body)
    page.get_by_label("Name shown to readers").fill(BYLINE)
    page.get_by_label("Profession or role").fill("Physiotherapist")
    page.get_by_label("About you", exact=True).fill("Rowan Ellery has worked with knees for twenty years.")
    page.get_by_label("References").fill("\n".join(text.references))
    page.get_by_label("Competing interests").fill("I am paid by a clinic that offers physiotherapy.")
    page.get_by_label("Use of AI").fill("None.")
    page.get_by_label("Trademark notices").fill(text.trademarks)
    _saved(page)
    for first in range(0, len(text.faq), 2):  # two spare questions at a time
        for number, (question, answer) in enumerate(text.faq[first : first + 2], start=first):
            page.locator(f"#faq-{number}-question").fill(question)
            page.locator(f"#faq-{number}-answer").fill(answer)
        with page.expect_navigation():
            page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_label("Title", exact=True)).to_have_value(text.title)
    expect(page.locator(f"#faq-{len(text.faq) - 1}-answer")).to_have_value(text.faq[-1][1])


def _saved(page: Page) -> None:
    expect(page.locator("[data-saved-mark]").first).to_have_attribute("data-state", "saved", timeout=PATIENCE)


def uploads(window: Window, text: Manuscript) -> None:
    """Three photographs show how far they are, and then themselves, without a reload by hand; a file that is no
    image is refused by name, and everything else is kept."""
    page = window.page
    with on_a_slow_line(page):
        _choose(page, list(text.photographs))
        expect(page.locator(".uploads progress").first).to_be_attached()
    pictures = page.locator(".image[data-state=ready] .shown img")
    expect(pictures).to_have_count(3, timeout=PATIENCE)
    _choose(page, [("notes.jpg", b"These are only words, no picture at all.")])
    expect(page.locator(".uploads .refused")).to_contain_text("notes.jpg was not taken")
    window.shoot("03-draft-with-a-refused-file")
    expect(pictures).to_have_count(3)
    window.faults.clear()  # Chromium counts the refusal among the errors


def _choose(page: Page, files: list[tuple[str, bytes]]) -> None:
    chosen: list[FilePayload] = [
        {"name": name, "mimeType": "image/jpeg", "buffer": content} for name, content in files
    ]
    with page.expect_file_chooser() as chooser:
        page.get_by_label("Choose images").click()
    chooser.value.set_files(chosen)


def describes(window: Window) -> None:
    """Says what each photograph shows, whose it is and who is on it, and gives it a place in the text."""
    page = window.page
    names = page.locator(".image .slot code").all_inner_texts()  # each as it is written into the text
    for number, image in enumerate(page.locator(".images-room > .image").all(), start=1):
        image.get_by_label("Description for people who cannot see it").fill(
            f"A mountain lake under a clear sky, picture {number} of the walk."
        )
        image.get_by_label("Caption").fill("A walk on level ground is where many people begin again.")
        image.get_by_label("Credit line").fill(f"Photograph: {BYLINE}")
        image.get_by_label("I made it myself", exact=True).check()
        image.get_by_label("Your name, as its maker").fill(BYLINE)
        image.get_by_label("Nobody can be recognised in it").check()
    body = page.get_by_label("Article", exact=True)
    parts = body.input_value().split("\n\n## ")
    parts[1] += f"\n\n{names[1]}"
    body.fill("\n\n## ".join(parts))
    expect(page.locator("[data-problems] .done")).to_have_text(
        "Everything we need is here.", timeout=PATIENCE
    )
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    window.shoot("04-draft-filled")


def previews(window: Window, text: Manuscript) -> None:
    page = window.page
    page.get_by_role("link", name="Preview").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(text.title)
    expect(page.get_by_role("heading", name="Frequently asked questions")).to_be_visible()
    assert page.locator("figure img").count() >= 3
    window.shoot("05-preview")
    page.get_by_role("link", name="Back to your draft").click()


def signs(window: Window, site: LiveSite, shot: str) -> None:
    """Ticks every clause, types the name, sends, types the code from the letter: the status page says that it is with
    the desk."""
    page = window.page
    page.get_by_role("link", name="Look through and sign").click()
    window.shoot(f"{shot}-sign")
    for clause in page.locator("input[type=checkbox]").all():
        clause.check()
    page.locator("input[name=capacity]").first.check()
    page.get_by_label("Your full name").fill(BYLINE)
    before = len(codes(site))
    page.get_by_role("button", name="Sign and send").click()
    expect(page.get_by_role("status")).to_contain_text("We sent a code to r…@example.org.")
    window.shoot(f"{shot}-sign-code")
    page.get_by_label("Code from our letter").fill(_newest_code(window, site, before))
    page.get_by_role("button", name="Sign and send").click()
    page.wait_for_url("**/status")
    window.shoot(f"{shot}-status")


def codes(site: LiveSite) -> list[str]:
    """The short codes that were mailed to the author, the newest first."""
    found = (re.search(r"^\d{4} \d{4}$", letter["text"], re.MULTILINE) for letter in letters(site, AUTHOR))
    return [code[0] for code in found if code]


def _newest_code(window: Window, site: LiveSite, before: int) -> str:
    for _try in range(600):
        if len(found := codes(site)) > before:
            return found[0]
        window.page.wait_for_timeout(100)
    raise AssertionError("no letter with a code to the author")


def revises(window: Window, draft: str, asked: str, more: str) -> None:
    """Reads what the desk asks for, in the letter's place and on the status page, and adds it."""
    page = window.page
    window.open(draft + "/status")
    expect(page.get_by_text(asked).first).to_be_visible()
    window.shoot("09-status-changes-asked-for")
    page.get_by_role("link", name="Revise it").click()
    body = page.get_by_label("Article", exact=True)
    body.fill(body.input_value() + f"\n\n{more}\n")
    _saved(page)


def heard(site: LiveSite, window: Window, words: str) -> None:
    """A letter to the author says so; it may still be on its way."""
    for _try in range(600):
        if any(words.casefold() in letter["text"].casefold() for letter in letters(site, AUTHOR)):
            return
        window.page.wait_for_timeout(100)
    raise AssertionError(f"no letter to the author says “{words}”")
