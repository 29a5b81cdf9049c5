"""The image room in a browser: many files at once, each with its progress; order and crop by keyboard; no reload."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from app.tour.browser import Browser as Client
from tests.browser.staging import private_link
from tests.browser.watching import Window, browsing, on_a_slow_line, too_wide, violations
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

pytestmark = [pytest.mark.parametrize("live_site", ["embedded"], indirect=True), pytest.mark.timeout(600)]

PATIENCE = 400_000
"""Milliseconds for a worker to look into twenty photographs on a machine that has other things to do."""
MANY = 20
TWELVE_MEGAPIXELS = (4032, 3024)
LONG_NAME = "IMG_20261122_" + "a-name-that-a-camera-gave-it-" * 4 + "0001.jpg"
ARABIC = "صورة-الركبة-بعد-العملية.jpg"
DRAG = """(from, to) => {
    const held = new DataTransfer(), { left, bottom } = to.getBoundingClientRect();
    const on = { clientX: left + 20, clientY: bottom - 20, dataTransfer: held, bubbles: true, cancelable: true };
    from.dispatchEvent(new DragEvent('dragstart', on));
    for (const kind of ['dragenter', 'dragover', 'drop']) to.dispatchEvent(new DragEvent(kind, on));
    from.dispatchEvent(new DragEvent('dragend', on));
}"""
"""From one card to the lower half of another: both are taller than a screen."""


@cache
def photograph(number: int, size: tuple[int, int] = TWELVE_MEGAPIXELS) -> bytes:
    """A picture of as many pixels and few bytes: soft light, the same in every run."""
    light = Image.frombytes("RGB", (4, 3), random.Random(number).randbytes(36))
    out = BytesIO()
    light.resize(size, Image.Resampling.BILINEAR).save(out, "JPEG", quality=60)
    return out.getvalue()


def chosen(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def small(*names: str) -> list[FilePayload]:
    return [chosen(name, photograph(sum(map(ord, name)), (800, 600))) for name in names]


@pytest.fixture
def room(live_site: LiveSite, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Window]:
    """The writing desk of an empty draft, of a guest of this test's own."""
    email = f"{request.node.originalname[5:40]}@example.org"
    client = Client(live_site.base_url)
    client.send(client.get("/submit"), "/submit", {"email": email})
    link = private_link(live_site, email, "/d/")
    with browsing(chromium) as context:
        window = Window(context, live_site.base_url)
        window.open(link)
        yield window
        assert window.faults == []


def choose(page: Page, files: list[FilePayload]) -> None:
    page.get_by_label("Choose images").set_input_files(files)


def cards(page: Page, state: str = "") -> list[str]:
    wanted = f"[data-state={state}]" if state else ""
    return [
        str(card.get_attribute("data-name")) for card in page.locator(f".images-room > .image{wanted}").all()
    ]


def are_ready(page: Page, count: int) -> None:
    expect(page.locator(".images-room > .image[data-state=ready]")).to_have_count(count, timeout=PATIENCE)


def test_twenty_photographs_at_once_show_their_progress_and_become_ready(room: Window) -> None:
    page = room.page
    names = [f"walk-{number:02}.jpg" for number in range(MANY)]
    rows = page.locator(".uploads > li")
    with on_a_slow_line(page):
        choose(page, [chosen(name, photograph(number)) for number, name in enumerate(names)])
        expect(rows.first.locator("progress")).to_be_attached()
        assert (
            rows.count() + page.locator(".image").count() >= MANY - 3
        )  # one may be on its way from row to card
        assert page.locator(".uploads > li:is([data-state=sending], [data-state=storing])").count() <= 3
    page.get_by_label("Title", exact=True).fill("Typed while they are on their way")
    expect(page.locator(".images-room > .image")).to_have_count(MANY, timeout=PATIENCE)
    expect(rows).to_have_count(0)
    assert cards(page) == names  # in the order in which they were chosen
    expect(page.get_by_label("Title", exact=True)).to_be_focused()
    are_ready(page, MANY)
    expect(page.get_by_label("Title", exact=True)).to_have_value("Typed while they are on their way")
    shown = page.locator(".image .picture img").first
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("complete", True)
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert too_wide(page) == ""


