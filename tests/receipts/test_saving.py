"""Who gets which receipt, and what goes with the letter."""

from __future__ import annotations

import email
import json
from collections.abc import Iterator
from email import policy
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import delete, update

from app.attestations import receipts as issuing
from app.attestations.checking import checks, reading
from app.audit.models import Vault
from app.db import session, transaction
from app.notifications import captured
from app.notifications.models import Message, MessageState
from app.submissions.models import Revision
from tests.factories import receipts
from tests.factories.people import at_the_desk, guest_with_draft, signed_submission
from tests.notifications import making
from workers import notifications

if TYPE_CHECKING:
    from app.notifications.captured import Captured

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def sent(app: Flask) -> Captured:
    """The letter about what was received, as it went out to the author."""
    making.told(500)
    notifications.deliver()
    folder = app.config["SETTINGS"].mail_dir
    [letter] = [one for one in captured.newest(folder, to="amina@example.org") if "received" in one.subject]
    return letter


def test_the_letter_says_in_words_what_was_signed_and_brings_the_receipt(app: Flask) -> None:
    draft = signed_submission(app)
    letter = sent(app)
    [file] = letter.attached
    assert file.mime == "application/json"
    assert file.name == f"receipt-{draft.ref[:6]}-1.json"
    assert file.name in letter.text
    report = checks.check(reading.receipt(file.content))
    assert report.mark is checks.Mark.OPEN
    assert file.content == receipts.of(app, draft).receipt
    for clause in draft.attestation.wording.body["clauses"]:
        assert clause["text"] in letter.text
    assert "I am the author" in letter.text
    assert "I made it myself" in letter.text


def test_nothing_that_opens_a_commitment_is_kept_with_the_letter(app: Flask) -> None:
    signed_submission(app)
    sent(app)
    kept = "".join(one.subject + one.text + one.html for one in making.letters())
    for row in session.query(Vault).filter(Vault.label.in_(("name", "email"))):
        assert row.value not in kept
        assert row.salt not in kept


@on_sqlite
def test_a_second_copy_of_the_letter_brings_the_same_receipt(app: Flask) -> None:
    signed_submission(app)
    before = sent(app)
    with transaction():
        session.execute(update(Message).values(state=MessageState.WAITING.value))
    after = sent(app)
    assert after.attached == before.attached
    assert after.message_id == before.message_id


@on_sqlite
def test_the_webmaster_s_letter_brings_no_receipt(app: Flask) -> None:
    signed_submission(app)
    sent(app)
    letters = captured.newest(app.config["SETTINGS"].mail_dir)
    assert sum(bool(letter.attached) for letter in letters) == 1
    raw = sorted(app.config["SETTINGS"].mail_dir.glob("*.eml"))
    parts = [email.message_from_bytes(one.read_bytes(), policy=policy.default) for one in raw]
    assert sum("application/json" in {part.get_content_type() for part in one.walk()} for one in parts) == 1


@on_sqlite
def test_a_receipt_too_large_for_a_letter_lies_on_the_status_page(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "LARGEST_BY_MAIL", 100)
    draft = signed_submission(app)
    letter = sent(app)
    assert letter.attached == ()
    assert "too large for a letter" in letter.text
    assert draft.guest.get(f"{draft.where}/receipts/1").status_code == 200


@on_sqlite
def test_captured_mail_gives_the_attached_file_back(app: Flask) -> None:
    draft = signed_submission(app)
    number = sent(app).number
    secret = app.config["SETTINGS"].mail_secret.get_secret_value()
    assert draft.guest.get(f"/dev/mail/{number}/files/1").status_code == 404, "not without the secret"
    draft.guest.get("/dev/mail", query_string={"secret": secret})
    assert f"/dev/mail/{number}/files/1" in draft.guest.get(f"/dev/mail/{number}").text
    file = draft.guest.get(f"/dev/mail/{number}/files/1")
    assert file.data == receipts.of(app, draft).receipt
    assert file.headers["Content-Disposition"].startswith("attachment;")
    for place in (0, 2):
        assert draft.guest.get(f"/dev/mail/{number}/files/{place}").status_code == 404
    listed = draft.guest.get("/dev/mail.json", query_string={"secret": secret}).get_json()
    [attached] = [one["attached"] for one in listed if one["id"] == number]
    assert attached == [
        {
            "name": file.headers["Content-Disposition"].partition("=")[2],
            "type": "application/json",
            "size": len(file.data),
        }
    ]


def test_a_receipt_is_saved_and_kept_by_nobody_on_the_way(app: Flask) -> None:
    draft = signed_submission(app)
    page = draft.guest.get(f"{draft.where}/status").text
    assert f'href="{draft.where}/receipts/1"' in page
    answer = draft.guest.get(f"{draft.where}/receipts/1")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=receipt-{draft.ref[:6]}-1.json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_later_signature_has_a_receipt_of_its_own_beside_the_first(app: Flask) -> None:
    draft = signed_submission(app, images=0)
    first = receipts.of(app, draft).receipt
    draft.save(title="Walking again")
    assert draft.sign().status_code == 303
    second = json.loads(receipts.of(app, draft).receipt)
    assert second["signed"]["manifest"]["title"] == "Walking again"
    assert draft.guest.get(f"{draft.where}/receipts/1").data == first
    page = draft.guest.get(f"{draft.where}/status").text
    assert "Earlier ones:" in page


def test_another_guest_finds_no_receipt_of_this_one(app: Flask) -> None:
    draft = signed_submission(app)
    other = guest_with_draft(app, "bela@example.org")
    assert other.guest.get(f"{draft.where}/receipts/1").status_code == 404
    assert other.guest.get(f"{other.where}/receipts/1").status_code == 404
    assert draft.guest.get(f"{draft.where}/receipts/9").status_code == 404


def test_the_desk_s_copy_tells_neither_name_nor_address(app: Flask) -> None:
    draft = signed_submission(app)
    desk = at_the_desk(app)
    page = f"/desk/submissions/{draft.row.id}"
    assert f"{page}/receipts/1" in desk.get(page).text
    answer = desk.get(f"{page}/receipts/1")
    assert answer.headers["Cache-Control"] == "private, no-store"
    said = json.loads(answer.data)
    assert said["openings"] == {}
    assert "amina@example.org" not in answer.text
    assert said["signature"] == receipts.of(app, draft).said["signature"]
    marks = {one.about: one.mark for one in checks.check(reading.receipt(answer.data)).findings}
    assert (marks["name"], marks["email"]) == (checks.Mark.OPEN, checks.Mark.OPEN)
    assert desk.get(f"{page}/receipts/2").status_code == 404
    assert desk.get("/desk/submissions/999/receipts/1").status_code == 404


def test_after_an_erasure_there_is_no_receipt_to_give(app: Flask) -> None:
    draft = signed_submission(app)
    with transaction():
        session.execute(delete(Vault))
    said = json.loads(draft.guest.get(f"{draft.where}/receipts/1").data)
    assert said["openings"] == {}
    with transaction():
        session.execute(update(Revision).values(content=None, erasure_id=1))
    assert draft.guest.get(f"{draft.where}/receipts/1").status_code == 404
