"""A real mailbox: emptied, nothing lost, nothing taken twice; a hundred mails of every kind in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.audit.kinds import Kind
from app.db import session, transaction
from app.intake import actions
from app.intake.box import Box
from app.intake.kinds import Read
from app.media.storage import mail_key
from app.notifications import actions as notifications
from app.notifications.models import Message, MessageState
from app.takedowns.mailing.kinds import MailKind, MailState
from app.takedowns.mailing.models import Mail
from app.takedowns.models import Case
from config import Settings
from tests.conftest import MakeSettings
from tests.intake.mails import OURS, bounce, mail
from tests.live import close_database
from tests.mailboxes import Mailbox
from tests.takedowns.making import confirmed, happened, printed
from workers import intake

TAKEN = "Taken in"


@pytest.fixture
def settings(make_settings: MakeSettings, database: str, imap_server: Mailbox) -> Settings:
    return make_settings(database_url=database, max_upload_bytes=300_000, **imap_server.settings())


def fetch(app: Flask) -> None:
    with app.app_context():
        intake.fetch()


def mails(app: Flask) -> list[Mail]:
    with app.app_context():
        return list(session.scalars(select(Mail).order_by(Mail.id)))


def test_a_mail_is_kept_whole_and_moved_out_of_the_way(app: Flask, imap_server: Mailbox) -> None:
    body, at = mail("Please look."), datetime.now(UTC).replace(microsecond=0) - timedelta(hours=5)
    imap_server.put(body, at=at)
    fetch(app)
    [found] = mails(app)
    assert app.extensions["storage"].read(mail_key(found.sha256)) == body
    assert (found.received_at, found.whole, found.size) == (at, True, len(body))
    assert (imap_server.names(), imap_server.names(TAKEN)) == (0, 1)
    assert imap_server.unseen(TAKEN) == 1, "a person at the mailbox still sees what is new"
    fetch(app)
    assert len(mails(app)) == 1


@pytest.mark.usefixtures("unconfined")
def test_of_a_mail_beyond_the_limit_the_beginning_is_kept(app: Flask, imap_server: Mailbox) -> None:
    imap_server.put(mail("Too much.", attached=[("film.mp4", "video/mp4", b"\x00" * 500_000)]))
    fetch(app)
    [found] = mails(app)
    assert (found.size, found.whole, found.words) == (300_000, False, "Too much.")
    assert imap_server.names(TAKEN) == 1


@pytest.mark.usefixtures("unconfined")
def test_a_crash_between_keeping_and_moving_takes_nothing_twice(
    app: Flask, imap_server: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap_server.put(mail())
    put_away = Box.put_away

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Box, "put_away", crash)
    with pytest.raises(KeyboardInterrupt):
        fetch(app)
    monkeypatch.setattr(Box, "put_away", put_away)
    assert imap_server.names() == 1
    fetch(app)
    assert (len(mails(app)), happened(app, Kind.MAIL_RECEIVED)) == (1, 1)
    assert (imap_server.names(), imap_server.names(TAKEN)) == (0, 1)


@pytest.mark.usefixtures("unconfined")
def test_a_crash_before_keeping_loses_nothing(
    app: Flask, imap_server: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap_server.put(mail())
    take = actions.take

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(actions, "take", crash)
    with pytest.raises(KeyboardInterrupt):
        fetch(app)
    monkeypatch.setattr(actions, "take", take)
    fetch(app)
    assert len(mails(app)) == 1


@pytest.mark.usefixtures("unconfined")
def test_a_mail_that_fells_us_each_time_is_kept_as_it_came_and_stops_no_other(
    app: Flask, imap_server: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = mail("Poison.")
    imap_server.put(poison)
    imap_server.put(mail("Sound."))
    take = actions.take

    def fell(read: Read, *about: object, **more: object) -> Mail:
        if "Poison" in read.words:
            raise ValueError("felled")
        made: Callable[..., Mail] = take
        return made(read, *about, **more)

    monkeypatch.setattr(actions, "take", fell)
    fetch(app)
    first, second = mails(app)
    assert (first.kind, first.state, first.words) == (MailKind.NOBODY, MailState.ASIDE, "")
    assert app.extensions["storage"].read(mail_key(first.sha256)) == poison
    assert second.words == "Sound."
    assert imap_server.names() == 0


@pytest.mark.parametrize(
    "wrong", [{"imap_password": "wrong"}, {"imap_port": "1"}, {"imap_folder": "Nowhere"}]
)
def test_a_mailbox_that_cannot_be_read_is_tried_again_at_the_next_run(
    make_settings: MakeSettings, imap_server: Mailbox, wrong: dict[str, str], data_dir: object
) -> None:
    assert data_dir
    made = create_app(make_settings(**imap_server.settings(**wrong)))
    fetch(made)
    close_database(made)


@pytest.mark.usefixtures("unconfined")
def test_the_mailbox_is_read_over_tls_and_its_certificate_is_checked(
    make_settings: MakeSettings, database: str, imap_server: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = str(imap_server.tls_port)
    told = imap_server.settings(imap_tls="tls", imap_port=port)
    imap_server.put(mail())
    app = create_app(make_settings(database_url=database, **told))
    fetch(app)
    assert imap_server.names() == 1, "a certificate that nobody vouches for is no mailbox of ours"
    monkeypatch.setenv("SSL_CERT_FILE", str(imap_server.certificate))
    fetch(app)
    assert (imap_server.names(), len(mails(app))) == (0, 1)
    close_database(app)


def test_a_hundred_mixed_mails_become_what_they_are(app: Flask, imap_server: Mailbox) -> None:
    """Reports, answers, bounces, machines, lists, spam, forgeries, copies, broken and hostile ones: in any order."""
    article = printed(app)
    case = confirmed(app, article, use=article.uses[0])
    with app.app_context():
        with transaction():
            while notifications.fan_out():
                pass
        letters = {
            letter.letter: letter.message_id
            for letter in session.scalars(select(Message).where(Message.address == "clara@example.net"))
        }
        with transaction():
            for letter in session.scalars(select(Message)):
                letter.advance(MessageState.SENT)
    expected = Counter[str]()
    for kind, body in _hundred(article.url, letters):
        expected[kind] += 1
        imap_server.put(body)
    assert sum(expected.values()) == imap_server.names() == 100
    fetch(app)
    assert Counter(one.kind for one in mails(app)) == expected
    assert (imap_server.names(), imap_server.names(TAKEN)) == (0, 100)
    with app.app_context():
        assert session.scalars(select(Case.id)).all() == [case], "no mail opens a case by itself"
        waiting = session.scalars(select(Mail).where(Mail.state == MailState.WAITING.value)).all()
        assert {one.article_id for one in waiting} == {article.id, None}
        answered = session.scalars(select(Mail).where(Mail.kind == MailKind.ANSWER.value)).all()
        assert {(one.about_kind, one.about_id) for one in answered} == {("case", case)}
        with transaction():
            while notifications.fan_out():
                pass
        asked = session.scalars(select(Message.address).where(Message.letter == "mail_received")).all()
        assert len(asked) == len(set(asked)) == expected[MailKind.REPORT]
        back = session.scalars(select(Message).where(Message.state == MessageState.BOUNCED.value)).all()
        assert [one.message_id for one in back] == [letters["notice_confirm"]]


def _hundred(url: str, letters: dict[str, str]) -> list[tuple[MailKind, bytes]]:
    registered, confirm = letters["notice_registered"], letters["notice_confirm"]
    made: list[tuple[MailKind, bytes]] = []
    for at in range(38):
        about = f"https://www.example.org{url}" if at % 2 else "your site"
        words = f"I am number {at} and write about {about}."
        html = f"<p>{words}</p>" if at % 5 == 0 else ""
        made.append((MailKind.REPORT, mail(words, sender=f"P. {at} <person{at}@example.com>", html=html)))
    for at in range(15):
        made.append((MailKind.ANSWER, mail(f"Answer {at}", answers=registered)))
    machines: list[tuple[MailKind, tuple[str, str]]] = [
        (MailKind.AUTOMATIC, ("Auto-Submitted", "auto-replied")),
        (MailKind.AUTOMATIC, ("Precedence", "bulk")),
        (MailKind.LIST, ("List-Id", "<news.example.com>")),
        (MailKind.SPAM, ("X-Spam-Flag", "YES")),
        (MailKind.FORGED, ("Authentication-Results", "mx; dmarc=fail")),
    ]
    for at in range(30):
        kind, header = machines[at % 5]
        sender = f"machine{at}@example.com"
        answers = registered if kind is MailKind.AUTOMATIC else ""
        made.append((kind, mail(f"Mail {at}", sender=sender, headers=[header], answers=answers)))
    made += [(MailKind.BOUNCE, bounce(confirm)), (MailKind.BOUNCE, bounce(confirm, whole=True))]
    made += [(MailKind.BOUNCE, bounce("<nobody-knows@example.com>"))]
    made += [(MailKind.BOUNCE, bounce(registered, action="delayed"))]
    made += [(MailKind.OWN, mail(f"Loop {at}", sender=OURS)) for at in range(3)]
    made += [(MailKind.NOBODY, b"\x00\xff" * 500 + bytes([at])) for at in range(4)]
    made += [(MailKind.NOBODY, mail("Two", sender="a@example.com, b@example.com"))]
    copy = mail("Twice", sender="twice@example.com", message_id="<twice@example.com>")
    made += [(MailKind.REPORT, copy), (MailKind.TOO_MANY, b"Received: another way\r\n" + copy)]
    made += [(MailKind.REPORT, mail("Grüße", sender="Jürgen Weiß <juergen@example.com>"))]
    made += [
        (
            MailKind.REPORT,
            mail("x", sender="proof@example.com", attached=[("p.pdf", "application/pdf", b"%PDF-")]),
        )
    ]
    made += [(MailKind.REPORT, mail("A stranger", sender="m@example.com", answers=registered))]
    return made
