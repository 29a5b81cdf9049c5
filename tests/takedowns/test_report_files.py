"""Files with a report: taken with the form or later, lost by no refusal, looked at by the desk alone, and erased."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from werkzeug.test import TestResponse

from app.accounts.roles import Role
from app.clock import moved
from app.db import db, session
from app.media.shelf import storage
from app.pages import verification
from app.submissions import papers
from app.takedowns.actions import cases
from app.takedowns.kinds import Lane
from app.takedowns.reporting.models import Attachment, HeldFile
from app.takedowns.states import CaseState
from tests.factories.pictures import jpeg
from tests.takedowns.browsing import HOST, Browser
from tests.takedowns.making import Printed, answers, claimant, confirmed, member, printed, report
from tests.takedowns.test_erasing import erased, on_disk, run, taken_down
from workers import evidence as viewer
from workers import takedowns

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FILE_PARTS = [part for part in verification.PARTS if "notices" in part.name or "files" in part.name]
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
LETTER = b"Clara Vogt drew this in 2019, and nobody asked her.\n"


@pytest.fixture
def article(app: Flask) -> Printed:
    return printed(app)


def send(browser: Browser, ending: str, *files: tuple[bytes, str], **typed: Any) -> TestResponse:
    """Fill in the form with these files and press its button."""
    form = browser.form(ending)
    fields = {**form.fields, **typed}
    fields.pop("files", None)
    data: dict[str, Any] = {name: said for name, said in fields.items() if said is not None}
    data["files"] = [(io.BytesIO(body), name) for body, name in files]
    browser.page = browser.client.post(
        form.action, data=data, base_url=HOST, content_type="multipart/form-data"
    )
    return browser.page


def kept(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        return [
            (one.filename, one.mime) for one in session.scalars(select(Attachment).order_by(Attachment.id))
        ]


def in_store(app: Flask) -> int:
    with app.app_context():
        return len(list(storage().list("evidence")))


def open_form(article: Printed, browser: Browser, lane: Lane = Lane.COPYRIGHT) -> None:
    browser.get(f"{article.url}/report", lane=lane.value)


def test_files_come_with_the_form_and_no_refusal_loses_them(app: Flask, article: Printed) -> None:
    reader = Browser(app)
    open_form(article, reader)
    typed = answers(Lane.COPYRIGHT) | {"email": "clara at example"}
    sent = send(
        reader, "/report", (PDF, "proof.pdf"), (LETTER, "letter.txt"), (b"MZ\x90", "run.exe"), **typed
    )
    assert sent.status_code == 422
    assert "run.exe: This" in reader.text
    assert "Leave out <bdi>proof.pdf</bdi>" in reader.text
    assert kept(app) == []
    reader.form("/report").fields.pop("drop", None)
    answer = send(reader, "/report", (jpeg("an original"), "mine.jpg"), email="clara@example.net", drop=None)
    assert answer.status_code == 303, reader.text
    assert kept(app) == [
        ("proof.pdf", "application/pdf"),
        ("letter.txt", "text/plain"),
        ("mine.jpg", "image/jpeg"),
    ]
    with app.app_context():
        assert session.scalars(select(HeldFile)).all() == []
        said = verification.look_through(FILE_PARTS)
        assert not said.wrong, said.faults


@ONE_DATABASE
def test_a_file_that_came_by_mistake_is_left_out(app: Flask, article: Printed) -> None:
    reader = Browser(app)
    open_form(article, reader)
    send(reader, "/report", (PDF, "proof.pdf"), (LETTER, "diary.txt"), **answers(Lane.COPYRIGHT))
    token = reader.form("/report").choices["drop"][1]
    assert send(reader, "/report", email="c@example.net", drop=token).status_code == 303
    assert kept(app) == [("proof.pdf", "application/pdf")]


@ONE_DATABASE
def test_a_report_has_at_most_ten_files_and_none_of_another_article_s_form(
    app: Flask, article: Printed
) -> None:
    reader = Browser(app)
    open_form(article, reader)
    files = [(LETTER + str(number).encode(), f"{number}.txt") for number in range(12)]
    assert send(reader, "/report", *files, **answers(Lane.COPYRIGHT)).status_code == 422
    assert reader.text.count("A report can have 10 files.") >= 2
    held = reader.form("/report").fields["held"]
    assert len(held.split()) == 10
    other = printed(app, email="b@example.org", title="Another article")
    open_form(other, reader)
    typed = answers(Lane.COPYRIGHT) | {"email": "c@example.net", "held": held}
    assert send(reader, "/report", **typed).status_code == 303
    assert kept(app) == []


@ONE_DATABASE
def test_what_was_never_sent_goes_after_a_day_and_what_somebody_else_has_stays(
    app: Flask, article: Printed
) -> None:
    reader = Browser(app)
    open_form(article, reader)
    typed = answers(Lane.COPYRIGHT)
    send(reader, "/report", (PDF, "proof.pdf"), (LETTER, "letter.txt"), **typed)
    other = Browser(app)
    open_form(article, other)
    send(other, "/report", (PDF, "proof.pdf"), email="c@example.net", **typed)
    assert kept(app) == [("proof.pdf", "application/pdf")]
    assert in_store(app) == 2
    with app.app_context(), moved(timedelta(hours=23)):
        takedowns.let_files_go()
    assert in_store(app) == 2
    with app.app_context(), moved(timedelta(hours=26)):
        takedowns.let_files_go()
        assert session.scalars(select(HeldFile)).all() == []
    assert in_store(app) == 1


def test_the_claimant_adds_files_until_the_case_is_over(app: Flask, article: Printed) -> None:
    ref = report(app, article)
    clara = claimant(app, ref)
    assert send(clara, "/evidence", (PDF, "proof.pdf")).status_code == 303
    clara.get(f"/notices/{ref}")
    clara.send("/confirmations")
    clara.get(f"/notices/{ref}")
    assert "<bdi>proof.pdf</bdi>" in clara.text
    send(clara, "/evidence", (LETTER, "letter.txt"), (PDF, "again.pdf"), (b"", "nothing.txt"))
    clara.get(f"/notices/{ref}")
    assert "nothing.txt: This file is empty." in clara.text
    assert [name for name, _mime in kept(app)] == ["proof.pdf", "letter.txt"]
    form = clara.form("/evidence")
    stranger = Browser(app)
    refused = stranger.client.post(form.action, data={**form.fields}, base_url=HOST)
    assert refused.status_code in (400, 404)
    with app.app_context():
        from app.db import transaction
        from app.takedowns.models import Case

        with transaction():
            case = session.scalars(select(Case)).one()
            case.advance(CaseState.WITHDRAWN)
            cases.show(case)
    send_again = {**form.fields, "files": (io.BytesIO(b"More.\n"), "more.txt")}
    clara.client.post(form.action, data=send_again, base_url=HOST)
    clara.get(f"/notices/{ref}")
    assert "This report is over" in clara.text
    assert "/evidence" not in clara.text
    assert len(kept(app)) == 2


def test_the_desk_looks_at_a_file_in_place_and_nobody_else_does(app: Flask, article: Printed) -> None:
    case_id = confirmed(app, article)
    with app.app_context():
        from app.takedowns.models import Notice

        ref = session.scalars(select(Notice)).one().notice_ref
    clara = claimant(app, ref)
    send(clara, "/evidence", (LETTER, "letter.hta"))
    with app.app_context():
        [file] = session.scalars(select(Attachment)).all()
        file_id, where = file.id, f"/desk/cases/{case_id}/evidence/{file.id}"
        viewer.view()
    osei = Browser(app).sign_in("R. Osei")
    osei.get(f"/desk/cases/{case_id}")
    assert f'href="{where}"' in osei.text
    assert "added a file to a report" in osei.text
    assert "Clara Vogt drew this" in osei.get(where).get_data(as_text=True)
    original = osei.get(f"{where}/original")
    assert original.data == LETTER
    original.close()
    assert "sandbox" in original.headers["Content-Security-Policy"]
    assert "filename=letter.hta.txt" in original.headers["Content-Disposition"]
    assert osei.get(f"/desk/cases/{case_id + 1}/evidence/{file_id}").status_code == 404
    for path in (where, f"{where}/original", f"{where}/pictures/0.jpg"):
        assert Browser(app).get(path).status_code == 303
        assert clara.get(path).status_code == 303


def test_an_erasure_takes_the_files_and_the_page_as_it_was_reported(app: Flask, article: Printed) -> None:
    with app.app_context():
        member("W. Marsh", Role.WEBMASTER)
    case_id = taken_down(app, article)
    reader = Browser(app)
    open_form(article, reader, Lane.PRIVACY)
    typed = answers(Lane.PRIVACY) | {"email": "c@example.net"}
    assert send(reader, "/report", (LETTER, "clara-vogt.txt"), **typed).status_code == 303
    with app.app_context():
        data = app.config["SETTINGS"].data_dir
        viewer.view()
        assert on_disk(data / "store", ("Clara Vogt",))
        assert list(storage().list("snapshots"))
    erased(app, case_id)
    run(app)
    with app.app_context():
        assert list(storage().list("evidence")) == list(storage().list("views")) == []
        assert list(storage().list("snapshots")) == []
        assert session.scalars(select(Attachment.filename)).all() == ["erased"]
        assert not verification.look_through(verification.PARTS).wrong
    osei = Browser(app).sign_in("R. Osei")
    osei.get(f"/desk/cases/{case_id}")
    assert "1 file with a report" in osei.text
    assert "clara-vogt" not in osei.text
    assert "/reports/" not in osei.text


def test_no_file_of_a_report_is_exchanged_by_hand(app: Flask, article: Printed) -> None:
    reader = Browser(app)
    open_form(article, reader)
    send(reader, "/report", (PDF, "proof.pdf"), **answers(Lane.COPYRIGHT), email="c@example.net")
    with app.app_context():
        for change in ("UPDATE notice_files SET sha256 = 'another'", "DELETE FROM notice_files"):
            with pytest.raises(DatabaseError, match=r"only be added to|cannot be"), db.engine.begin() as one:
                one.execute(text(change))


@ONE_DATABASE
def test_a_file_that_is_too_large_is_refused_in_words(
    app: Flask, article: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "MOST_BYTES", 10)
    reader = Browser(app)
    open_form(article, reader)
    send(reader, "/report", (LETTER, "letter.txt"), **answers(Lane.COPYRIGHT), email="c@example.net")
    assert reader.page.status_code == 422
    assert "letter.txt: This file is larger than" in reader.text
