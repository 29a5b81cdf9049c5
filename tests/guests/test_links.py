"""Private links: one opens exactly one draft, changes nothing on GET, and ends when it is revoked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import session, transaction
from app.guests import actions, queries
from app.guests.models import Guest, Link
from app.submissions.models import Submission
from tests.conftest import MakeSettings
from tests.factories.pages import browser, words
from tests.factories.people import guest_with_draft, ready_to_sign


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def link_of(ref: str) -> Link:
    return session.scalars(select(Link).where(Link.subject_ref == ref)).one()


def test_the_link_hands_its_token_to_a_cookie_that_scripts_cannot_read(app: Flask) -> None:
    draft = guest_with_draft(app)
    answer = browser(app).get(f"/d/{draft.token}")
    assert answer.status_code == 303
    assert answer.location == draft.where
    [cookie] = [said for said in answer.headers.getlist("Set-Cookie") if said.startswith("draft-")]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_opening_a_link_changes_no_row(app: Flask) -> None:
    draft = guest_with_draft(app)

    def state() -> tuple[object, ...]:
        session.rollback()
        link = link_of(draft.ref)
        return link.revoked_at, link.owner.confirmed_at, session.scalar(select(func.count(Event.id)))

    before = state()
    fresh = browser(app)
    fresh.get(f"/d/{draft.token}")
    fresh.get(draft.where)
    assert state() == before
    assert before[1] is None


def test_the_first_post_through_a_link_confirms_the_address_once(app: Flask) -> None:
    draft = guest_with_draft(app)
    draft.save(title="One")
    draft.save(title="Two")
    assert draft.row.guest.confirmed_at is not None
    kinds = [event.kind for event in session.scalars(select(Event))]
    assert kinds.count(Kind.GUEST_CONFIRMED) == 1


def test_the_token_stands_on_no_page_of_the_draft(app: Flask) -> None:
    draft = ready_to_sign(app)
    for place in ("", "/attestation", "/preview", "/status"):
        answer = draft.guest.get(draft.where + place)
        assert answer.status_code == 200
        assert draft.token not in answer.text


def test_only_a_hash_of_the_token_is_kept(app: Flask) -> None:
    draft = guest_with_draft(app)
    link = link_of(draft.ref)
    assert link.token_hash is not None
    assert draft.token not in (link.token_hash, link.subject_ref)
    assert len(link.token_hash) == 64


def test_a_revoked_link_and_a_wrong_one_get_the_same_page(app: Flask) -> None:
    draft = guest_with_draft(app)
    with transaction():
        actions.revoke(link_of(draft.ref))
    answers = [browser(app).get(f"/d/{token}") for token in (draft.token, "x" * 43, "short")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({words(answer) for answer in answers}) == 1
    assert "/links" in answers[0].text


def test_a_revoked_link_closes_the_page_that_was_open(app: Flask) -> None:
    draft = guest_with_draft(app)
    with transaction():
        actions.revoke(link_of(draft.ref))
    assert draft.guest.get(draft.where).status_code == 404
    assert draft.guest.post(f"{draft.where}/saves", data={"title": "Mine"}).status_code == 404


def test_the_cookie_of_one_draft_opens_no_other(app: Flask) -> None:
    mine = guest_with_draft(app, "amina@example.org")
    other = guest_with_draft(app, "bo@example.org")
    assert mine.guest.get(other.where).status_code == 404
    mine.guest.set_cookie(f"draft-{other.ref}", mine.token, domain="127.0.0.1")
    assert mine.guest.get(other.where).status_code == 404


def test_a_draft_that_is_not_there_looks_like_one_that_is_not_yours(app: Flask) -> None:
    draft = guest_with_draft(app)
    stranger = browser(app)
    not_mine, not_there = stranger.get(draft.where), stranger.get("/drafts/abcdefghjk")
    assert not_mine.status_code == not_there.status_code == 404
    assert words(not_mine) == words(not_there)


def test_a_link_to_a_draft_does_not_open_as_a_notice(app: Flask) -> None:
    draft = guest_with_draft(app)
    assert browser(app).get(f"/n/{draft.token}").status_code == 404


@pytest.mark.parametrize("email", ["amina@example.org", "nobody@example.org"])
def test_asking_for_a_link_answers_the_same_whoever_asks(app: Flask, email: str) -> None:
    guest_with_draft(app, "amina@example.org")
    answer = browser(app).send("/links", "/links", email=email)
    assert (answer.status_code, answer.location) == (303, "/links/sent")
    asked = session.scalar(select(func.count(Event.id)).where(Event.kind == Kind.LINK_REQUESTED.value))
    assert asked == (1 if email == "amina@example.org" else 0)


def test_asking_again_does_not_bring_back_what_was_ended(app: Flask) -> None:
    ended, kept = guest_with_draft(app, title="One"), guest_with_draft(app)
    with transaction():
        actions.revoke(link_of(ended.ref))
    browser(app).send("/links", "/links", email="amina@example.org")
    session.rollback()
    assert queries.live_link(ended.token) is None
    assert link_of(ended.ref).revoked_at is not None
    asked = session.scalars(select(Event).where(Event.kind == Kind.LINK_REQUESTED.value)).one()
    assert asked.subject_id == link_of(kept.ref).id


@pytest.mark.parametrize(
    "email", ["", "amina", "a@b", "a b@example.org", "x" * 250 + "@example.org", "a@example.org\0"]
)
def test_an_address_nobody_could_write_to_is_refused_in_words_and_kept(app: Flask, email: str) -> None:
    answer = browser(app).send("/submit", "/submit", email=email)
    assert answer.status_code == 422
    assert 'id="email-fault"' in answer.text
    assert session.scalar(select(func.count(Guest.id))) == 0


@pytest.mark.parametrize("email", ["a@example.org\0", "x" * 3000])
def test_asking_for_a_link_with_nonsense_is_answered_calmly(app: Flask, email: str) -> None:
    assert browser(app).send("/links", "/links", email=email).status_code in (303, 422)


def test_a_program_that_fills_the_hidden_field_starts_nothing(app: Flask) -> None:
    answer = browser(app).send("/submit", "/submit", email="bot@example.org", website="https://spam.example")
    assert (answer.status_code, answer.location) == (303, "/submit/sent")
    assert session.scalar(select(func.count(Submission.id))) == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Amina@Example.ORG ", "amina@example.org"),
        ("a.mina+tag@example.org", "a.mina+tag@example.org"),
        ("amina@straße.de", "amina@straße.de"),
    ],
)
def test_an_address_is_folded_in_case_and_in_nothing_else(app: Flask, typed: str, kept: str) -> None:
    guest_with_draft(app, typed, title="Begun")
    guest_with_draft(app, typed.upper() if "ß" not in typed else typed)
    session.rollback()
    assert list(session.scalars(select(Guest.email))) == [kept]


class TestUnderHttps:
    @pytest.fixture
    def settings(self, make_settings: MakeSettings, database: str) -> object:
        return make_settings(database_url=database, base_url="https://journal.example.org")

    def test_cookies_carry_the_host_prefix_and_are_secure(self, app: Flask) -> None:
        draft = guest_with_draft(app)
        answer = browser(app).get(f"/d/{draft.token}")
        [cookie] = [said for said in answer.headers.getlist("Set-Cookie") if "draft-" in said]
        assert cookie.startswith(f"__Host-draft-{draft.ref}=")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {
            part.strip() for part in cookie.split(";")
        }
        assert "Domain" not in cookie
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")

    def test_the_session_cookie_carries_it_too(self, app: Flask) -> None:
        said = browser(app).get("/submit").headers.getlist("Set-Cookie")
        assert [cookie for cookie in said if cookie.startswith("__Host-session=") and "Secure" in cookie]
