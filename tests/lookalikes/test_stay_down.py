"""What was taken down and comes again: the very bytes are refused, what only looks like it is shown to the desk."""

from __future__ import annotations

import io
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.clock import moved
from app.db import db, session, transaction
from app.documents.models import Import
from app.lookalikes import looking
from app.lookalikes.kinds import Strength
from app.media import confined
from app.register import actions as register
from app.register.actions import WAY
from app.register.models import Entry
from app.review import queries as review
from app.submissions import actions as drafting
from app.submissions import importing
from app.submissions.actions import placing
from app.takedowns.kinds import Lane
from tests.factories.documents import docx, paragraph
from tests.factories.documents import picture as shown
from tests.factories.pages import form, words
from tests.factories.people import Draft, guest_with_draft, put_images
from tests.lookalikes.making import (
    cards,
    decide,
    draft_with,
    file,
    handed_in,
    look_into_all,
    page_of,
    picture,
    printed,
    taken_down,
)
from tests.media.likenesses import CARDS, card, cropped

pytestmark = pytest.mark.usefixtures("unconfined")
ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SCRIPT = {"X-Requested-With": "fetch"}
A_TENTH_LESS = cropped(0.05, 0.05, 0.95, 0.95)


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def entry() -> Entry:
    session.rollback()
    return session.scalars(select(Entry).order_by(Entry.id.desc()).limit(1)).one()


def pictures_in(draft: Draft) -> list[Strength]:
    """How near its pictures are to others; the texts of these articles are one and the same."""
    return [one.found.how for one in cards(draft) if one.is_picture]


def images(draft: Draft) -> int:
    return len(draft.row.images)


def test_the_very_bytes_are_refused_with_the_reason_and_the_way_to_object(app: Flask) -> None:
    body = file(picture())
    article = printed(app, "amina@example.org", body)
    taken_down(app, article, use=article.uses[0])
    found = entry()
    for email in ("bo@example.org", "amina@example.org"):
        draft = guest_with_draft(app, email)
        answer = draft.upload((body, "holiday.jpg"), headers=SCRIPT)
        assert answer.status_code == 422
        said = answer.get_json()["message"]
        where = f"{draft.where}/status#conversation"
        assert answer.get_json()["objection"] == {"words": WAY, "address": where}
        assert said.startswith("holiday.jpg: Our desk took this very picture down on ")
        for part in (found.case_name, "a person who claims the copyright", found.name, "write to the desk"):
            assert part in said
        assert "clara@example.net" not in said
        assert images(draft) == 0
    draft = guest_with_draft(app, "cleo@example.org")
    assert draft.upload((body, "holiday.jpg")).status_code == 303
    page = draft.guest.get(draft.where)
    assert found.name in words(page)
    assert f'<a href="{draft.where}/status#conversation">{WAY}</a>' in page.text
    assert 'id="conversation"' in draft.guest.get(f"{draft.where}/status").text
    assert "Write to the desk" in words(draft.guest.get(f"{draft.where}/status"))


def test_the_name_of_a_file_is_no_markup_beside_the_way_to_object(app: Flask) -> None:
    body = file(picture())
    article = printed(app, "amina@example.org", body)
    taken_down(app, article, use=article.uses[0])
    draft = guest_with_draft(app, "bo@example.org")
    draft.upload((body, "<b>old.jpg"))
    page = draft.guest.get(draft.where).text
    assert "<b>old.jpg" not in page
    assert f'/status#conversation">{WAY}</a>' in page


def test_other_files_of_the_same_request_are_taken(app: Flask) -> None:
    body = file(picture())
    article = printed(app, "amina@example.org", body)
    taken_down(app, article, use=article.uses[0])
    draft = guest_with_draft(app, "bo@example.org")
    draft.upload((body, "old.jpg"), (file(picture(8)), "new.jpg"))
    assert [one.filename for one in draft.row.images] == ["new.jpg"]


@ONE_DATABASE
def test_the_picture_of_a_document_is_refused_and_its_text_is_taken(app: Flask) -> None:
    body = file(picture())
    article = printed(app, "amina@example.org", body)
    taken_down(app, article, use=article.uses[0])
    draft = guest_with_draft(app, "bo@example.org")
    sent = [
        (
            "document",
            (
                io.BytesIO(docx(paragraph("Walking after a new knee"), shown(0), pictures=[body])),
                "article.docx",
            ),
        )
    ]
    assert draft.guest.send(draft.where, f"{draft.where}/imports", files=sent).status_code == 303
    assert importing.read_next("a worker")
    [row] = session.scalars(select(Import))
    with transaction():
        left = placing.put(drafting.hold(draft.row.id), row.id, how="replace", version=draft.row.copy.version)
    assert [entry().name in sentence for sentence in left] == [True]
    assert images(draft) == 0
    assert "Walking after a new knee" in draft.row.copy.title + draft.row.copy.body