def test_a_file_on_its_way_can_be_stopped_and_sent_after_all(room: Window) -> None:
    page = room.page

    def held(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()  # what is posted is kept waiting: this network is slow

    page.route("**/images", held)
    choose(page, small("one.jpg", LONG_NAME, ARABIC, "four.jpg"))
    rows = page.locator(".uploads > li")
    expect(rows).to_have_count(4)
    expect(rows.nth(3)).to_contain_text("waiting")
    assert violations(page) == []
    rows.nth(1).get_by_role("button", name="Cancel").press("Enter")
    expect(rows.nth(1)).to_contain_text("Not sent: you stopped it.")
    expect(rows.nth(1).get_by_role("button", name="Try again")).to_be_focused()
    for at in (0, 2, 3):
        rows.nth(at).get_by_role("button", name="Cancel").click()
    page.unroute("**/images")
    page.set_viewport_size({"width": 390, "height": 844})
    assert too_wide(page) == ""
    rows.nth(1).get_by_role("button", name="Try again").press("Enter")
    are_ready(page, 1)
    assert cards(page) == [LONG_NAME]
    assert too_wide(page) == ""
    expect(rows).to_have_count(3)
    rows.first.get_by_role("button", name="Remove from this list").click()
    expect(rows).to_have_count(2)


def test_a_lost_network_costs_nothing_but_time(room: Window) -> None:
    page = room.page
    page.context.set_offline(True)
    choose(page, small("lost.jpg"))
    row = page.locator(".uploads > li")
    expect(row).to_contain_text("The connection was lost.")
    expect(row.get_by_role("button", name="Try again")).to_be_visible()
    page.context.set_offline(False)  # it goes on by itself
    are_ready(page, 1)
    assert cards(page) == ["lost.jpg"]
    room.faults.clear()  # Chromium counts the lost connection among the errors


def test_a_refusal_that_can_be_objected_to_leads_to_the_desk(room: Window) -> None:
    page = room.page
    way = "write to the desk on your status page"
    said = {
        "message": f"walk.jpg: Our desk took this very picture down. If you think that is wrong, {way} and name SD-1.",
        "objection": {"words": way, "address": page.url.partition("#")[0] + "/status#conversation"},
        "images": [],
    }
    page.route("**/images", lambda route: route.fulfill(status=422, json=said))
    choose(page, small("walk.jpg"))
    refused = page.locator(".uploads > .refused")
    expect(refused).to_contain_text(
        "walk.jpg was not taken: Our desk took this very picture down. If you think"
    )
    expect(refused).to_contain_text(f"{way} and name SD-1.")
    refused.get_by_role("link", name=way).click()
    expect(page.get_by_role("heading", name="The conversation")).to_be_in_viewport()
    room.faults.clear()  # Chromium counts a refusal among the errors


def test_what_cannot_be_taken_is_refused_beside_its_name_and_the_rest_arrives(room: Window) -> None:
    page = room.page
    photo = small("walk.jpg")[0]
    choose(
        page,
        [
            chosen("empty.jpg", b""),
            chosen("film.jpg", b"no picture" * 200_000),
            chosen("words.jpg", b"only words"),
            photo,
        ],
    )
    refused = page.locator(".uploads > .refused")
    expect(refused).to_have_count(3)
    expect(refused.filter(has_text="empty.jpg")).to_contain_text("This file is empty.")
    expect(refused.filter(has_text="film.jpg")).to_contain_text("no picture we can read")
    expect(refused.filter(has_text="words.jpg")).to_contain_text("words.jpg was not taken")
    are_ready(page, 1)
    choose(page, [chosen("the-same-again.jpg", photo["buffer"])])
    expect(page.locator(".uploads")).to_contain_text("Already in this draft.")
    assert cards(page) == ["walk.jpg"]
    choose(page, [chosen("short.jpg", photo["buffer"][: len(photo["buffer"]) // 2])])
    card = page.locator(".image[data-name='short.jpg']")
    expect(card).to_have_attribute("data-state", "refused", timeout=PATIENCE)
    expect(card).to_contain_text("damaged or incomplete")
    room.faults.clear()  # Chromium counts a refusal among the errors


def test_images_are_put_in_order_by_keyboard_and_stay_so(room: Window) -> None:
    page = room.page
    choose(page, small("a.jpg", "b.jpg", "c.jpg"))
    are_ready(page, 3)
    assert cards(page) == ["a.jpg", "b.jpg", "c.jpg"]
    up = page.locator(".image[data-name='c.jpg']").get_by_role("button", name="Move up")
    up.press("Enter")
    expect(up).to_be_focused()
    expect(page.locator("[data-room-says]")).to_contain_text("c.jpg is now image 2 of 3.")
    up.press("Enter")
    up.press("Enter")
    expect(page.locator("[data-room-says]")).to_contain_text("c.jpg is first already.")
    below = page.locator(".image[data-name='b.jpg']").element_handle()
    page.locator(".image[data-name='a.jpg'] .picture").evaluate(DRAG, below)
    expect(page.locator("[data-room-says]")).to_contain_text("a.jpg is now image 3 of 3.")
    assert cards(page) == ["c.jpg", "b.jpg", "a.jpg"]
    expect(page.locator("[data-saved-mark]").first).to_contain_text("Saved")
    page.wait_for_timeout(1500)  # a save waits for a pause
    page.reload()
    assert cards(page) == ["c.jpg", "b.jpg", "a.jpg"]
    page.locator(".image[data-name='b.jpg']").get_by_role("button", name="Take out").press("Enter")
    expect(page.locator("[data-room-says]")).to_contain_text("b.jpg was taken out.")
    assert cards(page) == ["c.jpg", "a.jpg"]


def test_an_image_is_cropped_by_keyboard_and_the_typed_text_stays(room: Window) -> None:
    page = room.page
    choose(page, small("knee.jpg"))
    are_ready(page, 1)
    card = page.locator(".image")
    card.get_by_label("Description for people who cannot see it").fill("Image of a knee")
    card.get_by_label("Caption").fill("A knee")
    expect(card).to_contain_text("Leave out “image of”")
    crop = card.get_by_role("button", name="Crop")
    crop.press("Enter")
    dialog = page.get_by_role("dialog")
    frame, dot = (
        dialog.get_by_role("button", name="Part that is shown"),
        dialog.get_by_role("button", name="Point that matters most"),
    )
    frame.focus()
    for key, times in (("Shift+ArrowLeft", 40), ("ArrowRight", 10), ("Shift+ArrowUp", 50)):
        for _each in range(times):
            frame.press(key)
    dot.focus()
    for _each in range(5):
        dot.press("ArrowUp")
    expect(dialog.get_by_label("Left edge")).to_have_value("10")
    expect(dialog.get_by_label("Width")).to_have_value("60")
    expect(dialog.get_by_label("Height")).to_have_value("50")
    expect(dialog).to_contain_text("Shows 480 × 300 pixels. That is small")
    assert violations(page) == []
    dialog.get_by_role("button", name="Use this part").press("Enter")
    expect(crop).to_be_focused()
    expect(card).to_contain_text("480 × 300 pixels · cropped", timeout=PATIENCE)
    are_ready(page, 1)
    picture = card.locator(".picture img")
    expect(picture).to_have_attribute("width", "480")
    assert picture.evaluate("image => [image.decode(), image.naturalWidth][1]") > 0
    expect(card.get_by_label("Caption")).to_have_value("A knee")
    crop.press("Enter")
    expect(page.get_by_role("dialog").get_by_label("Left edge")).to_have_value("10")
    page.get_by_role("dialog").get_by_label("Square").check()
    width, height = (
        float(page.get_by_role("dialog").get_by_label(side).input_value()) for side in ("Width", "Height")
    )
    assert abs(width * 800 - height * 600) < 400
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(crop).to_be_focused()


def test_a_button_puts_an_image_into_the_text(room: Window) -> None:
    page = room.page
    choose(page, small("lake.jpg"))
    are_ready(page, 1)
    page.locator(".image").get_by_role("button", name="Put into the text").press("Enter")
    expect(page.locator("textarea[name=body]")).to_have_value("![[lake]]")
