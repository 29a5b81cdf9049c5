"""A letter goes out at least once, and twice only after a crash; what the mail server says decides what follows."""

from __future__ import annotations

import email
import threading
from collections import Counter
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.audit.kinds import SYSTEM, Kind
from app.audit.models import Event
from app.clock import now
from app.db import session, transaction
from app.errors import NotAllowed
from app.guests.models import Guest
from app.notifications import actions
from app.notifications.models import Message, MessageState
from tests.notifications import making
from tests.servers import free_port
from workers import notifications

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings
    from tests.conftest import MakeSettings
    from tests.servers import Smtp


@pytest.fixture
def settings(make_settings: MakeSettings, database: str, smtp_server: Smtp) -> Settings:
    return make_settings(
        database_url=database,
        mail="smtp",
        smtp_host=smtp_server.host,
        smtp_port=smtp_server.port,
        smtp_timeout=0.5,
    )


def parsed(text: str) -> EmailMessage:
    return email.message_from_string(text, policy=policy.default)


def one_letter(address: str = "amina@example.org") -> int:
    making.draft(address)
    making.told()
    return making.letters()[-1].id


def failures() -> list[Event]:
    session.rollback()
    return session.query(Event).filter(Event.kind == Kind.MESSAGE_FAILED.value).all()


def test_a_letter_is_sent_once_with_its_private_link_filled_in(app: Flask, smtp_server: Smtp) -> None:
    with app.app_context():
        one_letter()
        notifications.deliver()
        notifications.deliver()
        [kept] = making.letters()
        assert kept.state == MessageState.SENT
        assert kept.sent_at is not None
    [wire] = smtp_server.texts(to="amina@example.org")
    mail = parsed(wire)
    assert mail["Message-ID"] == kept.message_id
    assert mail["To"] == "amina@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["References"].startswith("<submission-")
    body = mail.get_body(("plain",))
    html = mail.get_body(("html",))
    assert body is not None
    assert html is not None
    [address] = [
        line for line in body.get_content().splitlines() if line.startswith("http://127.0.0.1:8000/d/")
    ]
    token = address.rpartition("/")[2]
    assert html.get_content().count(f'href="{address}"') == 1
    assert app.test_client().get(f"/d/{token}", base_url="http://127.0.0.1:8000").status_code == 303
    assert token not in kept.text + kept.html + kept.subject
    assert "{link}" in kept.text
    assert "{link}" not in wire


def test_a_letter_that_waited_goes_with_its_link_where_its_reader_is_reached_now(
    app: Flask, smtp_server: Smtp
) -> None:
    """As when a decision is told after the time to undo it, and somebody else reads the mailbox that was left."""
    with app.app_context():
        one_letter()
        with transaction():
            session.scalars(select(Guest)).one().email = "moved@example.org"
        notifications.deliver()
        [kept] = making.letters()
        assert (kept.state, kept.address) == (MessageState.SENT, "moved@example.org")
    assert smtp_server.texts(to="amina@example.org") == []
    assert len(smtp_server.texts(to="moved@example.org")) == 1


def test_two_deliverers_at_once_send_no_letter_twice(app: Flask, smtp_server: Smtp) -> None:
    with app.app_context():
        for number in range(20):
            making.draft(f"guest{number}@example.org")
        making.told()
    smtp_server.stall(0.01)
    together = threading.Barrier(4)
    faults: list[Exception] = []

    def run() -> None:
        try:
            with app.app_context():
                together.wait()
                notifications.deliver()
        except Exception as fault:  # noqa: BLE001 - whatever it is, the test tells
            faults.append(fault)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    sent = Counter(letter.rcpt_tos[0] for letter in smtp_server.letters)
    assert sent == Counter({f"guest{number}@example.org": 1 for number in range(20)})