def test_a_picture_cropped_by_a_tenth_is_shown_to_the_desk_and_counts_against_nobody(app: Flask) -> None:
    article = printed(app, "amina@example.org", file(picture()))
    case_id = taken_down(app, article, use=article.uses[0])
    draft = handed_in(app, "bo@example.org", file(A_TENTH_LESS(picture()), 70))
    [found] = [one for one in cards(draft) if one.is_picture]
    assert found.found.how is Strength.LIKE
    assert found.case_url == f"/desk/cases/{case_id}"
    page = page_of(app, draft.row)
    assert "Looks like it" in page
    assert f'href="/desk/cases/{case_id}"' in page
    assert page.count(f"/media/{article.uses[0]}/") > 0
    assert entry().name in page
    assert not review.circumstances(draft.row).earlier_takedown
    for address in (draft.where, f"{draft.where}/status", f"{draft.where}/preview"):
        assert entry().name not in draft.guest.get(address).text


def test_what_is_put_back_leaves_the_register_and_passes(app: Flask) -> None:
    body, smaller = file(picture()), file(A_TENTH_LESS(picture()), 70)
    article = printed(app, "amina@example.org", body)
    case_id = taken_down(app, article, use=article.uses[0])
    draft = handed_in(app, "amina@example.org", smaller, title="A second article about knees")
    assert pictures_in(draft) == [Strength.LIKE]
    decide(app, case_id, "reinstate")
    assert (entry().state, entry().ended_by_event is not None) == ("lifted", True)
    assert pictures_in(draft) == []
    again = handed_in(app, "amina@example.org", smaller, title="A third article about knees")
    assert pictures_in(again) == []
    other = guest_with_draft(app, "bo@example.org")
    assert other.upload((body, "again.jpg"), headers=SCRIPT).status_code == 200
    assert images(other) == 1


def test_two_text_cards_from_one_template_do_not_match(app: Flask) -> None:
    one, other = (file(card(said)) for said in CARDS)
    article = printed(app, "amina@example.org", one)
    taken_down(app, article, use=article.uses[0])
    assert entry().state == "active"
    assert pictures_in(handed_in(app, "bo@example.org", other)) == []


@ONE_DATABASE
def test_an_entry_expires_by_the_clock_and_counts_no_longer_on_that_day(app: Flask) -> None:
    body = file(picture())
    article = printed(app, "amina@example.org", body)
    taken_down(app, article, use=article.uses[0])
    days = (entry().expires_on - entry().made_at.date()).days
    assert days in (1096, 1097)
    with moved(timedelta(days=days + 1)):
        draft = guest_with_draft(app, "bo@example.org")
        put_images(draft, (body, "again.jpg"))
        with transaction():
            assert register.expire() == 1
        with transaction():
            assert register.expire() == 0
    assert entry().state == "expired"


@ONE_DATABASE
@pytest.mark.parametrize(
    ("lane", "refused"),
    [(Lane.COPYRIGHT, 2), (Lane.PRIVACY, 2), (Lane.ACCURACY, 1), (Lane.AUTHOR_WISH, 0)],
)
def test_the_ground_says_whose_uploads_are_refused(app: Flask, lane: Lane, refused: int) -> None:
    body = file(picture())
    article = printed(app, "amina@example.org", body)
    taken_down(app, article, use=article.uses[0], lane=lane)
    answers = [
        guest_with_draft(app, email).upload((body, "again.jpg"), headers=SCRIPT).status_code
        for email in ("amina@example.org", "bo@example.org")
    ]
    assert answers.count(422) == refused
    assert answers == sorted(answers, reverse=True)


@ONE_DATABASE
def test_a_picture_that_was_in_another_draft_already_is_shown_to_the_desk_as_the_same_file(
    app: Flask,
) -> None:
    body = file(picture())
    article = printed(app, "amina@example.org", body)
    draft = draft_with(app, "bo@example.org", body)
    taken_down(app, article, use=article.uses[0])
    assert draft.sign().status_code == 303
    look_into_all()
    assert pictures_in(draft) == [Strength.SAME]
    assert "The same file" in page_of(app, draft.row)


