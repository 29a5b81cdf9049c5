"""Evidence looked at in place: made once by a worker, shown to the desk and to its guest, to nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.db import session
from app.media import confined
from app.media.shelf import inbox, storage
from app.media.storage import Unreachable, evidence_key, view_key, view_order_key
from app.submissions import queries, sender, viewing
from app.submissions.models import Evidence
from app.submissions.sender import Fit
from app.takedowns import telling
from app.viewing import kinds, reading
from tests.factories.pages import browser, form, words
from tests.factories.people import Draft, at_the_desk, guest_with_draft, ready_to_sign
from tests.factories.pictures import jpeg
from tests.factories.rights import declared
from tests.submissions.test_evidence import address_of, kept, remove, sent
from tests.unconfined import run
from tests.viewing import papers

LICENCE = papers.pdf(*[papers.words(f"Licence, page {n}") for n in range(1, 15)])
ONE = ("sqlite",)


@pytest.fixture(autouse=True)
def _inside(app: Flask, unconfined: None) -> Iterator[None]:
    with app.app_context():
        yield


def signed_with(app: Flask, body: bytes, name: str, **changed: Any) -> tuple[Draft, str]:
    """A signed submission with this file as evidence, and the address at which the desk looks at it."""
    draft = ready_to_sign(app)
    sent(draft, body, name)
    if changed:
        draft.describe(**changed)
    assert draft.sign().status_code == 303
    return draft, f"/desk/submissions/{draft.row.id}/evidence/{kept(draft)[0].id}"


def work() -> None:
    while viewing.make_next():
        pass


def test_the_desk_looks_at_a_pdf_without_opening_it(app: Flask) -> None:
    draft, where = signed_with(app, LICENCE, "licence.pdf")
    member = at_the_desk(app)
    waits = member.get(where)
    assert "being made ready" in words(waits)
    assert "Look again" in words(waits)
    work()
    page = member.get(where)
    assert page.status_code == 200
    assert "14 pages; the first 12 are shown, and 2 more stand in the original" in words(page)
    assert "And 2 more" in words(page)
    assert "Licence, page 12" in words(page)
    for number in range(13):
        with member.get(f"{where}/pictures/{number}.jpg") as picture:
            assert picture.mimetype == "image/jpeg"
            assert picture.get_data().startswith(b"\xff\xd8\xff")
            assert picture.headers["Cache-Control"] == "private, no-store"
            assert picture.headers["X-Content-Type-Options"] == "nosniff"
            assert "attachment" not in picture.headers.get("Content-Disposition", "")
    assert member.get(f"{where}/pictures/13.jpg").status_code == 404
    listed = member.get(f"/desk/submissions/{draft.row.id}")
    assert f'src="{where}/pictures/0.jpg"' in listed.text
    assert "Content credentials: none" in words(listed)
    assert list(storage().list("viewing")) == []
    assert list(inbox().iterdir()) == []


def test_a_view_is_made_once_for_the_same_bytes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    draft, other = ready_to_sign(app), ready_to_sign(app, "bo@example.org")
    sent(draft, LICENCE)
    work()
    monkeypatch.setattr(reading, "read", lambda *_a, **_k: pytest.fail("made twice"))
    sent(other, LICENCE)
    work()
    assert other.guest.get(address_of(other)).status_code == 200
    assert list(storage().list("viewing")) == []


def test_a_guest_sees_what_the_desk_will_see_and_nobody_else_does(app: Flask) -> None:
    draft, other = ready_to_sign(app), guest_with_draft(app, "bo@example.org")
    sent(draft, jpeg("a letter"), "letter.jpg")
    where, number = address_of(draft), kept(draft)[0].id
    assert "being made ready" in words(draft.guest.get(where))
    with draft.guest.get(f"{where}/pictures/0.jpg") as sign:
        assert sign.mimetype == "image/svg+xml"
    work()
    page = draft.guest.get(where)
    assert "Save the original file" in words(page)
    assert f"{where}/pictures/1.jpg" in page.text
    with draft.guest.get(f"{where}/pictures/1.jpg") as picture:
        assert picture.status_code == 200
    member = at_the_desk(app)
    endings = ("", "/original", "/pictures/1.jpg", "/pictures/0.jpg")
    for ending in endings:
        assert browser(app).get(where + ending).status_code in (303, 404)
        assert other.guest.get(where + ending).status_code in (303, 404)
        assert other.guest.get(f"{other.where}/evidence/{number}{ending}").status_code == 404
        there = f"/desk/submissions/{draft.row.id}/evidence/{number}{ending}"
        assert draft.guest.get(there).status_code != 200
        elsewhere = f"/desk/submissions/{other.row.id}/evidence/{number}{ending}"
        assert member.get(elsewhere).status_code == 404


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("https://www.photos.example.org/7", "Yes. The sender’s address is at photos.example.org"),
        ("https://elsewhere.example/7", "No. The sender’s address is at photos.example.org"),
        ("", "Unknown. The author names no address"),
    ],
)
@pytest.mark.parametrize("database", ONE, indirect=True)
def test_an_email_is_read_as_text_and_its_sender_compared_with_the_source(
    app: Flask, source: str, said: str
) -> None:
    message = papers.letter(plain="You may <script>alert(1)</script> print it.")
    message.add_attachment(LICENCE, maintype="application", subtype="pdf", filename="licence.pdf")
    message.add_attachment(b"MZ", maintype="application", subtype="x-thing", filename="offer.exe")
    told = declared("permission", source_url=source)
    _draft, where = signed_with(app, message.as_bytes(), "yes.eml", **told)
    work()
    page = at_the_desk(app).get(where)
    assert "Bo Lind <bo@photos.example.org>" in words(page)
    assert "You may <script>alert(1)</script> print it." in words(page)
    assert "<script>alert" not in page.text
    assert "offer.exe , program, 2 bytes" in words(page)
    assert "licence.pdf , PDF" in words(page)
    assert said in words(page)


@pytest.mark.parametrize("database", ONE, indirect=True)
def test_the_evidence_of_a_draft_that_was_never_sent_is_its_authors_own(app: Flask) -> None:
    draft = ready_to_sign(app)
    sent(draft, LICENCE)
    where = f"/desk/submissions/{draft.row.id}/evidence/{kept(draft)[0].id}"
    member = at_the_desk(app)
    for ending in ("", "/original", "/pictures/0.jpg"):
        assert member.get(where + ending).status_code == 404


def test_what_cannot_be_shown_says_why_and_can_be_tried_again(app: Flask) -> None:
    _draft, where = signed_with(app, papers.LOCKED, "licence.pdf")
    member = at_the_desk(app)
    work()
    page = member.get(where)
    assert kinds.LOCKED.sentence in words(page)
    assert member.send(page, f"{where}/views").status_code == 303
    assert "being made ready" in words(member.get(where))
    work()
    assert kinds.LOCKED.sentence in words(member.get(where))
    with member.get(f"{where}/original") as answer:
        assert answer.get_data() == papers.LOCKED
        assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("database", ONE, indirect=True)
def test_a_case_leads_to_the_evidence_of_its_image_whatever_the_file_is_called(app: Flask) -> None:
    draft, where = signed_with(app, LICENCE, "<img src=x>.pdf")
    revision = queries.newest(draft.row)
    assert revision is not None
    said = dict(telling.declared(revision.placements[0]))
    assert said["Evidence"] == f'<a href="{where}"><bdi>&lt;img src=x&gt;.pdf</bdi></a>'


@pytest.mark.parametrize("database", ONE, indirect=True)
def test_what_is_shown_is_not_made_again_by_pressing(app: Flask) -> None:
    draft = ready_to_sign(app)
    sent(draft, LICENCE)
    work()
    token = form(draft.guest.get(draft.where), f"{draft.where}/saves").fields["csrf_token"]
    assert draft.guest.post(f"{address_of(draft)}/views", data={"csrf_token": token}).status_code == 303
    assert list(storage().list("viewing")) == []


@pytest.mark.parametrize("database", ONE, indirect=True)
def test_a_lost_order_is_made_again_from_the_page(app: Flask) -> None:
    draft = ready_to_sign(app)
    sent(draft, LICENCE)
    sha256 = kept(draft)[0].sha256
    storage().delete(view_order_key(sha256, 0))
    page = draft.guest.get(address_of(draft))
    assert "Not made ready" in words(page)
    assert draft.guest.send(page, f"{address_of(draft)}/views").status_code == 303
    work()
    assert viewing.of(kept(draft)[0]) is not None


def test_the_view_goes_with_the_evidence_unless_another_draft_has_the_same(app: Flask) -> None:
    draft, other = ready_to_sign(app), ready_to_sign(app, "bo@example.org")
    sent(draft, LICENCE)
    sent(other, LICENCE)
    work()
    sha256 = kept(draft)[0].sha256
    remove(draft)
    assert storage().exists(view_key(sha256, "report.json"))
    remove(other)
    assert list(storage().list(f"views/{sha256}")) == []


def test_an_order_whose_evidence_was_removed_is_taken_away(app: Flask) -> None:
    draft = ready_to_sign(app)
    sent(draft, LICENCE)
    sha256 = kept(draft)[0].sha256
    remove(draft)
    viewing.order(sha256)
    work()
    assert list(storage().list("viewing")) == []
    assert list(storage().list("views")) == []


@pytest.mark.parametrize("database", ONE, indirect=True)
def test_a_file_that_fells_the_worker_is_given_up_after_three_times(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = ready_to_sign(app)
    sent(draft, LICENCE)

    def fell(*_a: object, **_k: object) -> None:
        raise MemoryError

    monkeypatch.setattr(reading, "read", fell)
    for _ in range(viewing.MOST_ATTEMPTS):
        with pytest.raises(MemoryError):
            viewing.make_next()
    work()
    view = viewing.of(kept(draft)[0])
    assert view is not None
    assert view.refused == kinds.SEVERAL_TIMES.sentence
    assert list(storage().list("viewing")) == []


@pytest.mark.parametrize("database", ONE, indirect=True)
def test_a_store_that_is_away_costs_no_attempt(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = ready_to_sign(app)
    sent(draft, LICENCE)
    sha256 = kept(draft)[0].sha256
    whole = storage().read

    def away(key: str) -> bytes:
        if key == evidence_key(sha256):
            raise Unreachable("no answer")
        return whole(key)

    monkeypatch.setattr(storage(), "read", away)
    with pytest.raises(Unreachable):
        viewing.make_next()
    assert list(storage().list("viewing")) == [view_order_key(sha256, 0)]
    monkeypatch.undo()
    monkeypatch.setattr(confined, "run", run)
    work()
    assert viewing.of(kept(draft)[0]) is not None


@pytest.mark.parametrize("database", ONE, indirect=True)
def test_a_report_that_is_none_counts_as_a_view_that_failed(app: Flask) -> None:
    draft = ready_to_sign(app)
    sent(draft, LICENCE)
    storage().put(view_key(kept(draft)[0].sha256, "report.json"), json.dumps({"parts": 7}).encode())
    assert kinds.CRASHED.sentence in words(draft.guest.get(address_of(draft)))


def test_a_removed_file_that_was_declared_can_still_be_looked_at(app: Flask) -> None:
    draft = ready_to_sign(app)
    sent(draft, LICENCE)
    number = kept(draft)[0].id
    assert draft.sign().status_code == 303
    remove(draft)
    work()
    page = at_the_desk(app).get(f"/desk/submissions/{draft.row.id}/evidence/{number}")
    assert "taken off the draft after it was declared" in words(page)
    assert session.get_one(Evidence, number).removed_at is not None


@pytest.mark.parametrize(
    ("address", "source", "fit"),
    [
        ("bo@example.org", "https://example.org/p", Fit.YES),
        ("bo@mail.example.org", "https://www.example.org/p", Fit.YES),
        ("Bo@EXAMPLE.org", "https://photos.example.org:8443/p", Fit.YES),
        ("bo@bücher.example", "https://xn--bcher-kva.example/", Fit.YES),
        ("bo@example.org.evil.example", "https://example.org/", Fit.NO),
        ("bo@notexample.org", "https://example.org/", Fit.NO),
        ("bo@gmail.com", "https://example.org/", Fit.NO),
        ("bo@a.example.org", "https://b.example.org/", Fit.UNKNOWN),
        ("", "https://example.org/", Fit.UNKNOWN),
        ("bo@localhost", "https://example.org/", Fit.UNKNOWN),
        ("bo@example.org", "", Fit.UNKNOWN),
        ("bo@example.org", "https://[::1/", Fit.UNKNOWN),
        ("bo@example.org", "https://192.0.2.7/", Fit.UNKNOWN),
    ],
)
def test_a_sender_fits_the_source_fits_it_not_or_cannot_be_told(address: str, source: str, fit: Fit) -> None:
    found = sender.compared(address, source)
    assert found.fit is fit
    assert found.sentence.endswith(".")
