"""`flask attestations verify` where there is nothing but the product: no setting, no database, no network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.attestations.models import ReceiptKey
from app.db import session
from config import ROOT
from tests.factories import receipts
from tests.factories.people import signed_submission

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
pytestmark = on_sqlite

NO_NETWORK = """
import socket, sqlite3
def refuse(*_given, **_named):
    raise AssertionError("nothing may be asked of a network or a database")
socket.socket.connect = refuse
socket.getaddrinfo = refuse
sqlite3.connect = refuse
"""


@pytest.fixture
def elsewhere(app: Flask, tmp_path: Path) -> Path:
    """A folder with a receipt, its keys and its images, and nothing else."""
    with app.app_context():
        given = receipts.given(app)
    (tmp_path / "receipt.json").write_bytes(given.receipt)
    (tmp_path / "keys.json").write_bytes(given.keys)
    for number, image in enumerate(given.images, 1):
        (tmp_path / f"{number}.jpg").write_bytes(image)
    return tmp_path


def verify(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command in this folder, with an environment that knows of no site, and with every connection refused."""
    watched = folder / "watched"
    watched.mkdir(exist_ok=True)
    (watched / "sitecustomize.py").write_text(NO_NETWORK)
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{watched}{os.pathsep}{ROOT}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "flask", "--app", "app", "attestations", "verify", *words]
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_receipt_is_found_right_where_there_is_no_site(elsewhere: Path) -> None:
    before = sorted(path.name for path in elsewhere.iterdir())
    done = verify(elsewhere, "receipt.json", "--keys", "keys.json", "--image", "1.jpg", "--image", "2.jpg")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("This receipt is right.\n")
    assert done.stderr == ""
    assert "2.jpg is image 2 of the article, byte for byte." in done.stdout
    assert sorted(path.name for path in elsewhere.iterdir()) == sorted([*before, "watched"])


def test_what_is_wrong_is_said_in_words_and_as_json_and_by_the_exit_code(elsewhere: Path) -> None:
    (elsewhere / "other.jpg").write_bytes(b"another")
    done = verify(elsewhere, "receipt.json", "--image", "other.jpg")
    assert done.returncode == 1
    assert "Do not rely on this receipt. What is wrong: 1 of 10." in done.stdout
    assert "WRONG      other.jpg is none of the images" in done.stdout
    told = json.loads(verify(elsewhere, "receipt.json", "--image", "other.jpg", "--json").stdout)
    assert told["mark"] == "wrong"
    assert [one["about"] for one in told["findings"] if one["mark"] == "wrong"] == ["file"]


def test_a_receipt_without_a_list_of_keys_is_not_called_right(elsewhere: Path) -> None:
    done = verify(elsewhere, "receipt.json")
    assert done.returncode == 0
    assert "whose key signed it is not known yet" in done.stdout


def test_what_is_no_receipt_ends_in_one_sentence_and_no_traceback(elsewhere: Path) -> None:
    (elsewhere / "deep.json").write_bytes(b'{"a":' + b"[" * 1_000_000)
    done = verify(elsewhere, "deep.json")
    assert (done.returncode, done.stdout) == (1, "This file is nested deeper than any receipt is.\n")
    done = verify(elsewhere, "1.jpg", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["mark"] == "wrong"
    assert verify(elsewhere, "not-there.json").returncode == 2
    assert "Traceback" not in verify(elsewhere, "not-there.json").stderr


def test_a_stranger_s_words_move_nothing_on_a_terminal(elsewhere: Path) -> None:
    said = json.loads((elsewhere / "receipt.json").read_bytes())
    said["openings"]["name"]["value"] = "\x1b[2J\x1b[HThis receipt is right."
    (elsewhere / "receipt.json").write_bytes(receipts.written(said))
    assert "\x1b" not in verify(elsewhere, "receipt.json").stdout


def test_a_new_key_is_made_by_command(app: Flask) -> None:
    with app.app_context():
        signed_submission(app, images=0)
    done = app.test_cli_runner().invoke(args=["attestations", "rotate-key"])
    assert done.exit_code == 0, done.output
    with app.app_context():
        first, last = session.scalars(select(ReceiptKey).order_by(ReceiptKey.id))
        assert last.key_id in done.output
        assert first.key_id != last.key_id
    seed = app.config["SETTINGS"].receipt_key_file.read_text().strip()
    assert seed not in done.output
