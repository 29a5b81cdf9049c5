"""A lost link is mailed again: a few letters at a time, and every link of a person in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Member
from app.audit.kinds import Kind
from app.audit.models import Event
from app.clock import moved
from app.db import session, transaction
from app.guests.actions import LINKS_AT_ONCE
from app.guests.models import Link
from app.submissions import actions as drafting
from tests.factories.pages import browser, words
from tests.factories.people import Draft, guest_with_draft
from tests.factories.pictures import jpeg
from tests.notifications import making as mail
from tests.review import making as desk
from tests.submissions.test_evidence import sent as send_evidence


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def asked_again(app: Flask, email: str = "amina@example.org") -> list[str]:
    """What the links open that are mailed on one request, in the order of the letters."""
    asked = select(Event).where(Event.kind == Kind.LINK_REQUESTED.value).order_by(Event.id)
    before = len(session.scalars(asked).all())
    assert browser(app).send("/links", "/links", email=email).status_code == 303
    sent = session.scalars(asked).all()[before:]
    return [session.get_one(Link, event.subject_id).subject_ref for event in sent]


def begun(app: Flask, number: int) -> list[str]:
    """Drafts of one guest that were written in, the oldest first."""
    return [guest_with_draft(app, title=f"Draft {n}").ref for n in range(number)]


def test_asking_again_sends_the_last_two_each_time_and_the_others_in_turn(app: Flask) -> None:
    refs = begun(app, 9)
    with moved(timedelta(days=30)):
        first, second, third = asked_again(app), asked_again(app), asked_again(app)
    assert first == [refs[8], refs[7], refs[0], refs[1], refs[2]]
    assert second == [refs[8], refs[7], refs[3], refs[4], refs[5]]
    assert third[:3] == [refs[8], refs[7], refs[6]]
    assert len(third) == LINKS_AT_ONCE


@pytest.mark.parametrize("days", [0, 1, 9])
def test_every_link_comes_however_many_there_are_and_however_seldom_somebody_asks(
    app: Flask, days: int
) -> None:
    refs = begun(app, 17)
    sent = []
    for n in range(5):
        with moved(timedelta(days=30 + n * days)):
            sent.append(asked_again(app))
    assert max(map(len, sent)) == LINKS_AT_ONCE
    assert {ref for letters in sent for ref in letters} == set(refs)


def test_what_nobody_wrote_in_comes_in_turn_too(app: Flask) -> None:
    written = begun(app, 6)
    untouched = []
    for n in range(1, 4):
        with moved(n * timedelta(hours=1)):
            untouched.append(guest_with_draft(app).ref)
    with moved(timedelta(days=30)):
        sent = [asked_again(app) for _ in range(3)]
    assert [letters[4] for letters in sent] == untouched
    assert {ref for letters in sent for ref in letters[:4]} == set(written)


def test_what_was_changed_last_comes_first_however_old_it_is(app: Flask) -> None:
    oldest = guest_with_draft(app, title="The oldest")
    begun(app, 6)
    with moved(timedelta(hours=1)):
        oldest.save(title="The oldest, written on")
        assert asked_again(app)[0] == oldest.ref


def test_a_stranger_who_starts_drafts_for_an_address_pushes_no_written_one_out(app: Flask) -> None:
    mine = begun(app, 6)
    for n in range(1, 12):
        with moved(n * timedelta(hours=1)):
            guest_with_draft(app)
    with moved(timedelta(days=1)):
        sent = [*asked_again(app), *asked_again(app)]
    assert set(mine) <= set(sent)


def asks(draft: Draft) -> None:
    draft.guest.send(f"{draft.where}/status", f"{draft.where}/comments", body="May I?")


def sends_an_image(draft: Draft) -> None:
    draft.upload((jpeg(), "stairs.jpg"))


@pytest.mark.parametrize("does", [asks, sends_an_image])
@pytest.mark.parametrize("title", ["", "The oldest"])
def test_a_question_and_an_image_count_as_words_do(
    app: Flask, does: Callable[[Draft], None], title: str
) -> None:
    oldest = guest_with_draft(app, **({"title": title} if title else {}))
    with moved(timedelta(hours=1)):
        begun(app, 6)
    with moved(timedelta(hours=2)):
        does(oldest)
    with moved(timedelta(days=30)):
        assert asked_again(app)[0] == oldest.ref


def test_a_file_that_shows_a_right_counts_as_words_do(app: Flask) -> None:
    oldest = guest_with_draft(app, title="The oldest")
    oldest.upload((jpeg(), "stairs.jpg"))
    begun(app, 6)
    with moved(timedelta(hours=1)):
        assert send_evidence(oldest).status_code == 303
    with moved(timedelta(days=30)):
        assert asked_again(app)[0] == oldest.ref


def test_what_the_desk_wrote_does_not_count_as_the_words_of_the_author(app: Flask) -> None:
    oldest = guest_with_draft(app, title="The oldest")
    refs = begun(app, 6)
    by = desk.member()
    with moved(timedelta(hours=1)), transaction():
        drafting.comment(oldest.row, body="When will you send it?", by=session.get_one(Member, by))
    with moved(timedelta(days=30)):
        assert asked_again(app)[:2] == [refs[5], refs[4]]


def test_the_page_says_that_asking_again_sends_the_others(app: Flask) -> None:
    shown = browser(app).get("/links/sent")
    assert f"at most {LINKS_AT_ONCE} links" in words(shown)
    assert '<a href="/links">ask again</a>' in shown.text


@pytest.mark.parametrize(("drafts", "more"), [(LINKS_AT_ONCE, False), (LINKS_AT_ONCE + 1, True)])
def test_only_a_letter_that_left_others_out_says_how_to_get_them(app: Flask, drafts: int, more: bool) -> None:
    begun(app, drafts)
    with moved(timedelta(days=30)):
        assert promises(app) == [more] * LINKS_AT_ONCE


def test_letters_stop_saying_that_there_are_more_when_all_have_come(app: Flask) -> None:
    begun(app, LINKS_AT_ONCE + 1)
    with moved(timedelta(days=30)):
        assert promises(app) == [True] * LINKS_AT_ONCE
    with moved(timedelta(days=30, hours=1)):
        assert promises(app) == [False] * LINKS_AT_ONCE
    with moved(timedelta(days=60)):
        assert promises(app) == [True] * LINKS_AT_ONCE


def promises(app: Flask) -> list[bool]:
    """Of each letter that is mailed on one request, whether it says that there are more."""
    before = len(mail.letters())
    asked_again(app)
    mail.told()
    sent = [one for one in mail.letters()[before:] if one.letter == "link_again"]
    said = [["Ask once more in the same way" in words for words in (one.text, one.html)] for one in sent]
    assert all(text is html for text, html in said)
    return [text for text, _ in said]
