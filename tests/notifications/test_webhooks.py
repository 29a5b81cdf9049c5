"""A program is told what happens, at least once, signed, and never at an address inside."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import Member
from app.accounts.roles import Role
from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import session, transaction
from app.errors import NotAllowed, Refused
from app.notifications import actions, hooking, topics, webhooks
from app.notifications.models import Channel, Message, MessageState, Webhook
from app.notifications.topics import SAYS, Topic
from tests.notifications import making
from tests.notifications.receiver import Receiver, receiving
from tests.publishing import making as publishing
from tests.review import making as reviewing
from workers import webhooks as worker

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from config import Settings
    from tests.conftest import MakeSettings

EVERYTHING = [topic.value for topic in SAYS]


@pytest.fixture
def settings(make_settings: MakeSettings, database: str) -> Settings:
    return make_settings(database_url=database, webhook_networks="127.0.0.0/8, ::1/128")


@pytest.fixture
def receiver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiving(tmp_path) as made:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "receiver.pem"))
        yield made


@pytest.fixture
def hook(app: Flask, receiver: Receiver) -> Iterator[int]:
    """A webhook that is on and told everything; the test goes on inside the application."""
    with app.app_context():
        yield added(receiver.address)


def added(address: str, topics: list[str] | None = None) -> int:
    wanda = publishing.member(Role.WEBMASTER)
    with transaction():
        by = session.get_one(Member, wanda)
        made = hooking.add(address=address, topics=topics or EVERYTHING, by=by).id
        hooking.new_secret(made, by=by)
    return made


def by() -> Member:
    return session.get_one(Member, publishing.member(Role.WEBMASTER))


def calls() -> list[Message]:
    return [message for message in making.letters() if message.channel == Channel.WEBHOOK]


def tell() -> None:
    while making.told():
        pass


def probe(hook: int) -> int:
    """The message of a test that waits."""
    wanda = publishing.member(Role.WEBMASTER)
    with transaction():
        hooking.test(hook, by=session.get_one(Member, wanda))
    tell()
    return calls()[-1].id


def state(hook: int) -> tuple[bool, str]:
    session.rollback()
    found = session.get_one(Webhook, hook)
    return found.active, found.stopped


def test_an_article_is_told_when_it_appears_goes_dark_and_comes_back(hook: int, receiver: Receiver):
    made = publishing.published()
    hold = publishing.withhold(made)
    image = publishing.withhold(made, made.uses[0])
    publishing.lift(image)
    publishing.lift(hold)
    publishing.remove(made)
    publishing.restore(made)
    tell()
    worker.call()
    worker.call()
    bodies = [json.loads(body) for _, body in receiver.calls]
    articles = [one for one in bodies if not one["type"].startswith("submission.")]
    assert [one["type"] for one in articles] == [
        "article.published",
        "article.dark",
        "image.dark",
        "image.restored",
        "article.restored",
        "article.dark",
        "article.restored",
    ]
    assert [one["data"]["sequence"] for one in bodies] == sorted(one["data"]["sequence"] for one in bodies)
    assert {one["data"]["url"] for one in articles} == {f"http://127.0.0.1:8000{made.url}"}
    assert articles[2]["data"]["image"] == made.uses[0]
    assert {one.state for one in calls()} == {MessageState.SENT}
    said = "".join(body for _, body in receiver.calls)
    for personal in ("amina", "Amina", "Rebuilding a knee", "reviewer0", "desk.example", "A person who"):
        assert personal not in said


def test_a_call_is_signed_as_standard_webhooks_has_it(hook: int, app: Flask, receiver: Receiver):
    message_id = probe(hook)
    worker.call()
    [(headers, body)] = receiver.calls
    secret = webhooks.secret(app.config["LINK_KEY"], hook, 1)
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    wanted = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(wanted).decode()
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    assert headers["webhook-id"] == session.get_one(Message, message_id).message_id
    assert "." not in headers["webhook-id"]
    assert headers["host"] == f"localhost:{receiver.port}"
    assert headers[":path"] == "/hooks?token=receiver"
    assert headers["content-type"] == "application/json"
    assert json.loads(body)["type"] == "webhook.test"


def test_the_signature_is_that_of_the_published_example():
    """The vector of the scheme's own libraries."""
    assert (
        webhooks.signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            call_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp=1614265330,
            body='{"test": 2432232314}',
        )
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_a_crash_between_sending_and_settling_costs_a_second_call_with_the_same_id(
    hook: int, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
):
    message_id = probe(hook)

    def crash(*_given: object) -> bool:
        raise SystemExit("killed")

    with monkeypatch.context() as patched:
        patched.setattr(hooking, "settle", crash)
        with pytest.raises(SystemExit):
            worker.call()
    worker.call()
    assert len(receiver.calls) == 1, "a call under lease must not be touched"
    making.hurry(message_id)
    worker.call()
    assert calls()[0].state == MessageState.SENT
    [first, second] = receiver.calls
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[1] == second[1]