@ONE_DATABASE
def test_what_waits_at_the_desk_is_compared_again_when_something_is_taken_down(app: Flask) -> None:
    article = printed(app, "amina@example.org", file(picture()))
    draft = handed_in(app, "amina@example.org", file(A_TENTH_LESS(picture())), title="A second article")
    assert pictures_in(draft) == []
    taken_down(app, article, use=article.uses[0])
    assert pictures_in(draft) == [Strength.LIKE]


def test_the_pictures_of_a_removed_article_stay_down_with_it(app: Flask) -> None:
    body, other_body = file(picture()), file(picture(8))
    article = printed(app, "amina@example.org", body, other_body)
    case_id = taken_down(app, article, lane=Lane.PRIVACY)
    session.rollback()
    made = session.scalars(select(Entry).order_by(Entry.id)).all()
    assert [one.kind for one in made] == ["text", "image", "image"]
    assert {one.use_name for one in made} == {"", *article.uses}
    assert len({one.hold_id for one in made}) == 1
    for email, sent in (("bo@example.org", body), ("dora@example.org", other_body)):
        draft = guest_with_draft(app, email)
        assert draft.upload((sent, "holiday.jpg"), headers=SCRIPT).status_code == 422
    decide(app, case_id, "reinstate")
    session.rollback()
    assert set(session.scalars(select(Entry.state))) == {"lifted"}
    draft = guest_with_draft(app, "cleo@example.org")
    assert draft.upload((body, "holiday.jpg"), headers=SCRIPT).status_code == 200


@ONE_DATABASE
def test_a_picture_that_nobody_took_down_is_one_question_of_the_register() -> None:
    asked: list[str] = []

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        register.check("0" * 64, guest_id=1)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert ["register_entries" in one for one in asked if not one.startswith(("BEGIN", "PRAGMA"))] == [True]


@ONE_DATABASE
def test_the_same_picture_is_shown_whoever_published_it_later(app: Flask) -> None:
    body = file(picture())
    first = handed_in(app, "bo@example.org", body, title="A second article about knees")
    assert pictures_in(first) == []
    article = printed(app, "amina@example.org", body)
    [found] = [one for one in cards(first) if one.is_picture]
    assert found.found.how is Strength.SAME
    assert found.address == article.url
    assert f'href="{article.url}"' in page_of(app, first.row)
    later = handed_in(app, "cleo@example.org", body, title="A third article about knees")
    assert pictures_in(later) == [Strength.SAME]


@ONE_DATABASE
@pytest.mark.parametrize("killed", [False, True])
def test_a_picture_that_cannot_be_read_holds_up_no_other_and_is_tried_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch, killed: bool
) -> None:
    first = printed(app, "amina@example.org", file(picture()))
    second = printed(app, "amina@example.org", file(picture(8)), title="A second article about knees")
    draft = handed_in(app, "bo@example.org", file(A_TENTH_LESS(picture())), title="A third article")
    run, failing = confined.run, True

    def kept_from(path: Path, out_dir: Path, **said: Any) -> int:
        if not failing or not said["asked"]["views"]:
            return run(path, out_dir, **said)
        if not killed:
            raise OSError("the disk is full")
        return -signal.SIGKILL

    monkeypatch.setattr(confined, "run", kept_from)
    taken_down(app, first, use=first.uses[0])
    stuck = entry().id
    assert session.scalar(select(Entry.hashes).where(Entry.id == stuck)) is None
    failing = False
    taken_down(app, second, use=second.uses[0])
    assert session.scalar(select(Entry.hashes).where(Entry.id == entry().id))
    other = handed_in(app, "bo@example.org", file(A_TENTH_LESS(picture(8))), title="A fourth article")
    assert pictures_in(other) == [Strength.LIKE]
    assert pictures_in(draft) == []
    monkeypatch.setattr(looking, "AGAIN_AFTER", 0.0)
    look_into_all()
    assert pictures_in(draft) == [Strength.LIKE]
    assert pictures_in(other) == [Strength.LIKE]


@ONE_DATABASE
def test_evidence_is_none_of_the_registers_business(app: Flask) -> None:
    body = file(picture())
    article = printed(app, "amina@example.org", body)
    taken_down(app, article, use=article.uses[0])
    draft = guest_with_draft(app, "bo@example.org")
    draft.upload((file(picture(8)), "new.jpg"))
    number = draft.row.images[0].id
    token = form(draft.guest.get(draft.where), f"{draft.where}/saves").fields["csrf_token"]
    sent = {"csrf_token": token, "files": (io.BytesIO(body), "letter.jpg")}
    assert draft.guest.post(f"{draft.where}/images/{number}/evidence", data=sent).status_code == 303
    assert [one.filename for one in draft.row.images[0].evidence] == ["letter.jpg"]