def test_a_crash_between_sending_and_settling_costs_one_duplicate_with_the_same_id(
    app: Flask, smtp_server: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        message_id = one_letter()

        def crash(*_given: object) -> bool:
            raise SystemExit("killed")

        with monkeypatch.context() as patched:
            patched.setattr(actions, "settle_sent", crash)
            with pytest.raises(SystemExit):
                notifications.deliver()
        notifications.deliver()
        assert len(smtp_server.letters) == 1, "a letter under lease must not be touched"
        making.hurry(message_id)
        notifications.deliver()
        assert making.letters()[0].state == MessageState.SENT
    first, second = smtp_server.texts(to="amina@example.org")
    assert parsed(first)["Message-ID"] == parsed(second)["Message-ID"]


def test_whoever_lost_the_lease_settles_nothing(app: Flask) -> None:
    with app.app_context():
        message_id = one_letter()
        with transaction():
            assert actions.lease("slow") == [message_id]
        making.hurry(message_id)
        with transaction():
            assert actions.lease("quick") == [message_id]
        with transaction():
            assert not actions.settle_failed(message_id, "slow", why="too late")
            assert actions.settle_sent(message_id, "quick")
        with transaction():
            assert not actions.settle_sent(message_id, "slow")
        assert making.letters()[0].state == MessageState.SENT


def test_a_refusal_for_good_fails_the_letter_at_once_and_tells_the_webmaster(
    app: Flask, smtp_server: Smtp
) -> None:
    smtp_server.refuse("550 No such person")
    with app.app_context():
        one_letter()
        notifications.deliver()
        [kept] = making.letters()
        assert kept.state == MessageState.FAILED
        assert "550 No such person" in kept.last_error
        assert len(failures()) == 1
        making.told()
        alarm = making.letters()[-1]
        assert alarm.letter == "message_failed"
        assert alarm.address == app.config["SETTINGS"].webmaster_email

        notifications.deliver()
        assert making.letters()[-1].state == MessageState.FAILED
        assert len(failures()) == 1, "the failure of that letter is told to nobody: it would never end"
        assert making.told() == 0
        assert len(making.letters()) == 2


def test_a_refusal_for_now_is_tried_again_with_growing_waits_until_it_has_failed(
    app: Flask, smtp_server: Smtp
) -> None:
    smtp_server.refuse("451 Try again later")
    with app.app_context():
        message_id = one_letter()
        waits = []
        for _ in actions.WAITS:
            notifications.deliver()
            [kept] = making.letters()
            assert kept.state == MessageState.WAITING
            waits.append(round((kept.due_at - now()).total_seconds() / 10) * 10)
            making.hurry(message_id)
        assert waits == [30, 120, 600, 3600, 14400]
        notifications.deliver()
        assert making.letters()[0].state == MessageState.FAILED
        assert len(failures()) == 1
        assert smtp_server.letters == []


def test_a_letter_that_was_refused_for_now_arrives_once_the_server_takes_letters_again(
    app: Flask, smtp_server: Smtp
) -> None:
    smtp_server.refuse()
    with app.app_context():
        message_id = one_letter()
        notifications.deliver()
        smtp_server.take()
        notifications.deliver()
        assert smtp_server.letters == [], "its time has not come"
        making.hurry(message_id)
        notifications.deliver()
        assert making.letters()[0].last_error == ""
    assert len(smtp_server.texts(to="amina@example.org")) == 1


def test_a_mail_server_that_stops_answering_costs_a_wait_and_no_letter(app: Flask, smtp_server: Smtp) -> None:
    smtp_server.stall(1.0)
    with app.app_context():
        message_id = one_letter()
        began = now()
        notifications.deliver()
        assert (now() - began).total_seconds() < 5
        [kept] = making.letters()
        assert kept.state == MessageState.WAITING
        assert "stopped answering" in kept.last_error
        smtp_server.stall(0)
        making.hurry(message_id)
        notifications.deliver()
        assert making.letters()[0].state == MessageState.SENT


def test_a_mail_server_that_is_down_keeps_every_letter(app: Flask, settings: Settings) -> None:
    app.config["SETTINGS"] = settings.model_copy(update={"smtp_port": free_port()})
    with app.app_context():
        one_letter("a@example.org")
        one_letter("b@example.org")
        notifications.deliver()
        states = [(kept.state, kept.attempts) for kept in making.letters()]
        assert states == [(MessageState.WAITING, 1), (MessageState.WAITING, 0)], (
            "one look is enough to see it is down"
        )


def test_a_letter_that_takes_its_worker_with_it_is_given_up(app: Flask, smtp_server: Smtp) -> None:
    with app.app_context():
        message_id = one_letter()
        other = one_letter("other@example.org")
        for number in range(actions.CRASHES):
            with transaction():
                assert message_id in actions.lease(f"crashing-{number}")
            making.hurry(message_id)
        notifications.deliver()
        states = {kept.id: kept.state for kept in making.letters()}
        assert states[message_id] == MessageState.FAILED
        assert states[other] == MessageState.SENT
        assert len(smtp_server.letters) == 1


def test_a_worker_that_stops_once_after_refusals_costs_one_try_and_not_the_letter(
    app: Flask, smtp_server: Smtp
) -> None:
    smtp_server.refuse("451 Later")
    with app.app_context():
        message_id = one_letter()
        for _ in range(actions.CRASHES - 1):
            notifications.deliver()
            making.hurry(message_id)
        with transaction():
            assert actions.lease("crashing") == [message_id]
        making.hurry(message_id)
        notifications.deliver()
        [kept] = making.letters()
        assert (kept.state, kept.attempts) == (MessageState.WAITING, actions.CRASHES)
        assert kept.due_at > now() + timedelta(hours=3)
        smtp_server.take()
        making.hurry(message_id)
        notifications.deliver()
        assert making.letters()[0].state == MessageState.SENT


def test_a_failed_letter_can_be_sent_again_and_is_the_same_letter(app: Flask, smtp_server: Smtp) -> None:
    smtp_server.refuse("550 No")
    with app.app_context():
        message_id = one_letter()
        notifications.deliver()
        smtp_server.take()
        with transaction():
            actions.resend(session.get_one(Message, message_id), by=SYSTEM)
        notifications.deliver()
        kept = making.letters()[0]
        assert kept.state == MessageState.SENT
        assert parsed(smtp_server.texts(to="amina@example.org")[0])["Message-ID"] == kept.message_id
        with pytest.raises(NotAllowed), transaction():
            actions.resend(session.get_one(Message, message_id), by=SYSTEM)


def test_an_address_with_foreign_letters_goes_out_where_the_server_can_write_it(
    app: Flask, smtp_server: Smtp
) -> None:
    with app.app_context():
        one_letter("zoë@bücher.example")
        notifications.deliver()
        [kept] = making.letters()
    sent = [letter.rcpt_tos[0] for letter in smtp_server.letters]
    assert (sent, kept.state) == (
        ["zoë@xn--bcher-kva.example"],
        MessageState.SENT,
    ) or kept.state == MessageState.FAILED