def test_what_is_not_taken_waits_longer_each_time_for_three_days_then_it_is_switched_off(
    hook: int, receiver: Receiver
):
    receiver.status = 503
    message_id = probe(hook)
    waited = timedelta(0)
    waits = actions.WAITS_OF[Channel.WEBHOOK.value]
    assert timedelta(days=2.5) < sum(waits, timedelta(0)) < timedelta(days=3.5)
    for wait in waits:
        worker.call()
        [message] = calls()
        assert (message.state, message.last_error) == (MessageState.WAITING, "It answered 503.")
        assert message.due_at - clock.now() == pytest.approx(wait, abs=timedelta(seconds=10))
        waited += wait
        making.hurry(message_id)
    worker.call()
    assert calls()[0].state == MessageState.FAILED
    assert state(hook) == (False, "It answered 503.")
    tell()
    letters = {one.letter: one for one in making.letters() if one.channel == Channel.MAIL}
    assert "webhook_stopped" in letters
    assert "It answered 503." in letters["webhook_stopped"].text
    assert "token=receiver" not in letters["webhook_stopped"].text
    assert "message_failed" not in letters


def test_a_receiver_that_is_gone_is_switched_off_at_once(hook: int, receiver: Receiver):
    receiver.status = 410
    probe(hook)
    worker.call()
    assert calls()[0].state == MessageState.FAILED
    assert state(hook)[0] is False


def test_switched_on_again_it_gets_what_waits_and_what_failed_can_be_sent_again(
    hook: int, receiver: Receiver
):
    receiver.status = 410
    first, second = probe(hook), probe(hook)
    worker.call()
    worker.call()
    assert [one.state for one in calls()] == [MessageState.FAILED, MessageState.WAITING]
    assert len(receiver.calls) == 1
    receiver.status = 204
    with transaction():
        hooking.switch(hook, on=True, by=by())
        actions.resend(session.get_one(Message, first), by=by().actor)
    worker.call()
    assert {one.state for one in calls()} == {MessageState.SENT}
    assert second > first


def test_no_redirect_is_followed(hook: int, receiver: Receiver):
    receiver.status = 307
    probe(hook)
    worker.call()
    assert len(receiver.calls) == 1
    assert calls()[0].last_error == "It answered 307. Redirects are not followed."


def test_a_receiver_that_draws_it_out_is_cut_off(
    hook: int, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(webhooks, "PATIENCE", 1.0)
    receiver.drip = True
    probe(hook)
    begun = time.monotonic()
    worker.call()
    assert time.monotonic() - begun < 5
    assert calls()[0].state == MessageState.WAITING
    assert "cannot be reached" in calls()[0].last_error


def test_a_slow_receiver_holds_up_neither_letters_nor_others(
    app: Flask, hook: int, receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(webhooks, "PATIENCE", 2.0)
    receiver.stall = 30
    for _ in range(3):
        probe(hook)
    (tmp_path / "quick").mkdir()
    with receiving(tmp_path / "quick") as quick:
        both = (tmp_path / "receiver.pem").read_text() + (tmp_path / "quick" / "receiver.pem").read_text()
        (tmp_path / "both.pem").write_text(both)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "both.pem"))
        probe(added(quick.address))
        making.draft()
        tell()

        def run() -> None:
            with app.app_context():
                worker.call()

        calling = threading.Thread(target=run)
        calling.start()
        while not receiver.calls:
            time.sleep(0.01)
        from workers import notifications

        notifications.deliver()
        assert [one.state for one in making.letters() if one.letter == "draft_link"] == [MessageState.SENT]
        begun = time.monotonic()
        worker.call()  # a second run leaves the calling to the first
        assert time.monotonic() - begun < 1
        calling.join()
        assert len(quick.calls) == 1
        assert len(receiver.calls) == 1, "the slow one is left alone for the rest of the run"


