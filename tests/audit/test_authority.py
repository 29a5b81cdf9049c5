"""Timestamps over checkpoints: asked of an authority outside any transaction, checked, kept, and asked for again."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.audit import authority
from app.audit.authority import Authority, NotStamped
from app.audit.kinds import SYSTEM, Kind, Ref
from app.audit.log import record
from app.audit.models import Checkpoint, Timestamp
from app.clock import moved, now
from app.db import db, session, transaction
from tests.audit.authorities import Stamper, stamper
from tests.audit.tampering import tamper
from tests.conftest import MakeSettings
from workers import sealing as worker

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


class About:
    ref = Ref("submission", 7)


@pytest.fixture(scope="module")
def _stamper() -> Iterator[Stamper]:
    with stamper() as made:
        yield made


@pytest.fixture
def tsa(_stamper: Stamper) -> Stamper:
    _stamper.does = "stamp"
    _stamper.asked.clear()
    return _stamper


@pytest.fixture
def settings(make_settings: MakeSettings, database: str, tsa: Stamper) -> Settings:
    return make_settings(database_url=database, timestamp_url=tsa.address, timestamp_roots=str(tsa.roots))


@pytest.fixture
def day(app: Flask) -> Iterator[Flask]:
    """A day with a checkpoint that waits for its timestamp."""
    with app.app_context():
        with transaction():
            record(Kind.NOTE_ADDED, about=About(), by=SYSTEM)
        worker.checkpoint()
        yield app


def stamp() -> Timestamp:
    session.rollback()
    return session.scalars(select(Timestamp)).one()


def verify(app: Flask) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["audit", "verify", "--json"])
    report = json.loads(done.stdout)
    return done.exit_code, "\n".join([fault["says"] for fault in report["faults"]] + report["notes"])


def test_a_checkpoint_is_stamped_and_the_stamp_verified(day: Flask, tsa: Stamper) -> None:
    worker.stamp()
    assert len(tsa.asked) == 1
    token = stamp().token
    assert token
    assert abs((stamp().stamped_at or now()) - now()) < timedelta(minutes=1)
    worker.seal()
    assert verify(day)[0] == 0
    worker.stamp()
    assert len(tsa.asked) == 1, "it has one already"


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("error", "the authority answered 503 Resting"),
        ("move", "the authority answered 302"),
        ("garbage", "the answer is no timestamp"),
        ("refuse", "the authority refused (rejection"),
        ("other", "the timestamp does not hold: Nonce mismatch"),
        ("silence", "the authority did not answer within"),
    ],
)
def test_what_is_no_timestamp_is_said_in_words_and_asked_for_again(
    day: Flask, tsa: Stamper, monkeypatch: pytest.MonkeyPatch, does: str, says: str
) -> None:
    monkeypatch.setattr(authority, "PATIENCE", 0.5)
    tsa.does = does
    worker.stamp()
    assert stamp().token is None
    assert says in stamp().last_error
    asked = len(tsa.asked)
    worker.stamp()
    assert len(tsa.asked) == asked, "not before its time"
    tsa.does = "stamp"
    monkeypatch.setattr(authority, "PATIENCE", 10.0)
    with moved(timedelta(minutes=3)):
        worker.stamp()
    assert stamp().token is not None
    assert stamp().last_error == ""


def test_an_authority_that_is_not_there_is_said_in_words(tsa: Stamper) -> None:
    with pytest.raises(NotStamped, match="could not be reached"):
        Authority("http://127.0.0.1:9/none", tsa.roots).stamp(b"said")


def test_another_authority_than_the_webmaster_chose_does_not_count(tsa: Stamper, tmp_path: Path) -> None:
    with stamper("Another") as other, pytest.raises(NotStamped, match="does not hold"):
        Authority(tsa.address, other.roots).stamp(b"said")
    with pytest.raises(NotStamped, match="cannot be read"):
        Authority(tsa.address, tmp_path / "none.pem").stamp(b"said")


def test_no_transaction_is_open_while_the_authority_is_asked(
    day: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_: list[bool] = []
    real = authority._post

    def watched(address: str, body: bytes) -> bytes:
        open_.append(session.registry.has() and session().in_transaction())  # type: ignore[attr-defined, operator]
        return real(address, body)

    monkeypatch.setattr(authority, "_post", watched)
    worker.stamp()
    assert open_ == [False]


def test_a_stamp_that_was_exchanged_and_one_over_another_root_are_found(day: Flask, tsa: Stamper) -> None:
    worker.stamp()
    worker.seal()
    kept = stamp().token or b""
    tamper("UPDATE timestamps SET token = :token", token=tsa.reply(tsa.query(b"something else")))
    assert "The timestamp over the checkpoint of" in verify(day)[1]
    changed = bytearray(kept)
    changed[-10] ^= 1
    tamper("UPDATE timestamps SET token = :token", token=bytes(changed))
    assert "does not hold" in verify(day)[1]
    tamper("UPDATE timestamps SET token = :token", token=kept)
    assert verify(day)[0] == 0
    tamper("UPDATE checkpoints SET root = :root", root="0f" * 32)
    code, said = verify(day)
    assert code == 1
    assert "is not what the log says it was" in said
    assert "has another root for entry 1 than the chain" in said
    assert "Mismatch between messages" in said


def test_a_stamp_can_neither_be_changed_nor_taken_away(day: Flask) -> None:
    worker.stamp()
    session.rollback()
    for statement in ("UPDATE timestamps SET token = NULL", "DELETE FROM timestamps"):
        with pytest.raises(DatabaseError, match="can only be added to"), db.engine.begin() as connection:
            connection.execute(text(statement))


def test_stamps_that_cannot_be_checked_are_said_not_called_wrong(
    day: Flask, make_settings: MakeSettings, settings: Settings
) -> None:
    worker.stamp()
    worker.seal()
    day.config["SETTINGS"] = make_settings(database_url=settings.database_url)
    code, said = verify(day)
    assert code == 0
    assert "1 timestamp was not checked: TIMESTAMP_ROOTS is not set." in said


@pytest.mark.parametrize(
    "given", [{"timestamp_url": "ftp://example.org"}, {"timestamp_url": "http://example.org"}]
)
def test_an_authority_needs_an_address_of_the_web_and_a_root(
    make_settings: MakeSettings, given: dict[str, str]
) -> None:
    with pytest.raises(ValidationError):
        make_settings(**given)


def test_a_checkpoint_says_what_was_stamped(day: Flask) -> None:
    worker.stamp()
    made = session.scalars(select(Checkpoint)).one()
    assert made.timestamp is not None
    assert made.timestamp.token is not None


@pytest.mark.parametrize(
    ("begins", "ends"),
    [(timedelta(days=-30), timedelta(days=-3)), (timedelta(days=3), timedelta(days=30))],
)
def test_a_stamp_by_a_certificate_out_of_its_time_does_not_count(
    tsa: Stamper, begins: timedelta, ends: timedelta
) -> None:
    tsa.sign_anew(begins=begins, ends=ends)
    with pytest.raises(NotStamped, match="does not hold"):
        Authority(tsa.address, tsa.roots).stamp(b"said")


def test_a_stamp_holds_when_its_certificate_has_ended_since(tsa: Stamper) -> None:
    tsa.sign_anew(begins=timedelta(days=-30), ends=timedelta(seconds=5))
    ends = time.monotonic() + 6
    token = Authority(tsa.address, tsa.roots).stamp(b"said")
    time.sleep(max(0.0, ends - time.monotonic()))
    authority.check(token, b"said", roots=tsa.roots)
