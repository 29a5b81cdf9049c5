"""Receipts of a running site, with the letters they came in, on a machine without the site."""

from __future__ import annotations

import email
import os
import subprocess
import sys
import time
import urllib.request
from email import policy
from pathlib import Path

import pytest

from app.attestations.checking import checks, reading
from config import ROOT
from tests.live import LiveSite


def letters(site: LiveSite) -> list[bytes]:
    """Every letter that went out so far, as it stood on the wire."""
    if site.smtp is not None:
        return [letter.content for letter in site.smtp.letters]
    return [path.read_bytes() for path in sorted((site.data_dir / "mail").glob("*.eml"))]


def receipts(site: LiveSite, *, least: int = 6, seconds: float = 60.0) -> list[bytes]:
    """The receipts that went with letters, once there are so many: letters go out after the site has started."""
    until = time.monotonic() + seconds
    while len(found := attached(site)) < least:
        assert time.monotonic() < until, f"{len(found)} receipts came by letter"
        time.sleep(0.2)
    return found


def attached(site: LiveSite) -> list[bytes]:
    parts = [
        part
        for raw in letters(site)
        for part in email.message_from_bytes(raw, policy=policy.default).iter_attachments()
    ]
    return [found for part in parts if isinstance(found := part.get_payload(decode=True), bytes)]


@pytest.fixture
def keys(live_site: LiveSite) -> bytes:
    with urllib.request.urlopen(f"{live_site.base_url}/policies/keys.json") as answer:
        found: bytes = answer.read()
        return found


def test_every_receipt_that_went_with_a_letter_is_right(live_site: LiveSite, keys: bytes) -> None:
    found = receipts(live_site)
    reports = [checks.check(reading.receipt(raw), keys=reading.keys(keys)) for raw in found]
    assert {one.verdict for one in reports} == {"This receipt is right."}


def test_one_of_them_is_found_right_in_an_empty_folder_without_the_site(
    live_site: LiveSite, keys: bytes, tmp_path: Path
) -> None:
    (tmp_path / "receipt.json").write_bytes(receipts(live_site, least=1)[0])
    (tmp_path / "keys.json").write_bytes(keys)
    command = [sys.executable, "-m", "flask", "--app", "app", "attestations", "verify"]
    done = subprocess.run(
        [*command, "receipt.json", "--keys", "keys.json"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout.splitlines()[:1]) == (0, ["This receipt is right."]), done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["keys.json", "receipt.json"]