def test_receivers_that_are_away_keep_no_other_from_hearing(
    hook: int, receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """However much waits for them, and though one call to each takes up the whole time of a run."""
    monkeypatch.setattr(webhooks, "PATIENCE", 0.5)
    monkeypatch.setattr(worker, "RUN_SECONDS", 0.1)
    receiver.stall = 5
    for _ in range(4):
        probe(hook)
    (tmp_path / "quick").mkdir()
    with receiving(tmp_path / "quick") as quick:
        both = (tmp_path / "receiver.pem").read_text() + (tmp_path / "quick" / "receiver.pem").read_text()
        (tmp_path / "both.pem").write_text(both)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "both.pem"))
        worker.call()
        assert len(receiver.calls) == 1
        probe(added(quick.address))
        worker.call()
        assert len(quick.calls) == 1


def test_a_worker_that_died_over_a_call_keeps_no_other_receiver_waiting(
    hook: int, receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    probe(hook)
    with transaction():
        assert actions.lease("a worker that dies", channel=Channel.WEBHOOK)
    (tmp_path / "quick").mkdir()
    with receiving(tmp_path / "quick") as quick:
        both = (tmp_path / "receiver.pem").read_text() + (tmp_path / "quick" / "receiver.pem").read_text()
        (tmp_path / "both.pem").write_text(both)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "both.pem"))
        probe(added(quick.address))
        probe(hook)
        worker.call()
        assert (len(quick.calls), len(receiver.calls)) == (1, 0)
        with clock.moved(actions.LEASE + timedelta(seconds=1)):
            worker.call()
        assert (len(quick.calls), len(receiver.calls)) == (1, 2)


def test_a_call_that_cannot_be_written_holds_back_no_letter_and_is_tried_again(
    hook: int, monkeypatch: pytest.MonkeyPatch
):
    publishing.published()
    with monkeypatch.context() as patched:
        patched.setattr(topics, "body", lambda *_given: 1 / 0)
        tell()
    letters = [one.id for one in making.letters()]
    assert "article_published" in {one.letter for one in making.letters()}
    assert calls() == []
    assert making.untold()
    tell()
    assert "article.published" in {one.letter for one in calls()}
    assert [one.id for one in making.letters() if one.channel == Channel.MAIL] == letters
    assert making.untold() == []


def test_the_list_of_messages_names_the_host_of_a_webhook_alone(hook: int, receiver: Receiver):
    """Its whole address may hold a secret, and every reviewer reads the list."""
    probe(hook)
    assert calls()[0].address == f"localhost:{receiver.port}"
    worker.call()
    assert receiver.calls[0][0][":path"] == "/hooks?token=receiver"


def test_an_image_is_told_to_show_again_only_when_nothing_keeps_it_from_view(hook: int):
    made = publishing.published()
    first, second = (publishing.withhold(made, made.uses[0]) for _ in range(2))
    publishing.lift(first)
    whole = publishing.withhold(made)
    publishing.lift(second)
    tell()
    assert [one.letter for one in calls()].count("image.restored") == 0
    publishing.lift(whole)
    publishing.lift(publishing.withhold(made, made.uses[0]))
    tell()
    assert [one.letter for one in calls()].count("image.restored") == 1


def test_a_decision_that_is_taken_back_is_told_to_no_program(hook: int):
    one = reviewing.member("One")
    submission = reviewing.submitted()
    reviewing.in_review(submission, one)
    tell()
    from app.notifications import undoing
    from app.review import actions as review
    from app.review.models import Decision, Verdict
    from app.submissions.models import Submission

    with transaction():
        person = session.get_one(Member, one)
        seen = reviewing.seen(submission)
        review.decide(submission, Verdict.DECLINED, by=person, seen=seen, note="Not for us.")
    tell()
    waiting = calls()[-1]
    assert waiting.due_at > clock.now()
    with transaction():
        decision = session.scalars(select(Decision)).one()
        version = session.get_one(Submission, submission).version
        undoing.undo(submission, decision.id, by=session.get_one(Member, one), version=version)
    assert calls()[-1].state == MessageState.RECALLED


def test_a_decision_can_be_taken_back_though_a_webhook_was_removed_meanwhile(hook: int):
    from app.notifications import undoing
    from app.review import actions as review
    from app.review.models import Undoing, Verdict
    from app.submissions.models import Submission

    one = reviewing.member("One")
    submission = reviewing.submitted()
    reviewing.in_review(submission, one)
    tell()
    with transaction():
        person, seen = session.get_one(Member, one), reviewing.seen(submission)
        decision = review.decide(submission, Verdict.DECLINED, by=person, seen=seen, note="Not for us.").id
    tell()
    with transaction():
        hooking.remove(hook, by=by())
    worker.call()
    assert calls()[-1].state == MessageState.RECALLED
    with transaction():
        version = session.get_one(Submission, submission).version
        undoing.undo(submission, decision, by=session.get_one(Member, one), version=version)
    assert session.scalars(select(Undoing)).all()


