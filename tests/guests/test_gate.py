"""Abuse costs something and a person loses nothing: a quiet task, limits by network, mailbox and domain, and always a
way on."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import altcha
import pytest
import redis
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app import clock
from app.audit.kinds import SYSTEM
from app.db import session, transaction
from app.errors import Refused
from app.guests import mailboxes
from app.site import actions as site
from app.site import queries as settings_in_force
from app.submissions.models import Submission
from app.web import limits, proof
from config import Settings
from tests.conftest import MakeSettings
from tests.factories.pages import Browser, browser, form, words
from tests.factories.people import guest_with_draft
from tests.servers import free_port

ODD = ("", "x", "e30=", "bnVsbA==", "W10=", "a" * 5000, "\ud800", base64.b64encode(b"\xff").decode())


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest, database: str) -> str:
    return database


@pytest.fixture
def settings(make_settings: MakeSettings, database: str, redis_server: str) -> Settings:
    redis.Redis.from_url(redis_server).flushdb()
    return make_settings(database_url=database, redis_url=redis_server, rate_limits=True)


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        with transaction():
            allow(app, task_cost=1)
        yield


def allow(_app: Flask, **numbers: int) -> None:
    value = {**settings_in_force.setting("limits"), **numbers}
    site.change_setting("limits", value, by=SYSTEM, source="a test")


def solved(task: str, *, counter: int | None = None) -> str:
    """What our script brings, worked out here."""
    challenge = altcha.Challenge.from_dict(json.loads(task))
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    if counter is not None:
        solution.counter = counter
    return altcha.Payload(challenge, solution).to_base64()


def somebody(app: Flask, address: str = "203.0.113.7") -> Browser:
    made = browser(app)
    made.environ_base["REMOTE_ADDR"] = address
    return made


def start(app: Flask, email: str, *, address: str = "203.0.113.7", script: bool = False) -> TestResponse:
    """Ask for a draft as a new visitor; with ``script``, with the task solved after a look at the page."""
    who = somebody(app, address)
    page = who.get("/submit")
    answer = ""
    if script:
        with clock.moved(-timedelta(seconds=3)):
            answer = solved(proof.task(1))
    return who.send(page, "/submit", email=email, proof=answer)


def drafts() -> int:
    session.rollback()
    return session.scalar(select(func.count(Submission.id))) or 0


def test_the_page_brings_a_task_for_a_worker_and_runs_nothing_else(app: Flask) -> None:
    for address in ("/submit", "/links"):
        page = browser(app).get(address)
        task = re.search(r'data-task="([^"]+)"', page.text)
        assert task
        assert json.loads(unescape(task[1]))["parameters"]["keyPrefix"] == "00"
        policy = page.headers["Content-Security-Policy"]
        assert "worker-src 'self'" in policy
        assert "unsafe" not in policy
        assert "altcha" not in words(page).lower()
    assert "worker-src" not in browser(app).get("/").headers["Content-Security-Policy"]


def test_a_solution_counts_once_and_not_too_soon(app: Flask) -> None:
    quick = solved(proof.task(1))
    assert not proof.is_solved(quick, least=2)
    with clock.moved(timedelta(seconds=3)):
        assert proof.is_solved(quick, least=2)
        assert not proof.is_solved(quick, least=2), "a second time"


def test_a_solution_of_somebody_else_s_task_or_a_made_up_one_is_none(app: Flask) -> None:
    mine = json.loads(proof.task(1))
    mine["parameters"]["expiresAt"] += 1
    forged = solved(json.dumps(mine))
    foreign = altcha.create_challenge(proof.ALGORITHM, 1, hmac_secret="another", expires_at=2**31)
    wrong = solved(proof.task(1), counter=2**31)
    for one in (forged, solved(json.dumps(foreign.to_dict())), wrong, *ODD):
        assert not proof.is_solved(one, least=0), one[:40]


@pytest.mark.parametrize(
    "said", [{"counter": "x"}, {"counter": -1}, {"counter": 2**80}, {"derivedKey": 7}, {"counter": None}]
)
def test_a_solution_of_another_shape_is_none_and_no_error(app: Flask, said: dict[str, Any]) -> None:
    payload = json.loads(base64.b64decode(solved(proof.task(1))))
    payload["solution"] |= said
    assert not proof.is_solved(base64.b64encode(json.dumps(payload).encode()).decode(), least=0)


def test_without_a_script_the_sixth_letter_in_an_hour_waits_and_with_one_it_goes(app: Flask) -> None:
    for number in range(5):
        assert start(app, f"one{number}@gmail.com", address=f"203.0.113.{number}").status_code == 303
    late = start(app, "six@gmail.com", address="203.0.113.99")
    assert late.status_code == 429
    said = words(late)
    assert re.search(r"Please try again after \d\d:\d\d", said)
    assert "write to webmaster@example.org" in said
    assert 0 < int(late.headers["Retry-After"]) <= 3600
    assert form(late, "/submit").fields["email"] == "six@gmail.com", "nothing typed is lost"
    assert drafts() == 5
    assert start(app, "six@gmail.com", address="203.0.113.99", script=True).status_code == 303
    assert start(app, "seven@gmail.com", address="198.51.100.1").status_code == 303, "another network"


def test_a_network_is_counted_as_one_and_so_is_a_v6_site(app: Flask) -> None:
    assert limits.network("203.0.113.7") == limits.network("203.0.113.250") != limits.network("203.0.114.7")
    assert limits.network("2001:db8:1:2::3") == limits.network("2001:db8:1:ffff::1")
    assert limits.network("2001:db8:1:2::3") != limits.network("2001:db8:2::1")
    with transaction():
        allow(app, network_hour=2)
    for number in range(2):
        done = start(app, f"n{number}@gmail.com", address=f"203.0.113.{number}", script=True)
        assert done.status_code == 303
    assert start(app, "n3@gmail.com", address="203.0.113.9", script=True).status_code == 429


def test_one_mailbox_gets_so_many_letters_whoever_asks_and_whether_we_know_it_or_not(app: Flask) -> None:
    for number in range(5):
        asked = somebody(app, f"198.51.{number}.1").send("/links", "/links", email="nobody@gmail.com")
        assert asked.location == "/links/sent"
    full = somebody(app, "198.51.99.1").send("/links", "/links", email="Nobody@gmail.com")
    assert full.status_code == 429
    assert "write to webmaster@example.org" in words(full)


def test_a_domain_is_counted_unless_everybody_has_mail_there(app: Flask) -> None:
    with transaction():
        allow(app, domain_hour=2)
    got = [
        start(app, f"p{number}@{domain}", address=f"198.51.{number}.1", script=True).status_code
        for domain in ("clinic.example", "gmail.com")
        for number in range(3)
    ]
    assert got == [303, 303, 429, 303, 303, 303]


def test_what_is_refused_is_not_counted_again(app: Flask) -> None:
    with transaction():
        allow(app, mailbox_hour=1, unproven_hour=3)
    first = [start(app, "same@gmail.com").status_code for _ in range(5)]
    assert first == [303, 429, 429, 429, 429]
    assert [start(app, f"o{number}@gmail.com").status_code for number in range(3)] == [303, 303, 429]


@pytest.mark.parametrize("email", ["a@mailinator.com", "a@Mailinator.COM", "a@sub.mailinator.com"])
def test_an_address_that_is_thrown_away_is_refused_with_the_reason_and_a_way_on(
    app: Flask, email: str
) -> None:
    answer = start(app, email)
    assert answer.status_code == 422
    said = words(answer)
    assert "are thrown away after a while, and with them the link to your article" in said
    assert "write to webmaster@example.org" in said
    assert drafts() == 0


def test_a_publisher_can_allow_a_domain_of_the_list(app: Flask) -> None:
    with pytest.raises(Refused):
        mailboxes.must_last("a@mailinator.com")
    with transaction():
        value = {**settings_in_force.setting("mail_domains"), "allowed": "mailinator.com"}
        site.change_setting("mail_domains", value, by=SYSTEM, source="a test")
    assert start(app, "a@mailinator.com").status_code == 303


def test_a_change_of_address_asks_the_same(app: Flask) -> None:
    draft = guest_with_draft(app)
    where = f"{draft.where}/addresses"
    answer = draft.guest.send(where, where, email="amina@mailinator.com")
    assert answer.status_code == 422
    assert "thrown away" in words(answer)


def test_a_program_that_fills_in_what_nobody_sees_is_told_what_everybody_is_told(app: Flask) -> None:
    who = somebody(app)
    answer = who.send("/submit", "/submit", email="robot@gmail.com", website="https://example.net")
    assert answer.location == "/submit/sent"
    assert drafts() == 0


def test_a_door_that_is_knocked_at_too_often_says_when_to_come_back_and_whom_to_write_to(app: Flask) -> None:
    who = somebody(app)
    got = [who.get(f"/d/{'x' * 43}") for _ in range(61)]
    assert {answer.status_code for answer in got[:60]} == {404}
    assert got[60].status_code == 429
    assert 0 < int(got[60].headers["Retry-After"]) <= 60
    assert re.search(r"again after \d\d:\d\d.*Or write to webmaster@example.org", words(got[60]))


class TestWhereTheStoreIsAway:
    @pytest.fixture
    def settings(self, make_settings: MakeSettings, database: str) -> Settings:
        url = f"redis://127.0.0.1:{free_port()}/0"
        return make_settings(database_url=database, redis_url=url, rate_limits=True, broker_timeout=0.2)

    def test_people_go_on_and_each_process_counts_for_itself(self, app: Flask) -> None:
        got = [start(app, f"one{number}@gmail.com").status_code for number in range(7)]
        assert got == [303] * 5 + [429] * 2
        assert start(app, "seven@gmail.com", script=True).status_code == 303
        assert drafts() == 6


def test_one_mailbox_written_in_other_signs_has_one_share(app: Flask) -> None:
    guest_with_draft(app, "amina@example.org")
    with transaction():
        allow(app, mailbox_hour=2, unproven_hour=50)
    codes = []
    for number, sign in enumerate(("", "\x01", "\u202e", "\ufeff", "\x7f")):
        who = somebody(app, f"198.51.{number}.7")
        codes.append(who.send("/links", "/links", email=f"am{sign}ina@example.org").status_code)
    assert codes == [303, 303, 429, 429, 429]
