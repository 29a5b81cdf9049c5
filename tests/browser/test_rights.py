"""The rights form on a telephone: step by step, what the file says, evidence, and the same answers for others."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from app.clock import now
from app.submissions.kinds import BASES, Basis
from app.tour.steps import picture
from app.viewing import kinds
from tests.browser import guest
from tests.browser.watching import WIDTHS, Window, browsing, too_wide, violations
from tests.live import LiveSite
from tests.media import pictures
from tests.media.credentials import SOURCE_TYPES
from tests.viewing import papers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FilePayload, Locator

empty = pytest.mark.parametrize("live_site", ["empty"], indirect=True)
SHOT = (Path(__file__).parents[2] / ".shots") / "rights-narrow.png"
PDF: FilePayload = {
    "name": "letter.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.7\nYes, you may.\n",
}
PROGRAM: FilePayload = {"name": "letter.exe", "mimeType": "application/pdf", "buffer": b"MZ\x90\0"}


def file(name: str, seed: int, **settings: Any) -> FilePayload:
    """A drawing of the tour, saved again with what the test wants it to say."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture("kitchen_table", seed))) as image:
        image.save(out, "JPEG", quality=80, **settings)
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


@pytest.fixture
def page(live_site: LiveSite, chromium: Browser) -> Iterator[Page]:
    """A new draft on a telephone, with two photographs: one of them says that AI made it, for somebody else."""
    says = pictures.XMP.replace(b"/digitalCapture", b"/trainedAlgorithmicMedia")
    assert SOURCE_TYPES.encode() in says
    with browsing(chromium) as context:
        window = Window(context, live_site.base_url)
        guest.starts(window, live_site)
        across, down = WIDTHS["narrow"]
        window.page.set_viewport_size({"width": across, "height": down})
        files = [file("plain.jpg", 41), file("telling.jpg", 42, xmp=says)]
        window.page.locator("#files").set_input_files(files)
        expect(window.page.locator(".image[data-state=ready]")).to_have_count(2)
        yield window.page
        refusals = "the server responded with a status of 422"
        assert [fault for fault in window.faults if refusals not in fault] == []


def card(page: Page, name: str) -> Locator:
    return page.locator(f".image[data-name='{name}']")


def choose(where: Locator, words: str) -> None:
    where.get_by_label(words, exact=True).check()


def shown(where: Locator) -> list[str]:
    """The names of the fields of the second step that a person sees."""
    seen = where.locator(".detail:visible :is(input:not([type=radio], [type=checkbox]), select)")
    names = [one.get_attribute("name") or "" for one in seen.all()]  # in the order of the page
    return [name.rpartition("-")[2] for name in names]


@empty
def test_each_answer_asks_only_for_what_it_needs(page: Page) -> None:
    plain = card(page, "plain.jpg")
    choose(plain, "I made it myself")
    expect(plain.get_by_label("Your name, as its maker")).to_be_visible()
    assert shown(plain) == ["holder"]
    choose(plain, "It has a Creative Commons licence")
    assert shown(plain) == ["holder", "cc_licence", "source_url", "changes"]
    plain.get_by_label("Which licence exactly").select_option("CC-BY-NC-4.0")
    expect(plain.locator("[data-part=means]")).to_contain_text("Not for commercial use")
    choose(plain, "Nobody owns it any more (public domain)")
    plain.get_by_label("Why nobody owns it any more").select_option("died")
    expect(plain.get_by_label("The year in which its maker died")).to_be_visible()
    choose(plain, "Adults, who agreed to being shown here")
    expect(plain.get_by_label("How they agreed")).to_be_visible()
    choose(plain, "Nobody can be recognised in it")
    expect(plain.get_by_label("How they agreed")).to_be_hidden()
    assert too_wide(page) == ""
    assert violations(page) == []
    SHOT.parent.mkdir(exist_ok=True)
    plain.screenshot(path=SHOT)


ASKED = {
    Basis.OWN_WORK: ["holder"],
    Basis.EMPLOYER_OR_CLIENT_OWNED: ["holder", "permission_from", "contact", "no_evidence"],
    Basis.LICENSED_CC: ["holder", "cc_licence", "source_url", "changes"],
    Basis.LICENSED_STOCK: ["vendor", "asset_number", "licence", "order_number", "account_holder"],
    Basis.PERMISSION: ["holder", "permission_from", "contact", "source_url", "no_evidence"],
    Basis.PUBLIC_DOMAIN: ["source_url", "pd_reason"],
    Basis.QUOTATION_OR_FAIR_DEALING: ["holder", "reason", "amount", "acknowledgement"],
    Basis.AI_GENERATED: ["tool", "tool_version", "reason", "source_works", "human_edits"],
    Basis.UNKNOWN: [],
}
"""What a person sees of the fields to type in, each thing few people have folded away."""


@empty
def test_every_right_is_short_on_a_telephone_and_sound_in_both_schemes(page: Page) -> None:
    plain = card(page, "plain.jpg")
    for basis, asked in ASKED.items():
        choose(plain, BASES[basis].label)
        assert sorted(shown(plain)) == sorted(asked), basis
        assert too_wide(page) == "", basis
        assert violations(page) == [], basis
        page.emulate_media(color_scheme="dark")
        assert violations(page) == [], basis
        page.emulate_media(color_scheme="light")
        plain.screenshot(path=SHOT.with_name(f"rights-{basis}.png"))