def test_only_what_was_chosen_is_told(app: Flask, receiver: Receiver):
    with app.app_context():
        added(receiver.address, [Topic.ARTICLE_DARK.value])
        made = publishing.published()
        publishing.withhold(made)
        tell()
        assert [one.letter for one in calls()] == ["article.dark"]


def test_every_topic_can_be_chosen_and_comes_from_some_event():
    told = {one.topic for some in topics.TOLD.values() for one in some}
    assert told == set(Topic)
    assert set(SAYS) == set(Topic) - {Topic.TEST}


@pytest.mark.parametrize(
    "place",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "ff02::1", "fd00:ec2::254"),
        *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "192.0.2.1"),
        "2001:0:4136:e378:8000:63bf:80ff:fffe",  # Teredo, of 127.0.0.1
        *("64:ff9b:1::7f00:1", "64:ff9b:1::a00:1"),  # a translator of one's own
        *("fec0::1", "::127.0.0.1", "::10.0.0.1", "::ffff:0:10.0.0.1", "5f00::1"),
    ],
)
def test_no_address_inside_is_outside(place: str):
    assert not webhooks.is_outside(ip_address(place))


@pytest.mark.parametrize(
    "place", ["93.184.216.34", "2606:4700::1111", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_an_address_of_the_public_network_is_outside(place: str):
    assert webhooks.is_outside(ip_address(place))


def test_a_name_that_leads_inside_is_not_called(receiver: Receiver):
    for address in (
        receiver.address,
        f"https://127.0.0.1:{receiver.port}/",
        f"https://2130706433:{receiver.port}/",
    ):
        with pytest.raises(webhooks.NotTaken, match=r"inside a private network|cannot be resolved"):
            webhooks.post(webhooks.Call("msg_1", address, "{}", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    assert receiver.calls == []


def test_one_answer_inside_bars_a_name_that_also_leads_outside(monkeypatch: pytest.MonkeyPatch):
    found = [(2, 1, 6, "", (place, 443)) for place in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_given, **_named: found)
    with pytest.raises(webhooks.NotTaken, match="private network"):
        webhooks.post(
            webhooks.Call("msg_1", "https://both.example/", "{}", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        )


def test_the_connection_goes_to_the_very_address_that_was_looked_at(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
):
    """A name that is asked twice may answer differently."""
    asked: list[Any] = []
    real = socket.getaddrinfo

    def once(host: str, *given: Any, **named: Any) -> Any:
        asked.append(host)
        return real("127.0.0.1" if host == "localhost" else host, *given, **named)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    assert webhooks.post(webhooks.Call("msg_1", receiver.address, "{}", secret), inside="127.0.0.1/32") == 200
    assert asked.count("localhost") == 1


def test_a_certificate_of_somebody_else_is_refused(receiver: Receiver):
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    address = f"https://127.0.0.1:{receiver.port}/"
    with pytest.raises(webhooks.NotTaken, match="SSLCertVerificationError"):
        webhooks.post(webhooks.Call("msg_1", address, "{}", secret), inside="127.0.0.0/8")
    assert receiver.calls == []


@pytest.mark.parametrize(
    "address",
    [
        *("", "http://example.org/", "https://", "https://user:secret@example.org/", "ftp://example.org/"),
        *(
            "https://example.org/#part",
            "https://exa mple.org/",
            "https://example.org:99999/",
            "https://[::1/",
        ),
        *("https://example.org/\r\nX: y", "https://münchen.example/", "https://example.org/" + "x" * 300),
    ],
)
def test_what_is_no_address_is_refused_in_words(hook: int, address: str):
    with pytest.raises(Refused), transaction():
        hooking.add(address=address, topics=EVERYTHING, by=by())


def test_nothing_is_sent_unsigned(hook: int, receiver: Receiver):
    with transaction():
        unsigned = hooking.add(address=receiver.address, topics=EVERYTHING, by=by()).id
    for act in (lambda: hooking.switch(unsigned, on=True, by=by()), lambda: hooking.test(unsigned, by=by())):
        with pytest.raises(NotAllowed), transaction():
            act()


def test_the_log_keeps_no_address_and_no_secret(hook: int, app: Flask):
    secret = webhooks.secret(app.config["LINK_KEY"], hook, 1)
    facts = json.dumps([one.facts for one in session.scalars(select(Event))])
    assert "localhost" not in facts
    assert secret not in facts
    assert session.scalars(select(Event).where(Event.kind == Kind.WEBHOOK_CHANGED.value)).all()
