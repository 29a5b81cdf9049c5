"""What becomes of a mail: asked about, completed, filed with what it answers, set aside, let go."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.accounts.roles import Role
from app.audit.findings import Fault
from app.audit.kinds import Kind
from app.db import session, transaction
from app.intake import actions, reading
from app.intake.actions import Stored
from app.media.storage import mail_key
from app.notifications import actions as notifications
from app.notifications.models import Message, MessageState
from app.takedowns.checks import MAILS, MAILS_NAMED
from app.takedowns.kinds import Lane
from app.takedowns.mailing import actions as mailing
from app.takedowns.mailing.kinds import MailKind, MailState
from app.takedowns.mailing.models import Mail
from app.takedowns.models import Case, Notice
from tests.intake.mails import OURS, bounce, mail
from tests.takedowns.browsing import Browser
from tests.takedowns.making import KEY, Printed, answers, claimant, confirmed, happened, member, printed

pytestmark = pytest.mark.usefixtures("unconfined")

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def article(app: Flask) -> Printed:
    return printed(app)


def taken(app: Flask, body: bytes, *, at: datetime | None = None) -> int:
    """A mail as the mailbox would give it out; the number it was kept under."""
    with app.app_context():
        folder = Path(app.config["SETTINGS"].data_dir)
        path = folder / "a-mail"
        path.write_bytes(body)
        read = reading.read(path, folder=folder)
        sha256 = hashlib.sha256(body).hexdigest()
        app.extensions["storage"].put(mail_key(sha256), body)
        stored = Stored(sha256=sha256, size=len(body), received_at=at or clock.now())
        with transaction():
            return actions.take(read, stored, own=OURS, key=KEY).id


def told(app: Flask) -> None:
    """Every letter that is due is written."""
    with app.app_context(), transaction():
        while notifications.fan_out():
            pass


def letters(app: Flask, name: str) -> list[Message]:
    told(app)
    with app.app_context():
        return list(session.scalars(select(Message).where(Message.letter == name).order_by(Message.id)))


def kept(app: Flask, mail_id: int) -> Mail:
    with app.app_context():
        return session.get_one(Mail, mail_id)


def sent(app: Flask, message: Message) -> None:
    with app.app_context(), transaction():
        session.get_one(Message, message.id).advance(MessageState.SENT)


def test_a_mail_becomes_a_case_counted_from_when_the_mailbox_received_it(
    app: Flask, article: Printed
) -> None:
    received = clock.now() - timedelta(days=2)
    words = f"My picture stands on http://127.0.0.1:8000{article.url} and nobody asked me."
    number = taken(app, mail(words), at=received)
    [letter] = letters(app, "mail_received")
    found = kept(app, number)
    assert letter.address == "clara@example.net"
    assert found.public_number in letter.subject
    assert cases(app) == 0

    person = claimant(app, found.mail_ref)
    assert words in person.text
    assert f'value="{article.url}"' in person.text
    person.get(f"/notices/{found.mail_ref}", about=article.url, lane="copyright")
    assert person.form("/reports").fields["work"] == words
    typed = {**answers(Lane.COPYRIGHT), "work": "It is my “Knee in spring”."}
    assert person.send("/reports", image=article.uses[0], **typed).status_code == 303

    with app.app_context():
        [notice] = session.scalars(select(Notice))
        assert notice.case is not None
        assert notice.public_number == found.public_number
        assert notice.received_at == notice.case.received_at == received
        assert notice.answers["work"] == "It is my “Knee in spring”."
        case = notice.case.public_number
    assert letters(app, "notice_confirm") == []
    assert case in letters(app, "notice_registered")[0].subject
    person.get(f"/notices/{found.mail_ref}")
    assert case in person.text

    desk = reader(app)
    desk.get(f"/desk/cases/{case_id(app)}")
    assert words in desk.text


def test_what_is_missing_is_said_and_nothing_typed_is_lost(app: Flask, article: Printed) -> None:
    found = kept(app, taken(app, mail("It is mine.")))
    person = claimant(app, found.mail_ref)
    assert person.get(f"/notices/{found.mail_ref}", about="/articles/no-such-page").status_code == 422
    assert "We have no page at this address." in person.text
    assert "Choose what is wrong." in person.text
    person.get(f"/notices/{found.mail_ref}", about=article.slug, lane="privacy")
    assert person.send("/reports", shown="My face, at the door.").status_code == 422
    assert "Enter your name." not in person.text  # the mail named its sender
    assert "Say who it is about." in person.text
    assert "My face, at the door." in person.text
    assert cases(app) == 0


def test_completing_it_twice_is_one_report(app: Flask, article: Printed) -> None:
    found = kept(app, taken(app, mail()))
    person, again = claimant(app, found.mail_ref), claimant(app, found.mail_ref)
    for one in (person, again):
        one.get(f"/notices/{found.mail_ref}", about=article.slug, lane="illegal")
    for one in (person, again):
        assert one.send("/reports", **answers(Lane.ILLEGAL)).status_code == 303
    assert happened(app, Kind.NOTICE_CONFIRMED) == 1
    assert cases(app) == 1


def test_an_answer_is_filed_with_its_case_and_the_desk_hears_of_it(app: Flask, article: Printed) -> None:
    case = confirmed(app, article)
    letter = letters(app, "notice_registered")[0]
    number = taken(app, mail("Here is the proof.", answers=letter.message_id))
    found = kept(app, number)
    assert (found.kind, found.state) == (MailKind.ANSWER, MailState.FILED)
    assert (found.about_kind, found.about_id) == ("case", case)
    [alarm] = letters(app, "mail_answered")
    assert "Here is the proof" not in alarm.text
    desk = reader(app)
    desk.get(f"/desk/cases/{case}")
    assert "Here is the proof." in desk.text
    assert "wrote by mail" in desk.text


def test_an_answer_from_another_address_is_a_report_of_its_own(app: Flask, article: Printed) -> None:
    confirmed(app, article)
    letter = letters(app, "notice_registered")[0]
    body = mail("I am her brother.", sender="bo@example.org", answers=letter.message_id)
    found = kept(app, taken(app, body))
    assert (found.kind, found.about_id) == (MailKind.REPORT, None)


def test_the_number_of_a_case_in_the_subject_reaches_ones_own_case_alone(
    app: Flask, article: Printed
) -> None:
    case = confirmed(app, article)
    with app.app_context():
        number = session.get_one(Case, case).public_number
    own = kept(app, taken(app, mail("One more thing.", subject=f"Re: {number.lower()}")))
    assert (own.kind, own.about_id) == (MailKind.ANSWER, case)
    strangers = mail("Let me in.", sender="mallory@example.com", subject=number)
    assert kept(app, taken(app, strangers)).kind == MailKind.REPORT


def test_a_letter_that_came_back_is_marked_and_the_webmaster_hears_it_once(
    app: Flask, article: Printed
) -> None:
    confirmed(app, article)
    letter = letters(app, "notice_registered")[0]
    sent(app, letter)
    taken(app, bounce(letter.message_id, action="delayed"))
    with app.app_context():
        assert session.get_one(Message, letter.id).state == MessageState.SENT
    taken(app, bounce(letter.message_id))
    taken(app, bounce(letter.message_id, whole=True))
    with app.app_context():
        found = session.get_one(Message, letter.id)
        assert found.state == MessageState.BOUNCED
        assert "5.1.1" in found.last_error
    assert len(letters(app, "letter_came_back")) == 1
    desk = reader(app, webmaster=True)
    desk.get("/desk/messages", state="bounced")
    assert "User unknown" in desk.text
    assert desk.send(f"/desk/messages/{letter.id}/resends").status_code == 303
    with app.app_context():
        assert session.get_one(Message, letter.id).state == MessageState.WAITING


@ONE_DATABASE
@pytest.mark.parametrize(
    "headers",
    [
        [("Auto-Submitted", "auto-replied")],
        [("List-Id", "<news.example.com>")],
        [("X-Spam-Flag", "YES")],
        [("Authentication-Results", "mx; dmarc=fail")],
    ],
)
def test_machines_and_spam_are_set_aside_and_nobody_is_written_to(
    app: Flask, article: Printed, headers: list[tuple[str, str]]
) -> None:
    found = kept(app, taken(app, mail(headers=headers)))
    assert found.state == MailState.ASIDE
    assert letters(app, "mail_received") == []


def test_the_desk_takes_up_what_was_set_aside_wrongly(app: Flask, article: Printed) -> None:
    number = taken(app, mail(headers=[("X-Spam-Flag", "YES")]))
    desk = reader(app)
    desk.get("/desk/mails", state="aside")
    assert "Marked as spam" in desk.text
    desk.get(f"/desk/mails/{number}")
    assert desk.send("/requests").status_code == 303
    assert kept(app, number).state == MailState.WAITING
    assert len(letters(app, "mail_received")) == 1
    person = claimant(app, kept(app, number).mail_ref)
    person.get(f"/notices/{kept(app, number).mail_ref}", about=article.slug, lane="illegal")
    assert person.send("/reports", **answers(Lane.ILLEGAL)).status_code == 303
    assert cases(app) == 1


def test_nobody_has_us_write_to_strangers_without_end(app: Flask, article: Printed) -> None:
    for at in range(5):
        taken(app, mail(f"Mail {at}"))
    assert len(letters(app, "mail_received")) == 3
    assert counted(app, MailKind.TOO_MANY) == 2
    for at in range(70):
        taken(app, mail("Hello", sender=f"stranger{at}@example.com"))
    assert len(letters(app, "mail_received")) == 60


def test_the_same_mail_by_two_ways_is_asked_about_once(app: Flask, article: Printed) -> None:
    first = mail(message_id="<same@example.net>")
    taken(app, first)
    taken(app, b"Received: by another way\r\n" + first)
    assert taken(app, first) == taken(app, first)
    assert len(letters(app, "mail_received")) == 1


def test_what_nobody_completes_goes_with_its_words_and_its_bytes(app: Flask, article: Printed) -> None:
    waits = taken(app, mail("Words that go."))
    aside = taken(app, mail("Spam.", headers=[("X-Spam-Flag", "YES")]))
    ref, sha256 = kept(app, waits).mail_ref, kept(app, waits).sha256
    person = claimant(app, ref)
    with app.app_context(), clock.moved(timedelta(days=8)), transaction():
        assert mailing.expire() == 1
    found = kept(app, waits)
    assert (found.state, found.words, found.sender, found.files) == (MailState.EXPIRED, "", "", [])
    assert not app.extensions["storage"].exists(mail_key(sha256))
    person.get(f"/notices/{ref}")
    assert "not completed in time" in person.text
    with app.app_context(), clock.moved(timedelta(days=31)), transaction():
        assert mailing.expire() == 1
    assert kept(app, aside).state == MailState.EXPIRED


def test_only_the_sender_opens_the_page_of_a_mail(app: Flask, article: Printed) -> None:
    found = kept(app, taken(app, mail()))
    stranger = Browser(app)
    assert stranger.get(f"/notices/{found.mail_ref}").status_code == 404


def reader(app: Flask, *, webmaster: bool = False) -> Browser:
    name = "W. Ito" if webmaster else "R. Osei"
    with app.app_context():
        member(name, Role.WEBMASTER if webmaster else Role.REVIEWER)
    return Browser(app).sign_in(name)


def cases(app: Flask) -> int:
    with app.app_context():
        return session.scalar(select(func.count(Case.id))) or 0


def case_id(app: Flask) -> int:
    with app.app_context():
        return session.scalars(select(Case.id)).one()


def counted(app: Flask, kind: MailKind) -> int:
    with app.app_context():
        return session.scalar(select(func.count(Mail.id)).where(Mail.kind == kind.value)) or 0


def test_verify_finds_a_mail_that_was_changed_and_none_that_was_let_go(app: Flask, article: Printed) -> None:
    number = taken(app, mail("As it was."))
    with app.app_context():
        assert faults() == []
        with transaction():
            session.get_one(Mail, number).words = "As it is now."
        assert [fault.what for fault in faults()] == [f"mail:{number}"]
        with transaction():
            session.get_one(Mail, number).words = "As it was."
        with clock.moved(timedelta(days=8)), transaction():
            mailing.expire()
        assert faults() == []


def faults() -> list[Fault]:
    return [fault for part in (MAILS, MAILS_NAMED) for batch in part.look(0) for fault in batch.faults]
