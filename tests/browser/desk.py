"""The desk at the browser: the queue by keyboard, decisions, publication, and what is done about a report."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.watching import Window
from tests.live import LiveSite


def signs_in(window: Window, site: LiveSite, role: str) -> None:
    page = window.page
    window.open("/desk")
    page.get_by_label("E-mail address").fill(site.sign_ins[role]["email"])
    page.get_by_label("Password").fill(site.sign_ins[role]["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")


def claims_by_keyboard(window: Window, title: str) -> None:
    """No mouse: j and k move, o opens, c claims, ? tells."""
    page = window.page
    current = page.locator(".queue > .item[aria-current]")
    rows = page.locator(".queue > .item .title a").all_inner_texts()
    page.keyboard.press("?")
    expect(page.locator("dialog.keys-help")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(current.locator(".title a")).to_have_text(rows[1])
    page.keyboard.press("k")
    expect(current.locator(".title a")).to_have_text(rows[0])
    page.keyboard.press("/")
    page.keyboard.type(title)
    page.keyboard.press("Enter")
    expect(page.locator(".queue > .item")).to_have_count(1)
    window.shoot("07-queue")
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("[data-claim]")).to_have_attribute("data-hands", "yours")
    page.go_back()
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page.get_by_text("Claimed by you").first).to_be_visible()


def reads(window: Window) -> None:
    """What readers would see beside what is claimed: three photographs with their rights."""
    page = window.page
    expect(page.locator(".claimed-images > .claimed")).to_have_count(3)
    expect(page.locator(".as-published")).to_contain_text("Frequently asked questions")
    window.shoot("08-submission")


def opens(window: Window, title: str, *, view: str = "open") -> None:
    """Find it in the queue and open it, which claims it where there is something to decide."""
    page = window.page
    window.open(f"/desk?view={view}&q={title}")
    page.locator(".queue > .item .title a").first.click()
    expect(page.locator("[data-claim]")).to_be_attached()
    if page.locator("[data-asks]").count():
        expect(page.locator("[data-claim]")).to_have_attribute("data-hands", "yours")


def decides(window: Window, verdict: str, note: str = "") -> None:
    page = window.page
    page.locator(f"input[name=verdict][value={verdict}]").check()
    if note:
        page.get_by_label("Note").first.fill(note)
    page.get_by_role("button", name="Decide").click()
    expect(page.locator(".told")).to_be_visible()


def lets_letters_go(window: Window) -> None:
    """Before the time in which the decision could be undone is over."""
    window.page.get_by_role("button", name="Send the letters now").click()
    expect(window.page.get_by_text("The letters are on their way.")).to_be_visible()


def accepts_the_rights(window: Window) -> None:
    """Each right, with what was checked; one press records all of them."""
    page = window.page
    found = page.locator(".finding")
    for number in range(found.count()):
        found.nth(number).locator("summary").click()
        found.nth(number).get_by_label("Accept", exact=True).check()
        found.nth(number).get_by_label("Looked at the picture").check()
    page.get_by_role("button", name="Record what you found").click()
    expect(page.locator(".told")).to_be_visible()
    expect(page.locator(".finding").get_by_text("Accepted", exact=True)).to_have_count(found.count())


def publishes(window: Window, slug: str) -> None:
    page = window.page
    page.get_by_label("Last part of the address").fill(slug)
    window.shoot("10-submission-approved")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(f"**/articles/{slug}")


def holds_the_image(window: Window, number: str) -> None:
    page = window.page
    opens(window, number)
    window.shoot("18-case")
    page.get_by_role("button", name="Hide it").click()
    expect(page.locator(".told")).to_contain_text("Hidden")
    window.shoot("19-case-with-a-hold")


def settles(window: Window, outcome: str, why: str) -> None:
    """Decides the case, with the reasons that both sides read."""
    page = window.page
    page.locator(f"input[name=outcome][value={outcome}]").check()
    page.get_by_label("What you found").fill("The claim and the article were read side by side.")
    page.locator("input[name=at_sight][value=yes]").check()
    page.get_by_label("The rule or law this rests on").fill("Our rules for guest articles, section 4.")
    page.get_by_label("Why it applies").fill(why)
    page.get_by_role("button", name="Decide").click()
    expect(page.locator(".told")).to_contain_text("Decided")
    window.shoot(f"20-case-{outcome.replace('_', '-')}")
