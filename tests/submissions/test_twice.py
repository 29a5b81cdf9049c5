"""A second click is a second click: one draft, one letter, one message, one note."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.kinds import Kind
from app.audit.models import Event
from app.clock import moved
from app.db import session, transaction
from app.guests.models import Link
from app.review import actions as review
from app.review.models import Note
from app.submissions import actions
from app.submissions.models import Submission
from tests.attestations.test_races import at_once
from tests.review import making

KEY = "a key for private links in tests, never used"


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def started() -> int:
    with transaction():
        return actions.start("amina@example.org", key=KEY).id


def events(kind: Kind) -> int:
    session.rollback()
    return session.scalar(select(func.count(Event.id)).where(Event.kind == kind.value)) or 0


def test_starting_twice_in_a_row_is_one_draft_and_one_letter() -> None:
    assert started() == started()
    assert events(Kind.DRAFT_STARTED) == 1
    assert events(Kind.LINK_REQUESTED) == 0


def test_starting_four_times_at_once_is_one_draft(app: Flask) -> None:
    start = lambda: actions.start("amina@example.org", key=KEY)  # noqa: E731
    assert at_once(app, start, start, start, start) == [None] * 4
    assert session.scalar(select(func.count(Submission.id))) == 1
    assert session.scalar(select(func.count(Link.id))) == 1


def test_whoever_asks_again_after_a_while_gets_the_same_link_again_once() -> None:
    first = started()
    with moved(timedelta(minutes=5)):
        assert (started(), started()) == (first, first)
    assert (events(Kind.DRAFT_STARTED), events(Kind.LINK_REQUESTED)) == (1, 1)


def test_half_an_hour_later_it_is_a_new_draft() -> None:
    first = started()
    with moved(timedelta(minutes=31)):
        assert started() != first


def test_a_draft_with_words_in_it_is_left_alone_and_a_new_one_started() -> None:
    first = started()
    with transaction():
        submission = actions.hold(first)
        actions.save(submission, {"title": "Begun"}, version=1, images={})
    assert started() != first


def test_a_message_sent_twice_at_once_is_one_message_and_one_letter(app: Flask) -> None:
    id_ = making.submitted()
    by = making.member()

    def say(words: str) -> None:
        actions.comment(actions.hold(id_), body=words, by=session.get_one(making.Member, by))

    assert at_once(app, *[lambda: say("Where from?")] * 3) == [None] * 3
    assert events(Kind.COMMENT_SENT) == 1
    with transaction():
        say("And when?")
        submission = actions.hold(id_)
        actions.comment(submission, body="Where from?", by=submission.guest)
    assert (events(Kind.COMMENT_SENT), events(Kind.COMMENT_ANSWERED)) == (2, 1)
    with moved(timedelta(minutes=2)), transaction():
        say("Where from?")
    assert events(Kind.COMMENT_SENT) == 3


def test_a_note_sent_twice_at_once_is_one_note(app: Flask) -> None:
    id_, by, other = making.submitted(), making.member(), making.member("E. Lindqvist")

    def keep(who: int) -> None:
        review.note(actions.hold(id_), body="Ask the clinic.", by=session.get_one(making.Member, who))

    assert at_once(app, *[lambda: keep(by)] * 3) == [None] * 3
    assert events(Kind.NOTE_ADDED) == 1
    with transaction():
        keep(other)
    assert session.scalar(select(func.count(Note.id))) == 2
