"""A document on its way into a draft: sent, read by a worker, put in where its author wants it; nothing is lost."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app import text
from app.clock import now
from app.db import session, transaction
from app.documents import queries as documents
from app.documents import reading
from app.documents.models import Import
from app.media.models import Asset
from app.media.shelf import storage
from app.media.storage import document_key
from app.submissions import importing
from app.submissions.actions import MOST_IMAGES
from app.submissions.actions import imports as verbs
from config import ROOT
from tests.factories.documents import docx, note_mark, paragraph, picture, run, table
from tests.factories.pages import words
from tests.factories.people import Draft, guest_with_draft, put_images
from tests.factories.pictures import jpeg

SCRIPT = {"X-Requested-With": "fetch"}
SAMPLES = Path(os.environ.get("IMPRIMATUR_SAMPLES", ROOT.parent / "shared" / "samples")) / "documents"


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def article(*, pictures: int = 2, title: str = "Walking after a new knee") -> bytes:
    """A small article as Word would save it."""
    blocks = [paragraph(title, style="Titel"), paragraph("The first week", style="berschrift1")]
    blocks += [paragraph("Short walks, often."), *(picture(n, f"Stair {n}") for n in range(pictures))]
    blocks += [
        paragraph(run("Stairs come back.") + note_mark(1), raw=True),
        table([["Week", "Steps"], ["1", "200"]]),
    ]
    shown = [jpeg(f"{title} {n}", (300, 200)) for n in range(pictures)]
    return docx(*blocks, pictures=shown, footnotes=["Ask your physiotherapist."])


def bring(draft: Draft, body: bytes, name: str = "article.docx", *, script: bool = False) -> TestResponse:
    sent = [("document", (io.BytesIO(body), name))]
    headers = SCRIPT if script else None
    return draft.guest.send(draft.where, f"{draft.where}/imports", files=sent, headers=headers)


def read(draft: Draft) -> Import:
    """Let a worker read what waits; the import as it is then."""
    while importing.read_next("a worker"):
        pass
    return current(draft)


def current(draft: Draft) -> Import:
    session.rollback()
    row = documents.newest(draft.row.id)
    assert row is not None
    return row


def put(draft: Draft, **how: Any) -> TestResponse:
    where = f"{draft.where}/imports/{current(draft).id}/placements"
    return draft.guest.send(draft.where, where, **how)


def test_a_word_file_becomes_the_draft_with_its_images_of_unknown_origin(app: Flask) -> None:
    draft = guest_with_draft(app)
    assert bring(draft, article()).location == f"{draft.where}#import"
    assert "Being read" in words(draft.guest.get(draft.where))
    read(draft)
    page = words(draft.guest.get(draft.where))
    assert "article.docx : 19 words, 1 table, 2 images." in page
    assert draft.row.copy.body == ""
    assert put(draft).location == draft.where
    copy = draft.row.copy
    assert copy.title == "Walking after a new knee"
    assert copy.body.startswith(
        "## The first week\n\nShort walks, often.\n\n![[article-1]]\n\n![[article-2]]"
    )
    assert "Stairs come back.[^1]" in copy.body
    assert "| Week | Steps |\n| --- | --- |\n| 1 | 200 |" in copy.body
    assert copy.body.endswith("[^1]: Ask your physiotherapist.")
    assert [(image.alt, image.declared["basis"]) for image in draft.row.images] == [
        ("Stair 0", "unknown"),
        ("Stair 1", "unknown"),
    ]
    assert {image.asset.state for image in draft.row.images} == {"received"}
    assert text.slots(copy.body) == tuple(image.key for image in draft.row.images)


def test_what_the_author_wrote_is_replaced_only_when_they_say_so(app: Flask) -> None:
    draft = guest_with_draft(app, title="My own title", body="What I wrote.[^4]\n\n[^4]: Mine.")
    bring(draft, article())
    read(draft)
    where = f"{draft.where}/imports/{current(draft).id}/placements"
    answer = draft.guest.send(draft.where, where, how=None)
    assert answer.location == f"{draft.where}#import"
    assert "Say what is to become of the text you have" in words(draft.guest.get(draft.where))
    assert draft.row.copy.body.startswith("What I wrote.")
    put(draft, how="add")
    copy = draft.row.copy
    assert copy.title == "My own title"
    assert copy.body.startswith(
        "What I wrote.[^4]\n\n[^4]: Mine.\n\n## Walking after a new knee\n\n## The first week"
    )
    assert "Stairs come back.[^5]" in copy.body
    assert "[^5]: Ask your physiotherapist." in copy.body


def test_replacing_puts_the_document_in_the_place_of_the_text(app: Flask) -> None:
    draft = guest_with_draft(app, body="What I wrote.")
    bring(draft, article(pictures=0))
    read(draft)
    put(draft, how="replace")
    assert "What I wrote" not in draft.row.copy.body
    assert draft.row.copy.body.startswith("## The first week")


def test_put_in_over_another_windows_save_it_changes_nothing_and_says_so(app: Flask) -> None:
    draft = guest_with_draft(app)
    bring(draft, article())
    read(draft)
    page = draft.guest.get(draft.where)
    draft.save(title="Saved meanwhile")
    where = f"{draft.where}/imports/{current(draft).id}/placements"
    draft.guest.send(page, where)
    assert "Nothing was put in" in words(draft.guest.get(draft.where))
    assert draft.row.copy.body == ""
    assert draft.row.images == []
    assert session.scalar(select(func.count(Asset.id))) == 0
    assert put(draft).location == draft.where
    assert draft.row.copy.title == "Saved meanwhile"


def test_a_second_click_puts_it_in_once(app: Flask) -> None:
    draft = guest_with_draft(app)
    bring(draft, article())
    read(draft)
    page = draft.guest.get(draft.where)
    where = f"{draft.where}/imports/{current(draft).id}/placements"
    draft.guest.send(page, where)
    body, version = draft.row.copy.body, draft.row.copy.version
    assert draft.guest.send(page, where).status_code == 303
    assert (draft.row.copy.body, draft.row.copy.version) == (body, version)
    assert len(draft.row.images) == 2


def test_do_not_use_it_leaves_the_draft_as_it_was(app: Flask) -> None:
    draft = guest_with_draft(app, body="Mine.")
    bring(draft, article())
    row = read(draft)
    draft.guest.send(draft.where, f"{draft.where}/imports/{row.id}/removals")
    page = draft.guest.get(draft.where)
    assert "Your document was read" not in words(page)
    assert draft.row.copy.body == "Mine."
    assert draft.row.images == []


def test_a_full_room_takes_the_text_and_says_how_many_images_stayed_out(app: Flask) -> None:
    draft = guest_with_draft(app)
    room = 1
    put_images(draft, *((jpeg(f"{n}", (120, 120)), f"{n}.jpg") for n in range(MOST_IMAGES - room)))
    bring(draft, article(pictures=room + 2))
    read(draft)
    put(draft)
    assert len(draft.row.images) == MOST_IMAGES
    assert "did not fit: 2" in words(draft.guest.get(draft.where))
    assert len(text.slots(draft.row.copy.body)) == room


REFUSED = {
    "a PDF": (b"%PDF-1.7 text", "article.pdf", "This is a PDF"),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "save it as .docx"),
    "RTF": (b"{\\rtf1 text}", "a.rtf", "This is an RTF file"),
    "a picture": (jpeg(), "article.docx", "This is a picture"),
    "nothing": (b"", "a.md", "This file is empty"),
    "noise": (bytes(range(256)) * 20, "a.md", "not a document we can read"),
}


@pytest.mark.parametrize(("body", "name", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_document_is_refused_by_name_beside_the_form(
    app: Flask, body: bytes, name: str, said: str
) -> None:
    draft = guest_with_draft(app)
    bring(draft, body, name)
    page = words(draft.guest.get(draft.where))
    assert said in page
    assert "Bring in another document" in page
    answer = bring(draft, body, name, script=True)
    assert answer.status_code == 422
    assert said in answer.get_json()["html"]
    assert not importing.read_next("a worker")


def test_too_large_a_document_is_refused_and_leaves_nothing_behind(app: Flask) -> None:
    draft = guest_with_draft(app)
    most = app.config["SETTINGS"].max_document_bytes
    answer = bring(draft, b"PK\x03\x04" + bytes(most), script=True)
    answer.request.input_stream.close()
    assert answer.status_code == 422
    assert "larger than 20 MB" in answer.get_json()["html"]
    assert list((app.config["SETTINGS"].data_dir / "inbox").iterdir()) == []


def test_what_could_not_be_taken_over_is_said_before_and_after_it_is_put_in(app: Flask) -> None:
    draft = guest_with_draft(app)
    body = paragraph(run("Words.") + '<w:r><w:commentReference w:id="1"/></w:r>', raw=True)
    bring(draft, docx(body))
    read(draft)
    assert "Not taken over, or not as it was: 1 comment in the margin." in words(draft.guest.get(draft.where))
    put(draft)
    page = words(draft.guest.get(draft.where))
    assert "What could not be taken over from article.docx" in page
    assert "1 comment in the margin." in page


def test_a_newer_document_takes_the_place_of_one_not_yet_used(app: Flask) -> None:
    draft = guest_with_draft(app)
    bring(draft, article(title="The first"))
    first = current(draft)
    with transaction():
        verbs.drop(draft.row, first.id)
    bring(draft, article(title="The second"))
    assert read(draft).found["title"] == "The second"
    put(draft)
    assert draft.row.copy.title == "The second"


def test_a_document_of_another_guest_is_not_there(app: Flask) -> None:
    mine, theirs = guest_with_draft(app), guest_with_draft(app, "other@example.org")
    bring(theirs, article())
    number = read(theirs).id
    bring(mine, article(title="Mine"))
    read(mine)
    page = mine.guest.get(mine.where)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token is not None
    for act in ("placements", "removals"):
        answer = mine.guest.post(
            f"{mine.where}/imports/{number}/{act}", data={"csrf_token": token[1], "version": "1"}
        )
        assert answer.status_code in (303, 404)
    assert current(theirs).state == "ready"
    assert mine.row.copy.body == ""


def test_a_name_that_plays_tricks_is_one_plain_line(app: Flask) -> None:
    draft = guest_with_draft(app)
    bring(draft, article(), "two \u202eways\u2028 and\tmore.docx")
    row = read(draft)
    assert row.filename == "two ways and more.docx"
    put(draft)
    assert all(re.fullmatch(r"[a-z0-9-]+", image.key) for image in draft.row.images)


def test_the_page_that_waits_is_told_how_far_it_is(app: Flask) -> None:
    draft = guest_with_draft(app)
    assert draft.guest.get(f"{draft.where}/imports").get_json()["waiting"] is False
    bring(draft, article())
    assert draft.guest.get(f"{draft.where}/imports").get_json()["waiting"] is True
    read(draft)
    said = draft.guest.get(f"{draft.where}/imports").get_json()
    assert (said["waiting"], said["state"]) == (False, "ready")
    assert "Put it into the draft" in said["html"]


def test_a_worker_that_died_loses_the_lease_and_not_the_document(app: Flask) -> None:
    draft = guest_with_draft(app)
    bring(draft, article())
    with transaction():
        leased = verbs.lease("one that dies")
        assert leased is not None
        found = reading.Refused("x", "What a worker says that lost its lease.")
    assert not importing.read_next("another")  # the lease still runs
    with transaction():
        session.get_one(Import, current(draft).id).lease_until = now() - verbs.LEASE
    assert read(draft).state == "ready"
    with transaction():
        verbs.settle(current(draft).id, "one that dies", found)
    assert current(draft).state == "ready"


def test_a_document_that_takes_every_attempt_down_is_parked_with_a_sentence(app: Flask) -> None:
    draft = guest_with_draft(app)
    bring(draft, article())
    with transaction():
        session.get_one(Import, current(draft).id).attempts = verbs.MOST_ATTEMPTS
    row = read(draft)
    assert (row.state, row.refusal) == ("refused", verbs.SEVERAL_TIMES)


def test_the_document_is_kept_as_it_was_sent(app: Flask) -> None:
    draft = guest_with_draft(app)
    body = article()
    bring(draft, body)
    assert storage().read(document_key(current(draft).sha256)) == body


@pytest.mark.skipif(not (SAMPLES / "guest-article.docx").exists(), reason="the sample documents are not here")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_sample_article_arrives_word_for_word(app: Flask) -> None:
    draft = guest_with_draft(app)
    answer = bring(draft, (SAMPLES / "guest-article.docx").read_bytes(), "guest-article.docx")
    answer.request.input_stream.close()
    read(draft)
    put(draft)
    copy = draft.row.copy
    assert len(draft.row.images) == 3
    assert all(image.alt and image.declared["basis"] == "unknown" for image in draft.row.images)
    arrived = set(re.findall(r"\w{5,}", f"{copy.title} {copy.summary} {copy.body}".lower()))
    written = (SAMPLES / "guest-article.txt").read_text(encoding="utf-8")
    article_itself = written.partition("Disclaimer")[0].lower()
    lost = set(re.findall(r"\w{5,}", article_itself)) - arrived
    assert len(lost) <= len(arrived) // 20, sorted(lost)
