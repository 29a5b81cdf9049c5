"""The pages of the file for counsel, opened from the disk in a browser without a network: one to read, one that finds
whatever was changed; and the timestamp, by the authority's own tool."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.audit.authorities import Stamper, stamper
from tests.browser.axe import violations
from tests.bundles.making import taken, unpacked
from tests.bundles.test_file import LICENCE, whole
from tests.publishing.proving import listening
from tests.takedowns.making import printed
from workers import sealing

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, Page

    from config import Settings
    from tests.conftest import MakeSettings

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FOUND = "() => [...document.querySelectorAll('.findings li')].map(one => [one.className, one.textContent])"


@pytest.fixture(scope="module")
def tsa() -> Iterator[Stamper]:
    with stamper() as made:
        yield made


@pytest.fixture
def settings(make_settings: MakeSettings, database: str, tsa: Stamper) -> Settings:
    return make_settings(database_url=database, timestamp_url=tsa.address, timestamp_roots=str(tsa.roots))


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Path:
    """The file of a case with everything in it, whose checkpoint an authority stamped, unpacked."""
    article, address = printed(app, paper=LICENCE), app.config["BASE_URL"]
    with listening(app):
        case_id = whole(app, article)
    app.config["BASE_URL"] = address
    with app.app_context():
        sealing.stamp()
    return unpacked(taken(app, case_id), tmp_path / "a file")


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    """A tab without a network; whatever the page complains of, or asks for beyond the disk, fails the test."""
    with chromium.new_context(offline=True) as context:
        page = context.new_page()
        told: list[str] = []
        page.on("console", lambda line: told.append(line.text))
        page.on("pageerror", lambda fault: told.append(str(fault)))
        page.on(
            "request", lambda asked: told.append(asked.url) if not asked.url.startswith("file:") else None
        )
        yield page
        assert told == []


def checked(tab: Page, folder: Path) -> tuple[str, list[list[str]]]:
    """The verdict and what was found."""
    tab.goto((folder / "verify.html").as_uri())
    tab.set_input_files("#folder", folder)
    tab.locator("#verdict").wait_for()
    return tab.locator("#verdict").get_attribute("class") or "", tab.evaluate(FOUND)


def wrong(found: list[list[str]]) -> list[str]:
    return [words for mark, words in found if mark == "wrong"]


@ON_SQLITE
def test_the_page_to_read_opens_offline_and_needs_no_script(folder: Path, tab: Page) -> None:
    for width, scheme in ((1200, "light"), (390, "dark")):
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        tab.goto((folder / "index.html").as_uri())
        assert tab.locator("section > h2").count() == 15
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(tab) == []
    for link in tab.locator("a[href]").all():
        href = link.get_attribute("href") or ""
        if not href.startswith(("#", "http", "mailto:")):
            assert (folder / href).is_file(), href
    assert tab.evaluate("document.scripts.length") == 0


@ON_SQLITE
def test_the_page_that_checks_finds_whatever_was_changed(folder: Path, tab: Page) -> None:
    verdict, found = checked(tab, folder)
    assert (verdict, wrong(found)) == ("right", [])
    assert violations(tab) == []
    words = "\n".join(said for _mark, said in found)
    assert "The manifest is signed" in words
    assert "The chain leads to the checkpoint" in words
    letter = next((folder / "letters").iterdir())
    kept = letter.read_bytes()
    letter.write_bytes(kept[:-1] + b"x")
    verdict, found = checked(tab, folder)
    assert verdict == "wrong"
    assert any(f"letters/{letter.name} was changed" in one for one in wrong(found))
    letter.write_bytes(kept)
    (folder / "more.txt").write_text("slipped in")
    assert any("more.txt is no part" in one for one in wrong(checked(tab, folder)[1]))
    (folder / "more.txt").unlink()
    manifest = (folder / "manifest.json").read_bytes()
    (folder / "manifest.json").write_bytes(manifest.replace(b"E. Marsh", b"E. Marsj"))
    assert any("signature does not fit" in one for one in wrong(checked(tab, folder)[1]))
    (folder / "manifest.json").write_bytes(manifest)
    log = folder / "log" / "events.json"
    said = json.loads(log.read_text())
    said["events"][0]["event"]["kind"] = "notice.withdrawn"
    log.write_text(json.dumps(said))
    assert any("is not what was sealed" in one for one in wrong(checked(tab, folder)[1]))


@ON_SQLITE
def test_a_browser_that_cannot_check_the_signature_says_so(folder: Path, tab: Page) -> None:
    tab.add_init_script("crypto.subtle.importKey = () => Promise.reject(new Error('unknown'))")
    verdict, found = checked(tab, folder)
    assert (verdict, wrong(found)) == ("open", [])
    assert any("openssl pkeyutl -verify" in words for mark, words in found if mark == "open")


@ON_SQLITE
def test_the_timestamp_holds_for_the_checkpoint_by_the_command_it_names(folder: Path, tsa: Stamper) -> None:
    log = json.loads((folder / "log" / "events.json").read_text())
    [one] = log["checkpoints"]
    assert (folder / "log" / "timestamp-roots.pem").read_bytes() == tsa.roots.read_bytes()
    command = f"openssl ts -verify -data {one['path']} -in {one['timestamp']} -CAfile log/timestamp-roots.pem"
    assert command in (folder / "VERIFY.txt").read_text()
    held = subprocess.run(command.split(), cwd=folder, capture_output=True, timeout=60, check=False)
    assert held.returncode == 0, held.stderr
    (folder / one["path"]).write_bytes((folder / one["path"]).read_bytes().replace(b"2026", b"2025"))
    held = subprocess.run(command.split(), cwd=folder, capture_output=True, timeout=60, check=False)
    assert held.returncode != 0


@ON_SQLITE
def test_the_receipt_in_it_is_right_by_the_command_it_names(folder: Path, app: Flask) -> None:
    signed = json.loads((folder / "data" / "attestation.json").read_text())
    command = ["attestations", "verify", signed["receipt"], "--keys", "keys.json"]
    assert f"flask --app app {' '.join(command)}" in (folder / "VERIFY.txt").read_text()
    command[2], command[4] = str(folder / signed["receipt"]), str(folder / "keys.json")
    done = app.test_cli_runner().invoke(args=command)
    assert done.exit_code == 0, done.output
