"""A file that comes by itself, as the script of the page sends it: the same rules as in a form, whoever sends what."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from werkzeug.test import TestResponse

from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import db, session, transaction
from app.media.models import Asset
from app.media.shelf import storage
from app.submissions import actions
from app.submissions.actions import MOST_IMAGES
from app.web.bodies import Body
from tests.factories.pages import Browser, browser, form, words
from tests.factories.people import Draft, guest_with_draft, put_images
from tests.factories.pictures import jpeg


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def draft(app: Flask) -> Draft:
    return guest_with_draft(app)


def token_of(draft: Draft) -> str:
    found = form(draft.guest.get(draft.where), f"{draft.where}/images").fields["csrf_token"]
    assert isinstance(found, str)
    return found


def disposition(filename: str, field: str = "files") -> str:
    return f"form-data; name=\"{field}\"; filename*=UTF-8''{quote(filename, safe='')}"


def send(
    draft: Draft,
    body: bytes,
    *,
    by: Browser | None = None,
    token: str | None = None,
    said: str = disposition("knee.jpg"),
    length: int | None = None,
    environ: dict[str, Any] | None = None,
) -> TestResponse:
    """The file as ``uploads.js`` sends it; an empty ``said`` or ``token`` leaves the header out."""
    told = {"Content-Disposition": said, "X-CSRFToken": token_of(draft) if token is None else token}
    headers = {"X-Requested-With": "fetch"} | {name: value for name, value in told.items() if value}
    return (by or draft.guest).post(
        f"{draft.where}/images",
        input_stream=io.BytesIO(body),
        content_type="application/octet-stream",
        headers=headers,
        environ_overrides={"CONTENT_LENGTH": str(len(body) if length is None else length)} | (environ or {}),
    )


def nothing_of(app: Flask, draft: Draft) -> bool:
    """Neither an image of the draft, nor an asset, nor a file anywhere."""
    inbox = Path(app.config["SETTINGS"].data_dir) / "inbox"
    files = list(inbox.iterdir()) if inbox.exists() else []
    assets = session.scalar(select(func.count(Asset.id)))
    return not (draft.row.images or assets or files or list(storage().list("originals")))


def names(draft: Draft) -> list[str]:
    return [image.filename for image in draft.row.images]


def test_a_file_by_itself_becomes_the_same_image_as_in_a_form(app: Flask, draft: Draft) -> None:
    answer = send(draft, jpeg("alone"))
    [said] = answer.get_json()["images"]
    [image] = draft.row.images
    assert said == {"id": image.id, "key": "knee", "name": "knee.jpg", "again": False}
    assert storage().read(f"originals/{(sha := image.asset.sha256)[:2]}/{sha[2:4]}/{sha}") == jpeg("alone")
    assert (image.lead, image.position, image.asset.size) == (True, 0, len(jpeg("alone")))
    found = list(
        session.scalars(select(Event).where(Event.kind == Kind.IMAGE_RECEIVED.value).order_by(Event.id))
    )
    assert [{(topic.subject_kind, topic.subject_id) for topic in one.topics} for one in found] == [
        {("asset", image.asset_id), ("submission", draft.row.id)}
    ]
    [in_a_form] = draft.upload((jpeg("alone"), "x.jpg"), headers={"X-Requested-With": "fetch"}).json["images"]  # type: ignore[index]
    assert in_a_form == said | {"again": True}


def test_the_bytes_are_on_the_disk_before_any_row_speaks_of_them(
    app: Flask, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the way there is short: it asks the database a dozen times at most."""
    token, seen, real = token_of(draft), list[str](), os.fsync
    send(draft, jpeg("the first"), token=token)  # confirms the address, too
    originals = str(Path(app.config["SETTINGS"].data_dir) / "store" / "originals")

    def synced(descriptor: int) -> None:
        seen.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        real(descriptor)

    def asked(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    monkeypatch.setattr(os, "fsync", synced)
    event.listen(db.engine, "before_cursor_execute", asked)
    assert send(draft, jpeg("durable"), token=token).status_code == 200
    event.remove(db.engine, "before_cursor_execute", asked)
    [row] = [at for at, one in enumerate(seen) if one.startswith("INSERT INTO assets")]
    files = [at for at, one in enumerate(seen) if one.startswith(originals)]
    assert len(files) >= 2  # the file, and the folder that names it
    assert max(files) < row
    assert sum(one.startswith(("SELECT", "INSERT", "UPDATE")) for one in seen) <= 12


def test_sent_again_after_a_lost_answer_it_is_one_image_and_one_event(draft: Draft) -> None:
    first, again = (send(draft, jpeg("twice")).get_json()["images"] for _ in range(2))
    assert [first[0]["again"], again[0]["again"]] == [False, True]
    assert first[0]["id"] == again[0]["id"]
    received = select(func.count(Event.id)).where(Event.kind == Kind.IMAGE_RECEIVED.value)
    assert session.scalar(received) == 1


@pytest.mark.parametrize("token", ["", "wrong", "IjY0Ig.Z0000A.forged"])
def test_without_the_token_of_the_form_nothing_is_taken(app: Flask, draft: Draft, token: str) -> None:
    draft.guest.get(draft.where)
    assert send(draft, jpeg(), token=token).status_code == 400
    assert nothing_of(app, draft)


def test_a_wrong_token_is_refused_before_a_byte_of_the_file_is_kept(
    draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    token_of(draft)
    monkeypatch.setattr(Body, "pour", lambda *_: pytest.fail("the body was read"))
    assert send(draft, jpeg(), token="wrong").status_code == 400


@pytest.mark.parametrize("alone", [True, False])
def test_a_refusal_names_the_file_in_one_short_line_that_nothing_turns_round(
    draft: Draft, alone: bool
) -> None:
    name = "\u202egnp.exe " + "a" * 1200
    program = b"MZ" + bytes(64)
    answer = (
        send(draft, program, said=disposition(name))
        if alone
        else draft.upload((program, name), headers={"X-Requested-With": "fetch"})
    )
    sentence = answer.get_json()["message"]
    assert sentence.startswith("gnp.exe aaa")
    assert len(sentence) < 400


def test_the_token_of_somebody_else_is_a_wrong_one(app: Flask, draft: Draft) -> None:
    other = guest_with_draft(app, "bo@example.org")
    assert send(draft, jpeg(), token=token_of(other)).status_code == 400
    assert nothing_of(app, draft)


def test_nobody_sends_into_a_draft_of_another(app: Flask, draft: Draft) -> None:
    other = guest_with_draft(app, "bo@example.org")
    for stranger in (other.guest, browser(app)):
        answer = send(draft, jpeg(), by=stranger, token=token_of(other))
        assert answer.status_code in (401, 403, 404)
    assert nothing_of(app, draft)


def test_a_closed_draft_takes_nothing(app: Flask, draft: Draft) -> None:
    token = token_of(draft)
    with transaction():
        actions.withdraw(draft.row, reason="")
    answer = send(draft, jpeg(), token=token)
    assert answer.status_code == 422
    assert "closed" in answer.get_json()["message"]
    assert nothing_of(app, draft)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "form-data",
        'form-data; name="files"',
        'form-data; filename="knee.jpg"',
        'form-data; name="files"; filename=""',
        disposition("knee.jpg", field="other"),
    ],
)
def test_a_file_without_a_name_is_no_file(app: Flask, draft: Draft, said: str) -> None:
    answer = send(draft, jpeg(), said=said)
    assert answer.status_code == 422
    assert answer.get_json()["message"] == "Choose an image first."
    assert nothing_of(app, draft)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (disposition("صورة الركبة.jpg"), "صورة الركبة.jpg"),
        (disposition("膝 (1) “left”.jpg"), "膝 (1) “left”.jpg"),
        (disposition("../../etc/passwd"), "../../etc/passwd"),
        (disposition("a\0b\r\nSet-Cookie: x=1.jpg"), "ab Set-Cookie: x=1.jpg"),
        (disposition("<script>alert(1)</script>.jpg"), "<script>alert(1)</script>.jpg"),
        ("form-data; name=\"files\"; filename*=UTF-8''%FF%FE.jpg", "\ufffd\ufffd.jpg"),
        ('form-data; name="files"; filename="kn\\"ee.jpg"', 'kn"ee.jpg'),
        ('form-data; name="files"; filename="' + "ü.jpg".encode().decode("latin-1") + '"', "ü.jpg"),
        (disposition("x" * 500 + ".jpg"), "x" * 200),
    ],
)
def test_whatever_a_file_is_called_its_name_is_only_words(draft: Draft, said: str, kept: str) -> None:
    assert send(draft, jpeg(), said=said).status_code == 200
    assert names(draft) == [kept]
    assert all("passwd" not in key for key in storage().list())
    page = draft.guest.get(draft.where)
    assert "<script>alert" not in page.text
    assert kept[:100] in words(page)


