"""The desk's page of the log: how far it is sealed, the last checkpoint, and its verification."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from app.accounts.roles import Role
from app.audit import queries, sealing, verifying
from app.audit.log import pulse
from app.audit.models import Event, Pulse, Timestamp, Verification
from app.clock import now
from app.db import session, transaction
from app.media.models import Asset
from app.media.storage import original_key
from app.notifications import actions as notifications
from app.notifications.models import Message
from tests.audit.tampering import tamper
from tests.factories.people import signed_submission
from tests.pages.signing_in import post, sign_in
from tests.review import making
from workers import sealing as worker

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient


@pytest.fixture
def webmaster(app: Flask) -> FlaskClient:
    with app.app_context():
        signed_submission(app)
        person = making.member("W. Marsh", role=Role.WEBMASTER)
        worker.seal()
    return sign_in(app, person)


def words(client: FlaskClient, address: str = "/desk/log") -> str:
    """What the page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(address).text).split())


def verified(app: Flask) -> Verification:
    with app.app_context():
        worker.verify()
        found = verifying.newest_finished()
        assert found is not None
        return found


def test_it_says_how_far_the_log_is_sealed(app: Flask, webmaster: FlaskClient) -> None:
    with app.app_context():
        size, root = sealing.newest() or (0, "")
    said = words(webmaster)
    assert f"Sealed {size} events, the last" in said
    assert root in said
    assert "Last checkpoint None yet" in said
    assert "1 event" in said or "Not sealed yet Nothing" in said


def test_it_says_what_is_known_of_the_last_checkpoint(app: Flask, webmaster: FlaskClient) -> None:
    with app.app_context():
        worker.checkpoint()
    assert "None: no time stamping authority is set" in words(webmaster)
    with app.app_context():
        made = queries.newest_checkpoint()
        assert made is not None
        row = {"checkpoint_id": made.id, "due_at": now(), "last_error": "the authority answered 503 Resting"}
        with transaction():
            session.add(Timestamp(**row))
    assert "None yet: the authority answered 503 Resting. Asked again" in words(webmaster)
    with app.app_context(), transaction():
        session.execute(update(Timestamp).values(token=b"der", stamped_at=now()))
    assert "from the time stamping authority" in words(webmaster)


def test_the_webmaster_has_everything_verified_by_a_worker(app: Flask, webmaster: FlaskClient) -> None:
    assert "Nobody has asked for one yet." in words(webmaster)
    answer = post(webmaster, "/desk/log/verifications", page="/desk/log")
    assert answer.status_code == 303
    assert "A worker looks through everything" in words(webmaster)
    post(webmaster, "/desk/log/verifications", page="/desk/log")
    assert "That is under way already." in words(webmaster)
    done = verified(app)
    assert (done.faults, done.found) == (0, [])
    said = words(webmaster)
    assert "Everything is whole" in said
    assert f"{done.looked} records were looked at until" in said
    assert "as W. Marsh had asked" in said
    assert "had the log verified" in said


def test_what_was_found_is_named_and_the_webmaster_gets_a_letter(app: Flask, webmaster: FlaskClient) -> None:
    with app.app_context():
        sha256 = session.scalars(select(Asset.sha256)).one()
        (app.config["SETTINGS"].data_dir / "store" / original_key(sha256)).unlink()
        event = session.scalars(select(Event.id).where(Event.kind == "submission.received")).one()
        tamper("UPDATE events SET actor_id = 99 WHERE id = :id", id=event)
    post(webmaster, "/desk/log/verifications", page="/desk/log")
    assert verified(app).faults == 2
    said = words(webmaster)
    assert "2 faults were found" in said
    assert f"Event {event} (submission.received" in said
    assert f"({sha256[:12]}…) is missing from the store." in said
    with app.app_context():
        with transaction():
            notifications.fan_out(limit=200)
        letter = session.scalars(select(Message).where(Message.letter == "log_broken")).one()
        assert letter.address == app.config["SETTINGS"].webmaster_email
        assert f"Event {event} (submission.received" in letter.text
        assert "2 faults" in letter.subject


def test_a_reviewer_reads_the_outcome_and_cannot_order_it(app: Flask, webmaster: FlaskClient) -> None:
    with app.app_context():
        reviewer = making.member("R. Two")
    client = sign_in(app, reviewer)
    assert "Verify now" in words(webmaster)
    assert "Verify now" not in words(client)
    assert post(client, "/desk/log/verifications", page="/desk").status_code == 403


def test_the_daily_letter_tells_size_and_root(app: Flask, webmaster: FlaskClient) -> None:
    with app.app_context():
        worker.checkpoint()
        made = queries.newest_checkpoint()
        assert made is not None
        size, root = made.size, made.root
        with transaction():
            notifications.fan_out(limit=200)
        letter = session.scalars(select(Message).where(Message.letter == "checkpoint_made")).one()
        assert f"Entries: {size}\nRoot: {root}\n" in letter.text
        assert f"audit verify --root {size} {root}" in letter.text
        assert root in letter.html


def test_the_desk_is_warned_when_workers_run_and_sealing_stands_still(
    app: Flask, webmaster: FlaskClient
) -> None:
    with app.app_context():
        for queue in queries.QUEUES:
            with transaction():
                pulse(queue)
        assert "has not been sealed" not in words(webmaster, "/desk")
        with transaction():
            session.get_one(Pulse, sealing.NAME).at = now() - sealing.STILL_AFTER - timedelta(minutes=1)
    assert "The log has not been sealed for a quarter of an hour" in words(webmaster, "/desk")
