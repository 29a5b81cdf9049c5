"""What a password must be, what a stolen table of them costs to try, and the way back for whoever forgot theirs."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.accounts import actions as accounts
from app.accounts import passwords
from app.accounts.models import Member, Pass, Purpose
from app.audit.kinds import SYSTEM, Kind
from app.audit.models import Event
from app.clock import now
from app.db import session, transaction
from app.errors import Refused
from app.notifications import actions as notifications
from app.notifications.models import Message
from app.site import actions as site
from tests.accounts.people import newest, row, token_of, webmaster
from tests.pages.signing_in import browser, post, sign_in, token_in, try_to_sign_in
from tests.review import making

EMAIL = "rosei@desk.example"
GOOD = "twelve geese over the canal"


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def member() -> int:
    return making.member("R. Osei")


def asks(app: Flask, email: str = EMAIL):
    return post(browser(app), "/password", page="/password", email=email)


def choosing(app: Flask):
    """A browser in which the link of the newest letter was opened."""
    client = browser(app)
    assert client.get(f"/w/{token_of(app, newest(Purpose.PASSWORD))}").location == "/password/new"
    return client


def chooses(client, password: str = GOOD):
    return post(client, "/password/new", page="/password/new", password=password, again=password)


def letters(name: str) -> list[Message]:
    with transaction():
        notifications.fan_out()
    return list(session.scalars(select(Message).where(Message.letter == name)))


def test_a_password_costs_at_least_what_rfc_9106_recommends(strong_hashing: dict[str, int]) -> None:
    assert strong_hashing["argon2__memory_cost"] >= 65536
    assert strong_hashing["argon2__time_cost"] >= 3


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "12 characters or more"),
        ("password1234", "most common passwords"),
        ("qwertyuiop12", "most common passwords"),
        ("aaaaaaaaaaaaaaaa", "repeats itself"),
        ("Harrow Lane Clinic Journal 2026", "the site"),
        ("Ruth Osei Ruth Osei", "your name"),
        ("osei desk example", "your name"),
        ("harrowlaneclinic", "the site"),
        ("abcdefghijklmnop", "a run"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused_with_why_and_what_to_do(password: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        passwords.check(password, name="Ruth Osei", email=EMAIL)
    [sentence] = refused.value.fields["password"]
    assert why in sentence
    assert "four or more words" in sentence or "characters or more" in sentence


@pytest.mark.parametrize("password", [GOOD, making.PASSWORD, "SvpX2cZ1uGm_Qe9b", "läuft über Brücken nachts"])
def test_a_password_that_holds_is_taken_whatever_it_is_made_of(password: str) -> None:
    passwords.check(password, name="Ruth Osei", email=EMAIL)


def test_the_least_length_and_the_least_score_are_the_sites_own() -> None:
    with transaction():
        site.change_setting(
            "passwords", {"least_length": 30, "least_score": 3}, by=SYSTEM, source="the board"
        )
    with pytest.raises(Refused, match="30 characters"):
        passwords.check(GOOD, name="", email="")


def test_a_long_password_costs_no_more_to_estimate_than_a_short_one() -> None:
    hostile = "aA1!@4sS$5" * 2500
    begun = time.process_time()
    with suppress(Refused):
        passwords.check(hostile, name="", email="")
    assert time.process_time() - begun < 2


def test_the_same_word_from_another_keyboard_is_the_same_password(app: Flask, member: int) -> None:
    composed, apart = (
        "l\u00e4uft \u00fcber Br\u00fccken nachts",
        "la\u0308uft u\u0308ber Bru\u0308cken nachts",
    )
    with transaction():
        accounts.set_password(session.get_one(Member, member), composed, by=SYSTEM)
    for typed in (composed, apart):
        client = browser(app)
        try_to_sign_in(client, EMAIL, typed)
        assert client.get("/desk").status_code == 200


def test_a_weak_new_password_is_refused_beside_its_field(app: Flask, member: int) -> None:
    answer = post(
        sign_in(app, member),
        "/account",
        current=making.PASSWORD,
        password="password1234",
        again="password1234",
    )
    assert answer.status_code == 422
    assert "most common passwords" in answer.text


def test_a_changed_password_is_told_by_letter(app: Flask, member: int) -> None:
    post(sign_in(app, member), "/account", current=making.PASSWORD, password=GOOD, again=GOOD)
    [told] = letters("desk_account_changed")
    assert "You changed your account" in told.text
    assert "password" in told.text


def test_whoever_forgot_a_password_sets_a_new_one_and_every_session_ends(app: Flask, member: int) -> None:
    before = sign_in(app, member)
    assert asks(app, "ROsei@desk.example").location == "/password/sent"
    [letter] = letters("desk_password_link")
    assert letter.address == EMAIL
    assert token_of(app, newest(Purpose.PASSWORD)) not in letter.text
    client = choosing(app)
    assert chooses(client).location == "/login"
    assert client.get("/desk").status_code == 303
    assert before.get("/desk").status_code == 303
    try_to_sign_in(client, EMAIL, GOOD)
    assert client.get("/desk").status_code == 200


@pytest.mark.parametrize("email", [EMAIL, "nobody@desk.example", "not an address"])
def test_asking_gets_the_same_answer_and_the_same_event_for_everybody(
    app: Flask, member: int, email: str
) -> None:
    answer = asks(app, email)
    assert (answer.status_code, answer.location) == (303, "/password/sent")
    kinds = list(session.scalars(select(Event.kind).where(Event.kind == Kind.PASSWORD_FORGOTTEN.value)))
    assert len(kinds) == 1
    assert len(letters("desk_password_link")) == (email == EMAIL)


def test_the_link_is_good_for_an_hour_and_used_once(app: Flask, member: int) -> None:
    asks(app)
    left = newest(Purpose.PASSWORD).expires_at - now()
    assert timedelta(minutes=59) < left <= timedelta(hours=1)
    client, other = choosing(app), choosing(app)
    assert chooses(client).status_code == 303
    assert other.get("/password/new").status_code == 404
    asks(app)
    late = choosing(app)
    with transaction():
        session.execute(update(Pass).values(expires_at=now()))
    assert late.get("/password/new").status_code == 404


def test_a_newer_letter_ends_the_link_in_the_one_before(app: Flask, member: int) -> None:
    asks(app)
    first = token_of(app, newest(Purpose.PASSWORD))
    asks(app)
    assert browser(app).get(f"/w/{first}").status_code == 404
    choosing(app)


def test_a_password_that_does_not_do_leaves_the_link_as_it_was(app: Flask, member: int) -> None:
    asks(app)
    client = choosing(app)
    assert chooses(client, "password1234").status_code == 422
    assert chooses(client).status_code == 303


def test_somebody_switched_off_gets_no_letter_and_no_new_password(app: Flask, member: int) -> None:
    asks(app)
    client = choosing(app)
    form = {"csrf_token": token_in(client.get("/password/new").text), "password": GOOD, "again": GOOD}
    with transaction():
        accounts.switch_off(session.get_one(Member, member))
    assert client.post("/password/new", data=form).status_code == 404
    asks(app)
    with transaction():
        session.execute(update(Pass).values(ended_at=now()))
    assert not letters("desk_password_link")
    assert passwords.is_theirs(making.PASSWORD, row(member))


def test_an_invitation_opens_no_password_and_the_other_way_round(app: Flask, member: int) -> None:
    asks(app)
    assert browser(app).get(f"/i/{token_of(app, newest(Purpose.PASSWORD))}").status_code == 404


@pytest.mark.parametrize("change", ["password", "switched off and on", "signed out everywhere"])
def test_what_ends_every_session_ends_the_link_to_a_new_password_too(
    app: Flask, member: int, change: str
) -> None:
    webmaster()
    asks(app)
    thief = choosing(app)
    with transaction():
        person = session.get_one(Member, member)
        if change == "password":
            accounts.set_password(person, GOOD, by=SYSTEM)
        elif change == "signed out everywhere":
            accounts.end_sessions(person, by=SYSTEM)
        else:
            accounts.switch_off(person)
            accounts.switch_on(person)
    assert thief.get("/password/new").status_code == 404
    assert newest(Purpose.PASSWORD).token_hash is None


def test_asking_for_another_letter_while_the_password_is_set_holds_nobody_up(
    app: Flask, member: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger may ask at that very moment: one waits for the other, and neither for what the other holds."""
    asks(app)
    client, made, said = choosing(app), passwords.hashed, []
    stranger = threading.Thread(target=lambda: said.append(asks(app).status_code))

    def meanwhile(password: str) -> str:
        stranger.start()
        stranger.join(1)
        return made(password)

    monkeypatch.setattr(passwords, "hashed", meanwhile)
    answer = chooses(client)
    stranger.join()
    assert (answer.status_code, said) == (303, [303])
