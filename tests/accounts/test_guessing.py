"""Guessing passwords: whoever guesses meets limits, the owner in a known browser does not, and nobody learns who is
at the desk."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from statistics import median

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts import actions as accounts
from app.accounts import security
from app.accounts.models import Member, Purpose
from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import session, transaction
from app.notifications import actions as notifications
from app.notifications.models import Message
from tests.accounts.people import newest, token_of
from tests.conftest import MakeSettings
from tests.pages.signing_in import browser, post, site, token_in, try_to_sign_in
from tests.review import making

EMAIL, NOBODY = "rosei@desk.example", "tosei@desk.example"


one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""The counts stand in Redis, whatever the database is."""


@pytest.fixture
def limited(make_settings: MakeSettings, database: str, redis_server: str) -> Iterator[Flask]:
    """The site with its limits on and nothing counted yet."""
    with Redis.from_url(redis_server) as store:
        store.flushall()
    with site(make_settings(database_url=database, redis_url=redis_server, rate_limits=True)) as made:
        with made.app_context():
            making.member("R. Osei")
        yield made


def write_letters() -> None:
    with transaction():
        while notifications.fan_out():
            pass


def guesses(
    client: FlaskClient, email: str, times: int, *, source: str = "203.0.113.9"
) -> list[TestResponse]:
    client.environ_base |= {"REMOTE_ADDR": source}
    form = {"csrf_token": token_in(client.get("/login").text), "email": email, "password": "wrong"}
    return [client.post("/login", data=form) for _ in range(times)]


def signs_in(client: FlaskClient) -> bool:
    try_to_sign_in(client, EMAIL, making.PASSWORD)
    return client.get("/desk").status_code == 200


def known_browser(app: Flask) -> FlaskClient:
    """The owner's, signed out again."""
    client = browser(app)
    assert signs_in(client)
    post(client, "/logout")
    return client


@one_database
def test_a_thousand_wrong_passwords_from_elsewhere_leave_the_owners_browser_in_peace(limited: Flask) -> None:
    owner, stranger = known_browser(limited), browser(limited)
    stopped = 0
    for number in range(100):  # a network each, ten tries from each
        for answer in guesses(stranger, EMAIL, 10, source=f"203.{number}.113.9"):
            stopped += answer.status_code == 429
    assert stopped > 900
    late = browser(limited)
    late.environ_base |= {"REMOTE_ADDR": "198.51.100.7"}
    assert not signs_in(late)
    assert signs_in(owner)


def test_the_owners_browser_is_let_in_also_from_the_network_of_whoever_guesses(limited: Flask) -> None:
    owner = known_browser(limited)
    owner.environ_base |= {"REMOTE_ADDR": "203.0.113.9"}
    assert guesses(browser(limited), EMAIL, 20)[-1].status_code == 429
    assert signs_in(owner)


@one_database
def test_a_stolen_mark_of_a_known_browser_gives_a_few_more_tries_and_no_more(limited: Flask) -> None:
    thief = known_browser(limited)
    answers = guesses(thief, EMAIL, 40)
    assert [answer.status_code for answer in answers[-5:]] == [429] * 5
    assert sum(answer.status_code != 429 for answer in answers) <= 30


def test_a_mark_for_one_account_is_worth_nothing_at_another(limited: Flask) -> None:
    with limited.app_context():
        making.member("E. Lindqvist")
    client = known_browser(limited)
    assert guesses(client, "elindqvist@desk.example", 12)[-1].status_code == 429


@one_database
def test_one_network_that_tries_many_addresses_is_stopped(limited: Flask) -> None:
    stranger = browser(limited)
    answers = [guesses(stranger, f"p{number}@desk.example", 1)[0].status_code for number in range(70)]
    assert answers[0] == 200
    assert answers[-1] == 429


def shown(answer: TestResponse, email: str) -> str:
    """The page without what differs between any two requests."""
    page = re.sub(r'value="[^"]*"', "", answer.text.replace(email, ""))
    return re.sub(r"after \d\d:\d\d", "", page)


def test_a_known_and_an_unknown_address_get_the_same_answers_limits_included(limited: Flask) -> None:
    answers = {
        email: guesses(browser(limited), email, 12, source=source)
        for email, source in ((EMAIL, "203.0.113.9"), (NOBODY, "198.51.100.9"))
    }
    pairs = list(zip(answers[EMAIL], answers[NOBODY], strict=True))
    assert [one.status_code for one, _ in pairs] == [other.status_code for _, other in pairs]
    assert {one.status_code for one, _ in pairs} == {200, 429}
    for one, other in pairs:
        assert shown(one, EMAIL) == shown(other, NOBODY)


