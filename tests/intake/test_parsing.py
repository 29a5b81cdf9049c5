"""What is read in a mail, in its child process: words, names, signs of machines, reports of what did not arrive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.intake import kinds, reading
from app.intake.kinds import Read
from app.media.confined import Limits
from app.takedowns.mailing.kinds import KINDS, MailKind
from tests.intake.mails import OURS, bounce, mail


def read(body: bytes, folder: Path) -> Read:
    path = folder / "mail"
    path.write_bytes(body)
    return reading.read(path, folder=folder)


def kind_of(body: bytes, folder: Path, *, answers: bool = False) -> MailKind:
    return kinds.kind_of(read(body, folder), own=OURS, answers=answers)


@pytest.fixture
def folder(tmp_path: Path, unconfined: None) -> Path:
    return tmp_path


def test_a_child_of_its_own_reads_a_mail(tmp_path: Path) -> None:
    found = read(mail("Grüße aus Köln.", subject="Mein Bild auf Ihrer Seite – bitte löschen"), tmp_path)
    assert (found.sender, found.name) == ("clara@example.net", "Clara Vogt")
    assert (found.subject, found.words) == ("Mein Bild auf Ihrer Seite – bitte löschen", "Grüße aus Köln.")
    assert [path.name for path in tmp_path.iterdir()] == ["mail"]


def test_attachments_are_named_and_never_opened(folder: Path) -> None:
    attached = (("proof.pdf", "application/pdf", b"%PDF-no"), ("../../etc/passwd", "image/png", b"x"))
    assert read(mail(attached=attached), folder).files == ("proof.pdf", "../../etc/passwd")


def test_of_two_versions_the_plain_one_is_read_and_of_one_formatted_its_words(folder: Path) -> None:
    both = mail("The plain one.", html="<p>The formatted one.</p>")
    assert read(both, folder).words == "The plain one."
    alone = mail("").replace(b"text/plain", b"text/html").replace(b"\r\n\r\n", b"\r\n\r\n<b>Only</b> this", 1)
    assert read(alone, folder).words == "Only this"


def test_what_it_refers_to_stands_with_the_newest_first(folder: Path) -> None:
    found = read(mail(answers="<our-letter@localhost>"), folder)
    assert found.refers == ("<our-letter@localhost>", "<case-1.claimant-1@localhost>")


@pytest.mark.parametrize("whole", [True, False])
def test_a_report_of_a_delivery_names_the_letter_that_did_not_arrive(folder: Path, whole: bool) -> None:
    found = read(bounce("<abc@localhost>", whole=whole), folder).bounce
    assert found is not None
    assert (found.letter, found.failed, found.status) == ("<abc@localhost>", True, "5.1.1")
    assert "User unknown" in found.why


def test_a_letter_that_is_only_late_has_not_failed(folder: Path) -> None:
    found = read(bounce("<abc@localhost>", action="delayed"), folder).bounce
    assert found is not None
    assert not found.failed


MACHINES: list[tuple[str, tuple[str, str], MailKind]] = [
    ("an out-of-office note", ("Auto-Submitted", "auto-replied (vacation)"), MailKind.AUTOMATIC),
    ("a generated mail", ("Auto-Submitted", "auto-generated"), MailKind.AUTOMATIC),
    ("an old out-of-office note", ("X-Autoreply", "yes"), MailKind.AUTOMATIC),
    ("one that wants no answer", ("Return-Path", "<>"), MailKind.AUTOMATIC),
    ("one sent in bulk", ("Precedence", "bulk"), MailKind.AUTOMATIC),
    ("a mailing list", ("List-Id", "News <news.example.com>"), MailKind.LIST),
    ("a newsletter", ("List-Unsubscribe", "<https://example.com/u>"), MailKind.LIST),
]
UNWANTED: list[tuple[str, tuple[str, str], MailKind]] = [
    ("spam, says SpamAssassin", ("X-Spam-Flag", "YES"), MailKind.SPAM),
    ("spam, with its points", ("X-Spam-Status", "Yes, score=9.1 required=5.0"), MailKind.SPAM),
    ("spam, says Rspamd", ("X-Spam", "Yes"), MailKind.SPAM),
    ("a virus", ("X-Virus-Status", "Infected (Eicar)"), MailKind.SPAM),
    ("a forged sender", ("Authentication-Results", "mx.example.org; spf=pass; dmarc=fail"), MailKind.FORGED),
]


@pytest.mark.parametrize(("header", "kind"), [row[1:] for row in MACHINES], ids=[row[0] for row in MACHINES])
def test_what_a_machine_sent_is_no_report_and_no_answer(
    folder: Path, header: tuple[str, str], kind: MailKind
) -> None:
    assert kind_of(mail(headers=[header]), folder) is kind
    assert kind_of(mail(headers=[header]), folder, answers=True) is kind
    assert not KINDS[kind].waits


@pytest.mark.parametrize(("header", "kind"), [row[1:] for row in UNWANTED], ids=[row[0] for row in UNWANTED])
def test_what_the_mail_server_marked_is_no_report_but_an_answer_all_the_same(
    folder: Path, header: tuple[str, str], kind: MailKind
) -> None:
    assert kind_of(mail(headers=[header]), folder) is kind
    assert kind_of(mail(headers=[header]), folder, answers=True) is MailKind.ANSWER


@pytest.mark.parametrize(
    "header",
    [
        ("Auto-Submitted", "no"),
        ("X-Spam-Status", "No, score=0.1"),
        ("X-Spam-Flag", "NO"),
        ("Precedence", "first-class"),
        ("Return-Path", "<clara@example.net>"),
        ("Authentication-Results", "mx.example.org; dmarc=pass"),
    ],
)
def test_what_a_person_sent_is_a_report(folder: Path, header: tuple[str, str]) -> None:
    assert kind_of(mail(headers=[header]), folder) is MailKind.REPORT


def test_a_letter_of_our_own_is_known(folder: Path) -> None:
    assert kind_of(mail(sender=f"Imprimatur <{OURS.upper()}>"), folder) is MailKind.OWN


@pytest.mark.parametrize("sender", ["a@example.org, b@example.net", "nobody"])
def test_who_names_several_senders_or_none_is_nobody(folder: Path, sender: str) -> None:
    body = mail().replace(b"Clara Vogt <clara@example.net>", sender.encode())
    assert kind_of(body, folder) is MailKind.NOBODY


HOSTILE: list[tuple[str, bytes]] = [
    ("nothing", b""),
    ("not a mail", b"\x00\xff\xfe" * 4000),
    ("a head without an end", b"From: a@b.example\r\n" + b"X-A: b\r\n" * 50_000),
    ("one endless line", b"Subject: " + b"a" * 3_000_000),
    ("nested a thousand deep", b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(1000)
    )),
    ("ten thousand references", b"References: " + b"<a@b> " * 10_000 + b"\r\n\r\nx"),
    ("a charset nobody knows", mail("x").replace(b'charset="utf-8"', b'charset="klingon"')),
    ("an encoded word without an end", b"From: a@b.example\r\nSubject: =?utf-8?B?" + b"A" * 5000 + b"\r\n\r\nx"),
    ("parentheses without an end", b"From: " + b"(" * 20_000 + b"\r\n\r\nx"),
]  # fmt: skip


@pytest.mark.parametrize("body", [row[1] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_a_hostile_mail_is_read_or_called_unreadable(folder: Path, body: bytes) -> None:
    found = read(body, folder)
    assert len(found.subject) <= kinds.LONGEST
    assert len(found.refers) <= kinds.MOST_REFERENCES
    assert "\x00" not in found.words


def test_a_reader_that_is_felled_leaves_a_mail_to_look_at(tmp_path: Path) -> None:
    path = tmp_path / "mail"
    path.write_bytes(mail())
    limits = Limits(data_bytes=1024 * 1024)
    assert reading.read(path, folder=tmp_path, limits=limits) == reading.UNREADABLE


@pytest.mark.parametrize(
    "change",
    [
        {"sender": 7},
        {"subject": "x" * 401},
        {"words": "x" * (kinds.MOST_WORDS + 1)},
        {"refers": ["<a@b>"] * 100},
        {"headers": {"x-other": "1"}},
        {"bounce": {"letter": "", "failed": "yes", "status": "", "why": ""}},
        {"files": "proof.pdf"},
    ],
)
def test_what_a_child_reports_in_another_shape_is_not_believed(change: dict[str, Any]) -> None:
    report: dict[str, Any] = {
        "sender": "a@b.example",
        "name": "",
        "subject": "",
        "message_id": "",
        "refers": [],
        "headers": {},
        "words": "",
        "files": [],
        "bounce": None,
    }
    assert reading.believed(report).sender == "a@b.example"
    with pytest.raises((KeyError, TypeError, ValueError)):
        reading.believed(report | change)
