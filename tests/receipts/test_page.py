"""The page that checks receipts, opened from the disk in a real browser: it says what the command says, word for word,
loads nothing, and works without a mouse and in the dark."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import rfc8785
from flask import Flask

from app.attestations.checking import checks, page, reading
from tests.browser.axe import violations
from tests.factories import receipts
from tests.receipts.touching import HOSTILE, TOUCHED

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FOUND = "() => [...document.querySelectorAll('#verdict, .findings span')].map((one) => one.textContent)"


@pytest.fixture
def given(app: Flask) -> Iterator[receipts.Given]:
    with app.app_context():
        yield receipts.given(app)


@pytest.fixture
def saved(app: Flask, tmp_path: Path) -> Path:
    """The page as the site gives it, saved in a folder."""
    answer = app.test_client().get("/policies/keys/check.html", base_url=app.config["BASE_URL"])
    assert answer.headers["Content-Disposition"] == "attachment; filename=check-a-receipt.html"
    path = tmp_path / "check-a-receipt.html"
    path.write_bytes(answer.data)
    return path


@pytest.fixture
def opened(saved: Path, chromium: Browser) -> Iterator[Page]:
    """The page opened from the disk, in a browser without a network; whatever it complains of fails the test."""
    with chromium.new_context(offline=True, color_scheme="dark") as context:
        tab = context.new_page()
        told: list[str] = []
        asked: list[str] = []
        tab.on("console", lambda line: told.append(line.text))
        tab.on("pageerror", lambda fault: told.append(str(fault)))
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(saved.as_uri())
        tab.locator("#with").wait_for()
        yield tab
        assert told == []
        assert asked == [saved.as_uri()]


def chosen(name: str, content: bytes, kind: str = "application/json") -> Any:
    return {"name": name, "mimeType": kind, "buffer": content}


def told(tab: Page, raw: bytes) -> list[str]:
    """What the page says of a receipt."""
    tab.evaluate("document.getElementById('found').replaceChildren()")
    tab.set_input_files("#receipt", chosen("receipt.json", raw))
    tab.locator("#verdict").wait_for()
    found: list[str] = tab.evaluate(FOUND)
    return found


def said(raw: bytes, **more: Any) -> list[str]:
    """What the command says of it."""
    try:
        report = checks.check(reading.receipt(raw), **more)
    except reading.Unreadable as why:
        return [why.sentence]
    return [report.verdict, *(one.sentence for one in report.findings)]


@on_sqlite
def test_a_receipt_with_its_keys_and_images_is_right_without_any_server(
    opened: Page, given: receipts.Given
) -> None:
    opened.set_input_files("#keys", chosen("keys.json", given.keys))
    opened.set_input_files(
        "#images", [chosen(f"{n}.jpg", one, "image/jpeg") for n, one in enumerate(given.images, 1)]
    )
    found = told(opened, given.receipt)
    assert found[0] == "This receipt is right."
    assert found[-1] == "2.jpg is image 2 of the article, byte for byte."
    assert opened.locator(".findings b").all_text_contents() == ["Right"] * 11
    assert opened.locator("dd").first.text_content() == "Walking after a new knee"
    assert opened.evaluate("document.activeElement.id") == "verdict"


@on_sqlite
def test_the_page_and_the_command_say_the_same_of_everything(opened: Page, given: receipts.Given) -> None:
    cases = [
        given.receipt,
        receipts.forged(given.receipt),
        receipts.forged(given.receipt, receipts.declared_by_an_editor),
        *(given.changed(change) for change, _ in TOUCHED.values()),
    ]
    cases += [make(given.receipt) for name, (make, _) in HOSTILE.items() if name != "huge"]
    for raw in cases:
        assert told(opened, raw) == said(raw), raw[:200]


@on_sqlite
def test_the_page_and_the_command_judge_keys_alike(opened: Page, given: receipts.Given) -> None:
    changes: list[dict[str, Any]] = [
        {},
        {"retired_at": "2020-01-01T00:00:00+00:00"},
        {"in_force_from": "2999-01-01T00:00:00+00:00"},
        {"in_force_from": "no day"},
        {"stolen": True},
        {"public_key": "A" * 43},
    ]
    for change in changes:
        keys = json.loads(given.keys)
        keys["keys"][0].update(change)
        opened.set_input_files("#keys", chosen("keys.json", receipts.written(keys)))
        assert told(opened, given.receipt) == said(given.receipt, keys=keys)
    opened.set_input_files("#keys", chosen("keys.json", given.receipt))
    assert "list of keys" in told(opened, given.receipt)[0]


@on_sqlite
def test_a_file_larger_than_any_receipt_is_not_read(opened: Page, tmp_path: Path) -> None:
    (tmp_path / "huge.json").write_bytes(b" " * (reading.LARGEST + 1))
    opened.set_input_files("#receipt", tmp_path / "huge.json")
    assert "larger than any receipt" in (opened.locator("#verdict").text_content() or "")


@on_sqlite
def test_files_may_be_dropped_in_any_order(opened: Page, given: receipts.Given) -> None:
    files = [["keys.json", given.keys], ["1.jpg", given.images[0]], ["receipt.json", given.receipt]]
    opened.evaluate(
        """(files) => {
            const carried = new DataTransfer();
            for (const [name, bytes] of files) carried.items.add(new File([new Uint8Array(bytes)], name));
            document.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
        }""",
        [[name, list(content)] for name, content in files],
    )
    opened.locator("#verdict").wait_for()
    assert opened.evaluate(FOUND)[0] == "This receipt is right."
    opened.get_by_role("button", name="Start again").click()
    opened.locator("#verdict").wait_for(state="detached")
    assert opened.locator("#receipt-name").text_content() == "None yet"


@on_sqlite
def test_words_in_a_receipt_never_become_part_of_the_page(opened: Page, given: receipts.Given) -> None:
    def change(said: receipts.Said) -> None:
        said["signed"]["manifest"]["title"] = "<img src=x onerror=alert(1)><script>alert(1)</script>"
        said["openings"]["name"]["value"] = "<b>{value}</b>"

    raw = given.changed(change)
    assert told(opened, raw) == said(raw)
    assert opened.locator("img, main script").count() == 0


def test_nothing_but_the_one_script_may_run_and_nothing_may_load() -> None:
    source = page.made().decode()
    policy = source.partition('Content-Security-Policy" content="')[2].partition('"')[0]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert source.count("<script") == source.count("<style") == 1
    assert " src=" not in source
    assert "url(" not in source
    assert page.made() is page.made()


@on_sqlite
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page(
    saved: Path, chromium: Browser, given: receipts.Given, scheme: Any
) -> None:
    with chromium.new_context(
        color_scheme=scheme, bypass_csp=True, viewport={"width": 390, "height": 844}
    ) as context:
        tab = context.new_page()
        tab.goto(saved.as_uri())
        told(tab, given.changed(TOUCHED["the title"][0]))
        assert violations(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390


@on_sqlite
def test_everything_can_be_reached_by_keyboard(opened: Page, given: receipts.Given) -> None:
    told(opened, given.receipt)
    opened.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(12):
        opened.keyboard.press("Tab")
        reached.add(opened.evaluate("document.activeElement.id || document.activeElement.localName"))
    assert {"receipt", "keys", "images", "again", "summary"} <= reached


@on_sqlite
def test_a_browser_without_ed25519_is_told_so(saved: Path, chromium: Browser) -> None:
    with chromium.new_context() as context:
        tab = context.new_page()
        tab.add_init_script(
            "SubtleCrypto.prototype.importKey = () => Promise.reject(new Error('NotSupportedError'))"
        )
        tab.goto(saved.as_uri())
        tab.locator("#without").wait_for()
        assert "cannot check Ed25519" in (tab.locator("#without").text_content() or "")
        assert tab.locator("#with").is_hidden()


NAMES = {
    "€": 1,
    "\r": 2,
    "דּ": 3,
    "1": 4,
    "😀": 5,
    "\x80": 6,
    "ö": 7,
    "": 8,
    "__proto__": 9,
    "10": 10,
    "9": 11,
}
"""RFC 8785, 3.2.3, and names that JavaScript treats as its own."""
BITS = (
    *(0x0000000000000001, 0x8000000000000001, 0x7FEFFFFFFFFFFFFF, 0xFFEFFFFFFFFFFFFF, 0x8000000000000000),
    *(0x44B52D02C7E14AF5, 0x44B52D02C7E14AF6, 0x44B52D02C7E14AF7, 0x444B1AE4D6E2EF4E, 0x444B1AE4D6E2EF4F),
    *(0x444B1AE4D6E2EF50, 0x3EB0C6F7A0B5ED8C, 0x3EB0C6F7A0B5ED8D, 0x41B3DE4355555553, 0x41B3DE4355555557),
    *(0xBECBF647612F3696, 0x43143FF3C1CB0959),
)
"""Numbers of RFC 8785, appendix B."""
WORDS: list[str] = [
    '\u20ac$\u000f\nA\'B"\\\\"/',
    "\u2028\u2029",
    "\x7f\x00\b\f",
    "</script>",
    "😀\ufeff",
    "\u1e9e",
    "a\u0308",
]


def test_both_write_canonical_json_alike_in_hard_cases(chromium: Browser) -> None:
    chance = random.Random(8785)
    numbers = [struct.unpack(">d", struct.pack(">Q", bits))[0] for bits in BITS]
    numbers += [
        number
        for _ in range(3000)
        if (number := struct.unpack(">d", chance.randbytes(8))[0]) == number and abs(number) != float("inf")
    ]
    cases: tuple[Any, ...] = (NAMES, {"a": [NAMES, {}, [], None, True, False]}, WORDS)
    texts = [json.dumps(one) for one in cases]
    texts += [json.dumps({"n": number}) for number in numbers]
    texts += ['{"n": 9007199254740991}', '{"n": -9007199254740991}', '{"n": 1E3}', '{"n": -0}', '{"n": 0.10}']
    source = "const SENTENCES = { fault: {} };\n" + (Path(page.__file__).parent / "canonical.js").read_text()
    with chromium.new_context() as context:
        written = context.new_page().evaluate(
            f"(texts) => {{ {source}; return texts.map((text) => canonical(JSON.parse(text))); }}", texts
        )
    for text, ours in zip(texts, written, strict=True):
        assert ours.encode() == rfc8785.dumps(json.loads(text)), text


@on_sqlite
def test_a_very_long_article_is_checked_like_a_short_one(opened: Page, given: receipts.Given) -> None:
    raw = given.changed(lambda said: said["signed"]["manifest"].update(body='"\\n' * 1_000_000))
    assert len(raw) > 5_000_000
    assert told(opened, raw) == said(raw)