@empty
def test_an_answer_opens_what_it_needs_and_closes_it_again_by_the_keyboard(page: Page) -> None:
    plain = card(page, "plain.jpg")
    choose(plain, "Somebody gave me permission")
    asked = plain.get_by_role("group", name="Do you have the permission?")
    asked.get_by_label("Yes, they said I may use it").focus()
    page.keyboard.press("ArrowDown")
    expect(asked.get_by_label("I have asked, and have no answer yet")).to_be_checked()
    expect(plain.get_by_label("Who gave permission, and when")).to_be_hidden()
    day = plain.get_by_label("The day you asked")
    day.fill(f"{now():%Y-%m-%d}")
    day.blur()
    expect(plain.locator(".awaited")).to_contain_text("It is not published before you have the answer.")
    choose(plain, "A child, and a parent or guardian agreed")
    expect(plain.get_by_label("Which parent or guardian agreed")).to_be_visible()
    for group in ("Can a trademark or a logo be seen?", "Can somebody's data be read"):
        plain.get_by_role("group", name=group).get_by_label("Yes").check()
    expect(plain.get_by_label("Which ones")).to_be_visible()
    expect(plain.get_by_label("Why it may be shown")).to_be_visible()
    assert violations(page) == []
    plain.screenshot(path=SHOT.with_name("rights-pending.png"))
    choose(plain, "A computer program made it (AI)")
    prompt = plain.get_by_label("The prompt, word for word")
    expect(prompt).to_be_hidden()
    plain.get_by_text("More, if you have it").click()
    expect(prompt).to_be_visible()


@empty
def test_what_the_file_says_is_held_against_the_answer_and_taken_over_by_a_button(page: Page) -> None:
    telling = card(page, "telling.jpg")
    choose(telling, "I made it myself")
    telling.get_by_label("Your name, as its maker").fill("Amina Rahman")
    telling.get_by_label("Your name, as its maker").blur()
    against = telling.locator(".contradiction")
    expect(against.first).to_contain_text("“Ana Muster” made it")
    by_ai = against.filter(has_text="a computer program (AI) made it (Made by AI)")
    expect(by_ai).to_be_visible()
    by_ai.get_by_role("button", name="Do as the file says").click()
    expect(telling.get_by_label("A computer program made it (AI)", exact=True)).to_be_checked()
    expect(by_ai).to_have_count(0)
    expect(telling.locator("[data-part=summary]")).to_contain_text("A computer program made it (AI)")
    assert violations(page) == []


@empty
def test_evidence_is_added_refused_by_name_and_removed_without_losing_what_was_typed(page: Page) -> None:
    plain = card(page, "plain.jpg")
    choose(plain, "Somebody gave me permission")
    plain.get_by_label("Who gave permission, and when").fill("Bo Berg, 3 May 2026")
    files = plain.locator("[data-papers]")
    files.set_input_files([PROGRAM])
    expect(plain.locator("[data-paper-fault]")).to_contain_text("letter.exe: This is a program")
    files.set_input_files([PDF])
    expect(plain.locator("ul.evidence")).to_contain_text("letter.pdf")
    expect(plain.locator("[data-paper-fault]")).to_be_hidden()
    expect(plain.locator("[data-part=summary]")).to_contain_text("1 file as evidence")
    expect(plain.get_by_label("Who gave permission, and when")).to_have_value("Bo Berg, 3 May 2026")
    assert violations(page) == []
    plain.get_by_role("button", name="Remove letter.pdf").click()
    expect(plain.locator("ul.evidence")).to_have_count(0)


@empty
def test_a_file_of_evidence_can_be_looked_at_a_moment_later_beside_the_draft(page: Page) -> None:
    plain = card(page, "plain.jpg")
    choose(plain, "Somebody gave me permission")
    body = papers.pdf(papers.words("You may print it."), papers.words("Bo Berg"))
    licence: FilePayload = {"name": "licence.pdf", "mimeType": "application/pdf", "buffer": body}
    plain.locator("[data-papers]").set_input_files([licence])
    with page.expect_popup() as opened:
        plain.get_by_role("link", name="licence.pdf").click()
    beside = opened.value
    picture_of_it = beside.get_by_role("img", name="Page 1 of 2")
    expect(picture_of_it).to_be_visible(timeout=20_000)  # the page asks again by itself
    expect(picture_of_it).to_have_js_property("naturalWidth", kinds.WIDEST)
    beside.get_by_text("Its text, page 1", exact=True).click()
    expect(beside.get_by_text("You may print it.")).to_be_visible()
    assert violations(beside) == []
    beside.close()


@empty
def test_the_same_answers_go_to_others_but_not_where_the_file_says_otherwise(page: Page) -> None:
    plain, telling = card(page, "plain.jpg"), card(page, "telling.jpg")
    choose(plain, "I made it myself")
    plain.get_by_label("Your name, as its maker").fill("Amina Rahman")
    choose(plain, "Nobody can be recognised in it")
    plain.get_by_text("Use the same answers for other images").click()
    plain.get_by_label("telling.jpg", exact=True).check()
    plain.get_by_role("button", name="Copy the answers").click()
    expect(page.get_by_text("telling.jpg was left as it was.")).to_be_visible()
    expect(telling.get_by_label("I made it myself", exact=True)).not_to_be_checked()
    expect(plain.get_by_label("I made it myself", exact=True)).to_be_checked()
