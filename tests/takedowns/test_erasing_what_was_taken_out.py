"""Bytes that were sent for an article and taken out again before anybody signed: an erasure finds them, too."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Member
from app.clock import moved, now
from app.db import session, transaction
from app.documents.models import Import
from app.media import actions as media
from app.media import intake, sandbox
from app.media.models import Asset
from app.media.receive import receive
from app.media.shelf import inbox, storage
from app.media.storage import document_key, evidence_key, original_key
from app.pages import verification
from app.publishing.models import Article
from app.submissions import actions as submissions
from app.submissions import importing
from app.submissions import queries as drafts
from app.submissions.desk_copies import DeskCopy
from app.submissions.models import DraftImage, Evidence, Submission
from tests.factories.documents import docx, paragraph, picture
from tests.factories.pictures import jpeg
from tests.takedowns import test_erasing
from tests.takedowns.browsing import HOST, Browser, at_once
from tests.takedowns.ending import author
from tests.takedowns.making import Printed, member, printed, state_of
from tests.takedowns.test_erasing import ONE_DATABASE, erased, run, taken_down
from workers import sealing

article = test_erasing.article

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def sent(browser: Browser, where: str, path: str, body: bytes, name: str, *, field: str = "files") -> None:
    token = browser.form("/saves").fields["csrf_token"]
    answer = browser.client.post(
        f"{where}{path}", data={"csrf_token": token, field: (io.BytesIO(body), name)}, base_url=HOST
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    browser.get(where)


def taken_out(browser: Browser, where: str, path: str) -> None:
    token = browser.form("/saves").fields["csrf_token"]
    answer = browser.client.post(f"{where}{path}/removals", data={"csrf_token": token}, base_url=HOST)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    browser.get(where)


def newest_image(app: Flask) -> int:
    with app.app_context():
        return session.scalars(select(DraftImage.id).order_by(DraftImage.id.desc())).first() or 0


def sha256_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def in_store(app: Flask, *keys: str) -> list[bool]:
    with app.app_context():
        return [storage().exists(key) for key in keys]


def an_image_taken_out(app: Flask, article: Printed, body: bytes) -> str:
    guest, where = author(app, article)
    guest.get(where)
    sent(guest, where, "/images", body, "wound.jpg")
    with app.app_context():
        assert intake.take_in_next("a worker")
    taken_out(guest, where, f"/images/{newest_image(app)}")
    return original_key(sha256_of(body))


def test_an_image_that_its_author_took_out_goes_with_the_article(app: Flask, article: Printed) -> None:
    key = an_image_taken_out(app, article, jpeg("a wound"))
    assert in_store(app, key) == [True]
    case_id = taken_down(app, article)
    erased(app, case_id)
    run(app)
    assert state_of(app, case_id) == "erased"
    assert in_store(app, key) == [False]
    with app.app_context():
        assert list(storage().list("renditions")) == []
        sealing.seal()
        assert not verification.look_through(verification.PARTS).wrong


@ONE_DATABASE
def test_an_image_that_another_article_has_stays_when_it_was_taken_out_here(
    app: Flask, article: Printed
) -> None:
    key = an_image_taken_out(app, article, jpeg("a wound"))
    other = printed(app, email="bo@example.org", title="Another knee")
    guest, where = author(app, other)
    guest.get(where)
    sent(guest, where, "/images", jpeg("a wound"), "wound.jpg")
    erased(app, taken_down(app, article))
    run(app)
    assert in_store(app, key) == [True]


@ONE_DATABASE
def test_an_image_that_the_desk_was_adding_goes_with_the_article(app: Flask, article: Printed) -> None:
    body = jpeg("added by the desk")
    with app.app_context():
        editor = member("E. Marsh")
        of = session.get_one(Article, article.id).submission_id
        received = receive(io.BytesIO(body), folder=inbox())
        media.keep(received)
        with transaction():
            copy = DeskCopy(
                submission_id=of,
                revision_id=session.get_one(Submission, of).revisions[0].id,
                by_id=editor,
                **dict.fromkeys(("title", "summary", "body"), ""),
                faq=[],
                references=[],
                pictures={},
                saved_at=now(),
            )
            session.add(copy)
            session.flush()
            image_id = submissions.add_for_desk(
                drafts.room_in(of),
                media.admit(received),
                filename="rail.jpg",
                copy_id=copy.id,
                by=session.get_one(Member, editor),
            )
            session.delete(session.get_one(DraftImage, image_id))
    key = original_key(sha256_of(body))
    assert in_store(app, key) == [True]
    erased(app, taken_down(app, article))
    run(app)
    assert in_store(app, key) == [False]


def test_evidence_that_was_taken_off_undeclared_goes_with_the_article(app: Flask, article: Printed) -> None:
    guest, where = author(app, article)
    guest.get(where)
    with app.app_context():
        image = session.scalars(select(DraftImage.id).order_by(DraftImage.id)).first()
    sent(guest, where, f"/images/{image}/evidence", PDF, "a patient's letter.pdf")
    with app.app_context():
        number = session.scalars(select(Evidence.id)).one()
    taken_out(guest, where, f"/evidence/{number}")
    key = evidence_key(sha256_of(PDF))
    assert in_store(app, key) == [True]
    erased(app, taken_down(app, article))
    run(app)
    assert in_store(app, key) == [False]
    with app.app_context():
        assert [key for key in storage().list() if sha256_of(PDF) in key] == []


@pytest.mark.parametrize("dropped", [True, False])
def test_a_document_and_its_pictures_go_although_nobody_put_them_in(
    app: Flask, article: Printed, dropped: bool
) -> None:
    shown = jpeg("a picture of a document")
    document = docx(paragraph("Amina was here, and walked."), picture(0, "A wound"), pictures=[shown])
    guest, where = author(app, article)
    guest.get(where)
    sent(guest, where, "/imports", document, "article.docx", field="document")
    with app.app_context():
        while importing.read_next("a worker"):
            pass
        read = session.scalars(select(Import)).one()
        number, [picture_of] = read.id, read.found["pictures"]
    keys = document_key(sha256_of(document)), original_key(picture_of["sha256"])
    if dropped:
        taken_out(guest, where, f"/imports/{number}")
    assert in_store(app, *keys) == [True, True]
    case_id = taken_down(app, article)
    erased(app, case_id)
    run(app)
    assert state_of(app, case_id) == "erased"
    assert in_store(app, *keys) == [False, False]
    with app.app_context():
        assert session.scalars(select(Import.found)).one() == {}
        sealing.seal()
        assert not verification.look_through(verification.PARTS).wrong


@ONE_DATABASE
def test_an_erasure_ends_after_every_worker_that_was_drawing(
    app: Flask, article: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest, where = author(app, article)
    guest.get(where)
    sent(guest, where, "/images", jpeg("a wound"), "wound.jpg")
    case_id = taken_down(app, article)
    look = sandbox.take_in

    def confirms() -> str:
        erased(app, case_id)
        run(app)
        return state_of(app, case_id)

    def slow(*given: Any, **more: Any) -> object:
        [state] = at_once(confirms)
        assert state == "erasing"
        return look(*given, **more)

    with app.app_context():
        monkeypatch.setattr(sandbox, "take_in", slow)
        assert intake.take_in_next("a worker")
        assert list(storage().list("renditions")), "what the worker drew came after the erasure had looked"
        assert session.scalars(select(Asset.state).order_by(Asset.id.desc())).first() == "refused"
    with moved(timedelta(minutes=6)):
        run(app)
    assert state_of(app, case_id) == "erased"
    with app.app_context():
        assert list(storage().list("renditions")) == []