def test_half_a_file_is_nobodys_file(app: Flask, draft: Draft) -> None:
    body = jpeg("half")
    assert send(draft, body[: len(body) // 2], length=len(body)).status_code == 400
    assert nothing_of(app, draft)


def test_no_more_is_read_than_was_announced(draft: Draft) -> None:
    body = jpeg("whole")
    assert send(draft, body + b"another request" * 1000, length=len(body)).status_code == 200
    assert draft.row.images[0].asset.size == len(body)


def test_an_empty_file_is_said_to_be_empty(app: Flask, draft: Draft) -> None:
    answer = send(draft, b"")
    assert answer.status_code == 422
    assert "knee.jpg: This file is empty." in answer.get_json()["message"]
    assert nothing_of(app, draft)


@pytest.mark.parametrize("over", [0, 1])
def test_the_limit_of_a_file_by_itself_is_exact(app: Flask, draft: Draft, over: int) -> None:
    limit = app.config["SETTINGS"].max_upload_bytes
    body = jpeg("large")
    body += b"\0" * (limit + over - len(body))
    answer = send(draft, body)
    if not over:
        assert answer.status_code == 200
        return
    assert answer.status_code == 422
    assert "larger than 30 MB" in answer.get_json()["message"]
    assert nothing_of(app, draft)


class Endless(io.RawIOBase):
    """Somebody who sends for ever."""

    given = 0

    def read(self, size: int = -1, /) -> bytes:
        self.given += size
        return b"\xff\xd8\xff" + bytes(size - 3)


def test_whoever_sends_for_ever_is_not_read_to_the_end(app: Flask, draft: Draft) -> None:
    endless, limit = Endless(), app.config["SETTINGS"].max_upload_bytes
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    answer = send(draft, b"", environ=chunked | {"wsgi.input": endless})
    assert answer.status_code == 422
    assert endless.given < limit + 1024 * 1024
    assert nothing_of(app, draft)


def test_a_full_disk_is_our_trouble_and_nothing_stays_of_the_file(
    app: Flask, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, real = token_of(draft), os.posix_fallocate
    monkeypatch.setattr(
        os, "posix_fallocate", lambda descriptor, start, _size: real(descriptor, start, 2**52)
    )
    answer = send(draft, jpeg(), token=token)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "We could not store it just now" in answer.json["message"]  # type: ignore[index]
    assert nothing_of(app, draft)
    monkeypatch.undo()
    assert send(draft, jpeg(), token=token).status_code == 200


def test_what_is_no_picture_is_refused_by_name(app: Flask, draft: Draft) -> None:
    answer = send(draft, b"%PDF-1.7 text", said=disposition("paper.jpg"))
    assert answer.status_code == 422
    assert "paper.jpg: This is a PDF" in answer.get_json()["message"]
    assert nothing_of(app, draft)


def test_the_room_is_full_for_files_that_come_at_once(app: Flask, draft: Draft) -> None:
    """Four files for the last two places: two are taken, two are told why not."""
    put_images(draft, *((jpeg(f"{n}", (120, 120)), f"{n}.jpg") for n in range(MOST_IMAGES - 2)))
    token, kept = token_of(draft), dict(draft.guest._cookies or {})
    answers: list[int] = []
    together = threading.Barrier(4, timeout=30)

    def sender(number: int) -> None:
        one = browser(app)
        one._cookies = dict(kept)
        together.wait()
        answers.append(send(draft, jpeg(f"at once {number}"), by=one, token=token).status_code)

    threads = [threading.Thread(target=sender, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 200, 422, 422]
    images = draft.row.images
    assert len(images) == MOST_IMAGES
    assert [image.position for image in images] == list(range(MOST_IMAGES))


def test_a_page_that_takes_no_files_reads_none(app: Flask, draft: Draft) -> None:
    token = token_of(draft)
    answer = draft.guest.post(
        f"{draft.where}/saves",
        data=jpeg(),
        content_type="application/octet-stream",
        headers={"X-CSRFToken": token, "Content-Disposition": disposition("x.jpg")},
    )
    assert answer.status_code < 500
    assert nothing_of(app, draft)
