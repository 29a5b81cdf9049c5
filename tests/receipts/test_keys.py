"""The key of receipts: made by itself and kept to its owner, changed on purpose, never in the database."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from pydantic import ValidationError
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DatabaseError

from app.attestations import keyring, seals
from app.attestations import receipts as issuing
from app.attestations.checking import checks, reading
from app.attestations.models import Receipt, ReceiptKey
from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import db, session, transaction
from app.errors import NotAllowed
from app.notifications.models import Message
from config import Settings
from tests.conftest import MakeSettings
from tests.factories import receipts
from tests.factories.people import signed_submission
from tests.notifications import making

if TYPE_CHECKING:
    from pathlib import Path

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def key_file(app: Flask) -> Path:
    found: Path = app.config["SETTINGS"].receipt_key_file
    return found


def with_key(app: Flask, seed: str) -> None:
    """As after a start with another RECEIPT_KEY."""
    settings: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = Settings(**{**dict(settings), "receipt_key": seed})


def is_right(given: receipts.Given, keys: bytes) -> bool:
    report = checks.check(reading.receipt(given.receipt), keys=reading.keys(keys))
    return report.mark is checks.Mark.RIGHT


def changes() -> list[dict[str, Any]]:
    session.rollback()
    told = session.scalars(select(Event.facts).where(Event.kind == Kind.RECEIPT_KEY_CHANGED.value))
    return [{name: said for name, said in facts.items() if name != "row"} for facts in told]


def rotated_as_stolen() -> str:
    """What the command does; the name of the new key."""
    with transaction():
        assert keyring.report_stolen()
    with transaction():
        return keyring.rotate().key_id


def stolen() -> list[bool]:
    """Whether each key was stolen, the first key first."""
    session.rollback()
    return [term.stolen for term in reversed(keyring.terms())]


def test_the_first_key_is_made_by_itself_for_its_owner_alone(app: Flask) -> None:
    assert not key_file(app).exists()
    signed_submission(app, images=0)
    assert stat.S_IMODE(key_file(app).stat().st_mode) == 0o600
    assert [one.name for one in key_file(app).parent.glob("receipt.*")] == ["receipt.key"]
    assert changes() == []


def test_no_private_key_stands_in_the_database(app: Flask) -> None:
    signed_submission(app, images=0)
    seed = key_file(app).read_text().strip()
    with db.engine.connect() as connection:
        for name in inspect(db.engine).get_table_names():
            assert seed not in repr(connection.execute(text(f"SELECT * FROM {name}")).all()), name


def test_after_a_change_old_receipts_and_new_ones_are_right(app: Flask) -> None:
    old = receipts.given(app, images=0)
    seed = key_file(app).read_text()
    with transaction():
        made = keyring.rotate().key_id
    assert key_file(app).read_text() != seed
    assert stat.S_IMODE(key_file(app).stat().st_mode) == 0o600
    new = receipts.of(app, signed_submission(app, "bela@example.org", images=0))
    assert new.said["signed"]["key_id"] == made != old.said["signed"]["key_id"]
    assert is_right(old, new.keys)
    assert is_right(new, new.keys)
    first, last = sorted(json.loads(new.keys)["keys"], key=lambda key: str(key["in_force_from"]))
    assert first["retired_at"] == last["in_force_from"]
    assert last["retired_at"] is None
    assert changes() == [{"key": made, "before": old.said["signed"]["key_id"], "stolen": False}]


def test_the_webmaster_hears_of_a_new_key(app: Flask) -> None:
    signed_submission(app, images=0)
    made = rotated_as_stolen()
    making.told(500)
    [letter] = [one for one in making.letters() if one.letter == "receipt_key_changed"]
    assert letter.recipient == "webmaster"
    assert made in letter.subject
    assert "marked as stolen" in letter.text


def test_a_receipt_by_a_stolen_key_is_not_relied_on(app: Flask) -> None:
    old = receipts.given(app, images=0)
    rotated_as_stolen()
    page = receipts.of(app, signed_submission(app, "bela@example.org", images=0))
    assert not is_right(old, page.keys)
    assert is_right(page, page.keys)


def test_a_key_file_that_was_lost_is_made_anew_and_the_webmaster_hears_of_it(app: Flask) -> None:
    old = receipts.given(app, images=0)
    key_file(app).unlink()
    new = receipts.of(app, signed_submission(app, "bela@example.org", images=0))
    assert len(changes()) == 1
    assert is_right(old, new.keys)
    assert is_right(new, new.keys)


@on_sqlite
def test_a_change_that_was_not_committed_mends_itself(app: Flask) -> None:
    signed_submission(app, images=0)
    with suppress(RuntimeError), transaction():
        keyring.rotate()
        raise RuntimeError("the machine stops")
    seed = key_file(app).read_text().strip()
    new = receipts.of(app, signed_submission(app, "bela@example.org", images=0))
    assert new.said["signature"]["public_key"] == seals.public_half(seed)
    assert is_right(new, new.keys)


@on_sqlite
def test_a_change_of_a_stolen_key_that_was_not_committed_keeps_the_mark(app: Flask) -> None:
    old = receipts.given(app, images=0)
    with transaction():
        keyring.report_stolen()
    with suppress(RuntimeError), transaction():
        keyring.rotate()
        raise RuntimeError("the machine stops")
    new = receipts.of(app, signed_submission(app, "bela@example.org", images=0))
    assert stolen() == [True, False]
    assert [one["stolen"] for one in changes()] == [True]
    assert not is_right(old, new.keys)
    assert is_right(new, new.keys)


@on_sqlite
def test_a_stolen_key_signs_nothing_until_the_next_start_ends_the_change(app: Flask) -> None:
    old = receipts.given(app, images=0)
    with transaction():
        assert keyring.report_stolen()
    with transaction():
        assert not keyring.report_stolen(), "said once is enough"
    assert stolen() == [True]
    with pytest.raises(NotAllowed, match="reported stolen"), transaction():
        keyring.in_force()
    done = app.test_cli_runner().invoke(args=["prepare"])
    assert done.exit_code == 0, done.output
    new = receipts.of(app, signed_submission(app, "bela@example.org", images=0))
    assert stolen() == [True, False]
    assert not is_right(old, new.keys)
    assert is_right(new, new.keys)


def test_a_stolen_key_from_the_settings_stays_marked_when_another_takes_its_place(app: Flask) -> None:
    one, other = seals.new_seed(), seals.new_seed()
    with_key(app, one)
    old = receipts.given(app, images=0)
    done = app.test_cli_runner().invoke(args=["attestations", "rotate-key", "--stolen"])
    assert done.exit_code == 1
    assert "marked as stolen" in done.output
    assert "RECEIPT_KEY" in done.output
    assert stolen() == [True]
    with pytest.raises(NotAllowed, match="reported stolen"), transaction():
        keyring.in_force()
    with_key(app, other)
    new = receipts.of(app, signed_submission(app, "bela@example.org", images=0))
    assert stolen() == [True, False]
    assert [change["stolen"] for change in changes()] == [True]
    assert not is_right(old, new.keys)
    assert is_right(new, new.keys)


def test_a_key_from_the_settings_is_used_and_no_file_is_made(app: Flask) -> None:
    seed = seals.new_seed()
    with_key(app, seed)
    given = receipts.given(app, images=0)
    assert given.said["signature"]["public_key"] == seals.public_half(seed)
    assert not key_file(app).exists()
    with pytest.raises(NotAllowed, match="RECEIPT_KEY"), transaction():
        keyring.rotate()


def test_another_key_in_the_settings_takes_over_and_a_retired_one_does_not_come_back(app: Flask) -> None:
    one, other = seals.new_seed(), seals.new_seed()
    for number, seed in enumerate((one, other)):
        with_key(app, seed)
        signed_submission(app, f"guest{number}@example.org", images=0)
    assert len(changes()) == 1
    with_key(app, one)
    with pytest.raises(NotAllowed, match="retired"), transaction():
        keyring.in_force()


@on_sqlite
@pytest.mark.parametrize("seed", ["short", "!" * 43, "A" * 44, "ä" * 43])
def test_a_key_that_is_none_stops_the_start_by_name(make_settings: MakeSettings, seed: str) -> None:
    with pytest.raises(ValidationError, match="RECEIPT_KEY"):
        make_settings(receipt_key=seed)


def test_keys_and_receipts_can_only_be_added_to(app: Flask) -> None:
    signed_submission(app, images=0)
    for statement in (
        "UPDATE receipts SET signature = signature",
        "DELETE FROM receipts",
        "UPDATE receipt_keys SET why = why",
        "DELETE FROM receipt_keys",
    ):
        with pytest.raises(DatabaseError, match="can only be added to"), db.engine.begin() as connection:
            connection.execute(text(statement))


def test_what_was_signed_before_there_were_receipts_gets_them_later(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(issuing, "issue", lambda _attestation: None)
        draft = signed_submission(app)
    assert draft.guest.get(f"{draft.where}/receipts/1").status_code == 404
    assert "Save the receipt" not in draft.guest.get(f"{draft.where}/status").text
    with transaction():
        assert issuing.issue_missing() == 1
    with transaction():
        assert issuing.issue_missing() == 0
    given = receipts.of(app, draft)
    assert is_right(given, given.keys)


def test_the_page_of_keys_shows_each_with_its_fingerprint(app: Flask) -> None:
    draft = signed_submission(app, images=0)
    rotated_as_stolen()
    page = draft.guest.get("/policies/keys").text
    for key in session.scalars(select(ReceiptKey)):
        assert seals.fingerprint(key.public_key) in page
        assert key.public_key in page
    assert page.count("This key was stolen") == 1
    assert "it is in force now" in page


def test_before_the_first_key_the_page_says_so(app: Flask) -> None:
    page = app.test_client().get("/policies/keys", base_url=app.config["BASE_URL"])
    assert "No key yet" in page.text
    assert session.scalar(select(Receipt.id)) is None
    assert session.scalar(select(Message.id)) is None