def test_an_unknown_address_costs_as_much_hashing_as_a_known_one(
    make_settings: MakeSettings, database: str, strong_hashing: dict[str, int]
) -> None:
    weak = dict(security.HASHING)
    security.HASHING.update(strong_hashing)
    try:
        with site(make_settings(database_url=database)) as made:
            with made.app_context():
                making.member("R. Osei")
            spent: dict[str, list[float]] = {EMAIL: [], NOBODY: []}
            client = browser(made)
            for _ in range(5):
                for email, times in spent.items():
                    begun = time.process_time()
                    guesses(client, email, 1)
                    times.append(time.process_time() - begun)
    finally:
        security.HASHING.update(weak)
    known, unknown = median(spent[EMAIL]), median(spent[NOBODY])
    assert unknown > 0.05
    assert 0.6 < known / unknown < 1.6


def test_repeated_failures_are_in_the_log_once_and_without_a_word_of_what_was_typed(limited: Flask) -> None:
    guesses(browser(limited), EMAIL, 14)
    guesses(browser(limited), NOBODY, 14, source="198.51.100.9")
    with limited.app_context():
        events = session.scalars(select(Event).where(Event.kind == Kind.SIGN_IN_REFUSED.value)).all()
        assert [event.facts for event in events] == [{}, {}]
        assert sorted(event.subject_id > 0 for event in events) == [False, True]


@one_database
def test_a_new_password_by_letter_makes_the_browser_known(limited: Flask) -> None:
    owner = browser(limited)
    for number in range(30):
        guesses(browser(limited), EMAIL, 10, source=f"203.{number}.113.9")
    post(owner, "/password", page="/password", email=EMAIL)
    with limited.app_context():
        token = token_of(limited, newest(Purpose.PASSWORD))
    owner.get(f"/w/{token}")
    new = "twelve geese over the canal"
    assert post(owner, "/password/new", page="/password/new", password=new, again=new).status_code == 303
    try_to_sign_in(owner, EMAIL, new)
    assert owner.get("/desk").status_code == 200


def sets_up_codes(app: Flask) -> None:
    with app.app_context(), transaction():
        person = session.scalars(select(Member).where(Member.email == EMAIL)).one()
        secret = app.extensions["security"].totp_factory.generate_totp_secret()
        accounts.factors.turn_on(person, secret, key="a key of this test")


def wrong_codes(client: FlaskClient, times: int) -> int:
    """How many of them were looked at."""
    form = {"csrf_token": token_in(client.get("/login/code").text), "code": "000000"}
    answers = [client.post("/login/code", data=form).status_code for _ in range(times)]
    return sum(status == 200 for status in answers)


@one_database
def test_each_letter_for_a_new_password_gives_no_new_guesses_at_the_second_factor(limited: Flask) -> None:
    sets_up_codes(limited)
    looked_at = []
    for number, new in enumerate(("twelve geese over the canal", "thirteen swans under a bridge")):
        thief = browser(limited)
        thief.environ_base |= {"REMOTE_ADDR": f"203.{number}.113.9"}
        post(thief, "/password", page="/password", email=EMAIL)
        with limited.app_context():
            thief.get(f"/w/{token_of(limited, newest(Purpose.PASSWORD))}")
        assert post(thief, "/password/new", page="/password/new", password=new, again=new).status_code == 303
        assert "/login/code" in try_to_sign_in(thief, EMAIL, new).location
        looked_at.append(wrong_codes(thief, 40))
    assert looked_at == [30, 10]


def test_guesses_at_the_second_factor_are_in_the_log_as_those_of_one_who_has_the_password(
    limited: Flask,
) -> None:
    sets_up_codes(limited)
    thief = browser(limited)
    try_to_sign_in(thief, EMAIL, making.PASSWORD)
    assert wrong_codes(thief, 14) == 10
    with limited.app_context():
        [event] = session.scalars(select(Event).where(Event.kind == Kind.SIGN_IN_REFUSED.value))
        assert event.facts == {"after": "the right password"}
        write_letters()
        told = session.scalars(select(Message).where(Message.letter == "desk_code_guessed")).all()
        assert [one.address for one in told] == [EMAIL]
        assert "/password" in told[0].text


def test_of_passwords_that_are_guessed_no_letter_speaks(limited: Flask) -> None:
    thief = browser(limited)
    for _ in range(40):
        try_to_sign_in(thief, EMAIL, "wrong")
    with limited.app_context():
        assert session.scalars(select(Event).where(Event.kind == Kind.SIGN_IN_REFUSED.value)).all()
        write_letters()
        assert session.scalars(select(Message).where(Message.letter == "desk_code_guessed")).all() == []


@one_database
def test_somebody_at_the_same_address_keeps_nobody_from_typing_a_code(limited: Flask) -> None:
    sets_up_codes(limited)
    neighbour, owner = browser(limited), browser(limited)
    token = token_in(neighbour.get("/login").text)
    for door in ("/login/code", "/login/recovery"):
        for _ in range(12):
            neighbour.post(door, data={"csrf_token": token, "code": "000000"})
    try_to_sign_in(owner, EMAIL, making.PASSWORD)
    assert wrong_codes(owner, 1) == 1
