"""Files that show a right: kept as they came, bound to what is signed, given back to two people and to nobody else."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.db import session
from app.media.shelf import inbox, storage
from app.media.storage import Unreachable, evidence_key
from app.submissions import content, papers, queries, rows
from app.submissions.models import Evidence, RightsRecord
from tests.factories.pages import browser, form, words
from tests.factories.people import Draft, at_the_desk, guest_with_draft, ready_to_sign
from tests.factories.pictures import jpeg
from tests.media import pictures

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
MAIL = b"Received: from mail.example\r\nFrom: Bo <bo@example.org>\r\nSubject: Yes\r\n\r\nYou may use it.\r\n"
SCRIPT = {"X-Requested-With": "fetch"}


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def sent(
    draft: Draft,
    body: bytes = PDF,
    name: str = "licence.pdf",
    *,
    image: int = 0,
    headers: dict[str, str] | None = None,
) -> TestResponse:
    """Sends a file for one image of the draft over the form that stands on its page."""
    image_id = draft.row.images[image].id
    address = f"{draft.where}/images/{image_id}/evidence"
    token = form(draft.guest.get(draft.where), f"{draft.where}/saves").fields["csrf_token"]
    data = {"csrf_token": token, "files": (io.BytesIO(body), name)}
    return draft.guest.post(address, data=data, headers=headers)


def kept(draft: Draft) -> list[Evidence]:
    return [one for image in draft.row.images for one in image.evidence]


def address_of(draft: Draft) -> str:
    return f"{draft.where}/evidence/{kept(draft)[0].id}"


@pytest.mark.parametrize(
    ("body", "name", "mime"),
    [
        (PDF, "licence.pdf", "application/pdf"),
        (jpeg("a letter"), "letter.jpg", "image/jpeg"),
        (pictures.saved(pictures.quarters(), "PNG"), "screen.png", "image/png"),
        (MAIL, "permission.eml", "message/rfc822"),
        ("Grüße, Bo erlaubt es.\n".encode(), "note.txt", "text/plain"),
    ],
)
def test_a_file_is_kept_as_it_came_and_known_by_its_content(
    app: Flask, body: bytes, name: str, mime: str
) -> None:
    draft = ready_to_sign(app)
    assert sent(draft, body, name).status_code == 303
    [found] = kept(draft)
    assert (found.filename, found.mime, found.size) == (name, mime, len(body))
    assert found.sha256 == hashlib.sha256(body).hexdigest()
    assert storage().read(evidence_key(found.sha256)) == body
    assert list(inbox().iterdir()) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"MZ\x90\0", "This is a program"),
        (b"PK\x03\x04" + b"word/document.xml", "This is a Word file"),
        (b"<html><script>alert(1)</script>", "This is a web page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is an SVG drawing"),
        (b"GIF89a" + b"\0" * 40, "This is a GIF"),
        (pictures.saved(pictures.quarters(), "WEBP"), "This is a WebP"),
        (b"words\x00and\x01noise", "none we can keep"),
        (b"", "This file is empty"),
    ],
)
def test_anything_else_is_refused_by_name_beside_the_file(app: Flask, body: bytes, said: str) -> None:
    draft = ready_to_sign(app)
    answer = sent(draft, body, "proof.pdf", headers=SCRIPT)
    assert answer.status_code == 422
    assert said in answer.get_json()["message"]
    assert "proof.pdf: " in answer.get_json()["message"]
    assert "Send a PDF" in answer.get_json()["message"]
    sent(draft, body, "proof.pdf")
    assert said in words(draft.guest.get(draft.where))
    assert kept(draft) == []


def test_a_file_of_more_than_10_mb_is_refused_and_leaves_nothing_behind(app: Flask) -> None:
    draft = ready_to_sign(app)
    answer = sent(draft, PDF + b"\0" * papers.MOST_BYTES, headers=SCRIPT)
    answer.request.input_stream.close()
    assert answer.status_code == 422
    assert "larger than 10 MB" in answer.get_json()["message"]
    assert list(inbox().iterdir()) == []


def test_the_same_file_twice_is_one_and_the_eleventh_is_refused(app: Flask) -> None:
    draft = ready_to_sign(app)
    for number in (0, 0, *range(1, 10)):
        assert sent(draft, PDF + bytes([number])).status_code == 303
    assert len(kept(draft)) == papers.MOST_FILES
    answer = sent(draft, PDF + b"one more", headers=SCRIPT)
    assert "10 files" in answer.get_json()["message"]


def test_a_store_that_is_away_is_said_and_no_row_speaks_of_the_file(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = ready_to_sign(app)

    def away(*_given: object, **_more: object) -> None:
        raise Unreachable("no answer")

    monkeypatch.setattr(storage(), "put", away)
    assert "again in a minute" in sent(draft, headers=SCRIPT).get_json()["message"]
    assert session.scalar(select(func.count(Evidence.id))) == 0


@pytest.mark.parametrize(
    "name", ["licence.hta", "consent.bat", "letter.pdf.js", "note.txt. ", "page.HTML", "yes"]
)
def test_no_file_is_saved_under_the_name_of_a_program(app: Flask, name: str) -> None:
    draft = ready_to_sign(app)
    sent(draft, b"echo You may use it.\r\n", name)
    with draft.guest.get(f"{address_of(draft)}/original") as answer:
        assert answer.headers["Content-Disposition"].rstrip('"').endswith(".txt")


def test_its_author_gets_it_back_as_a_file_that_runs_nothing(app: Flask) -> None:
    draft = ready_to_sign(app)
    sent(draft, MAIL, 'per"mission\u202e.eml')
    with draft.guest.get(f"{address_of(draft)}/original") as answer:
        assert answer.get_data() == MAIL
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_nobody_else_gets_it_or_takes_it_away(app: Flask) -> None:
    draft, other = ready_to_sign(app), guest_with_draft(app, "bo@example.org")
    sent(draft)
    number = kept(draft)[0].id
    assert browser(app).get(address_of(draft)).status_code in (303, 404)
    assert other.guest.get(address_of(draft)).status_code in (303, 404)
    assert other.guest.get(f"{other.where}/evidence/{number}").status_code == 404
    token = form(other.guest.get(other.where), f"{other.where}/saves").fields["csrf_token"]
    answer = other.guest.post(f"{other.where}/evidence/{number}/removals", data={"csrf_token": token})
    assert answer.status_code == 404
    assert len(kept(draft)) == 1


def test_nobody_can_hang_a_file_on_an_image_of_another_draft(app: Flask) -> None:
    draft, other = ready_to_sign(app), ready_to_sign(app, "bo@example.org")
    theirs = other.row.images[0].id
    token = form(draft.guest.get(draft.where), f"{draft.where}/saves").fields["csrf_token"]
    data = {"csrf_token": token, "files": (io.BytesIO(PDF), "licence.pdf")}
    assert draft.guest.post(f"{draft.where}/images/{theirs}/evidence", data=data).status_code == 404
    assert kept(other) == []


def test_what_is_signed_names_the_very_bytes(app: Flask) -> None:
    draft = ready_to_sign(app)
    before = content.of_draft(draft.row).images[0].rights
    sent(draft)
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert content.of_draft(draft.row).images[0].rights != before
    assert draft.sign().status_code == 303
    revision = queries.newest(draft.row)
    assert revision is not None
    [placed] = revision.placements
    assert placed.rights.declared["evidence"] == [sha256]
    assert placed.rights.hash == content.declaration_hash(placed.asset.sha256, placed.rights.declared)
    assert rows.mark_of(revision) == "evidence"


def test_saving_the_desk_again_keeps_the_files(app: Flask) -> None:
    draft = ready_to_sign(app)
    sent(draft)
    draft.describe(holder="A. Rahman")
    assert draft.row.images[0].declaration["evidence"] == [hashlib.sha256(PDF).hexdigest()]


def remove(draft: Draft) -> TestResponse:
    token = form(draft.guest.get(draft.where), f"{draft.where}/saves").fields["csrf_token"]
    return draft.guest.post(f"{address_of(draft)}/removals", data={"csrf_token": token})


def test_a_file_that_was_never_declared_is_gone_when_it_is_taken_off(app: Flask) -> None:
    draft = ready_to_sign(app)
    sent(draft)
    where = address_of(draft)
    assert remove(draft).status_code == 303
    assert kept(draft) == []
    assert draft.guest.get(f"{where}/original").status_code == 404
    assert "evidence" not in draft.row.images[0].declaration


def test_a_file_that_was_declared_stays_with_what_was_signed(app: Flask) -> None:
    draft = ready_to_sign(app)
    sent(draft)
    assert draft.guest.get(f"{draft.where}/attestation").status_code == 200
    number = kept(draft)[0].id
    assert remove(draft).status_code == 303
    assert kept(draft) == []
    assert "evidence" not in draft.row.images[0].declaration
    assert session.scalar(select(func.count(RightsRecord.id))) == 1
    assert session.get_one(Evidence, number).removed_at is not None
    sent(draft)
    assert [one.id for one in kept(draft)] == [number]


def test_the_desk_reads_a_file_once_it_is_sent_and_no_earlier(app: Flask) -> None:
    draft = ready_to_sign(app)
    draft.sign()
    desk = at_the_desk(app)
    sent(draft)
    where = f"/desk/submissions/{draft.row.id}/evidence/{kept(draft)[0].id}"
    for ending in ("", "/original", "/pictures/0.jpg"):
        assert desk.get(where + ending).status_code == 404
    page = draft.guest.get(f"{draft.where}/attestation")
    assert desk.get(where).status_code == 404, "its author looks at what they would sign"
    assert draft.sign_on(page).status_code == 303
    assert desk.get(where).status_code == 200


def test_the_desk_reads_the_files_of_a_submission_and_of_no_other(app: Flask) -> None:
    draft, other = ready_to_sign(app), ready_to_sign(app, "bo@example.org")
    sent(draft)
    draft.sign()
    desk = at_the_desk(app)
    id_, number = draft.row.id, kept(draft)[0].id
    page = desk.get(f"/desk/submissions/{id_}")
    assert "licence.pdf" in words(page)
    assert f"/desk/submissions/{id_}/evidence/{number}" in page.text
    with desk.get(f"/desk/submissions/{id_}/evidence/{number}/original") as answer:
        assert answer.get_data() == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert desk.get(f"/desk/submissions/{other.row.id}/evidence/{number}").status_code == 404
    assert draft.guest.get(f"/desk/submissions/{id_}/evidence/{number}").status_code != 200
