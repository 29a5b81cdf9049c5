"""Signing in and one's own account: who gets in, where they land, and what ends a session."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from redis import Redis

from app.accounts import actions as accounts
from app.accounts.models import Member
from app.db import session, transaction
from tests.conftest import MakeSettings
from tests.pages.signing_in import HOST, browser, post, sign_in, site, token_in, try_to_sign_in
from tests.review import making

EMAIL = "rosei@desk.example"


@pytest.fixture
def member(app: Flask) -> int:
    with app.app_context():
        return making.member("R. Osei")


def landing(answer) -> str:
    assert answer.status_code in (302, 303)
    return answer.location.removeprefix(HOST)


def test_a_member_signs_in_and_lands_on_the_desk(app, member):
    client = browser(app)
    assert landing(try_to_sign_in(client, EMAIL.upper(), making.PASSWORD)) == "/desk"
    assert client.get("/desk").status_code == 200


def test_whoever_was_sent_to_sign_in_lands_where_they_wanted(app, member):
    client = browser(app)
    wanted = client.get("/desk/log").location
    assert (
        landing(try_to_sign_in(client, EMAIL, making.PASSWORD, to=wanted.partition("next=")[2]))
        == "/desk/log"
    )


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/desk",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "https://127.0.0.1:8000@evil.example",
    ],
)
def test_signing_in_never_leads_to_another_site(app, member, elsewhere):
    answer = try_to_sign_in(browser(app), EMAIL, making.PASSWORD, to=elsewhere)
    to = urlsplit(urljoin(f"{HOST}/login", answer.location or "/"))
    assert (to.scheme, to.netloc) == ("http", "127.0.0.1:8000")


@pytest.mark.parametrize(("email", "password"), [(EMAIL, "wrong"), ("nobody@desk.example", making.PASSWORD)])
def test_a_wrong_password_and_an_unknown_address_get_the_same_words(app, member, email, password):
    answer = try_to_sign_in(browser(app), email, password)
    assert "There is a problem" in answer.text
    words = re.findall(r'class="faults".*?</div>', answer.text, re.DOTALL)[0]
    assert "Authentication failed" in words
    assert "exist" not in words.lower()


def test_somebody_switched_off_cannot_sign_in_and_loses_the_session_at_once(app, member):
    client = sign_in(app, member)
    assert client.get("/desk").status_code == 200
    with app.app_context(), transaction():
        accounts.switch_off(session.get_one(Member, member))
    assert client.get("/desk").status_code == 303
    try_to_sign_in(fresh := browser(app), EMAIL, making.PASSWORD)
    assert fresh.get("/desk").status_code == 303


def test_a_demoted_member_loses_power_at_once(app, member):
    client = sign_in(app, member)
    with app.app_context(), transaction():
        person = session.get_one(Member, member)
        person.roles = []
    assert client.get("/desk").status_code == 403


def test_the_session_changes_when_somebody_signs_in(app, member):
    client = browser(app)
    client.get("/login")
    before = client.get_cookie("session", domain="127.0.0.1")
    try_to_sign_in(client, EMAIL, making.PASSWORD)
    after = client.get_cookie("session", domain="127.0.0.1")
    assert before
    assert after
    assert after.value != before.value
    assert after.http_only
    assert after.same_site == "Lax"


def test_signing_out_is_a_post(app, member):
    client = sign_in(app, member)
    assert client.get("/logout").status_code == 405
    answer = post(client, "/logout")
    assert landing(answer) == "/login"
    assert client.get("/desk").status_code == 303


def test_the_page_to_sign_in_is_ours_and_has_nothing_inline(app):
    answer = browser(app).get("/login")
    assert 'class="door"' in answer.text
    assert "<style" not in answer.text
    assert "style=" not in answer.text
    assert not re.search(r"<script(?![^>]*src=)", answer.text)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("sent", [[], "x", 5, {"email": 5, "password": []}, {"email": "\ud800"}])
def test_what_is_no_form_is_refused_and_breaks_nothing(app, member, sent):
    client = browser(app)
    token = token_in(client.get("/login").text)
    for door in ("/login", "/login/code", "/login/recovery", "/login/passkey", "/login/passkey/x"):
        assert client.post(door, json=sent, headers={"X-CSRFToken": token}).status_code == 415


@pytest.mark.parametrize("page", ["/login", "/password"])
def test_an_address_that_no_database_can_hold_is_nobodys(app, member, page):
    answer = post(browser(app), page, page=page, email="r\0osei@desk.example", password="x")
    assert answer.status_code in (200, 303)


def test_sign_in_is_throttled(make_settings: MakeSettings, database: str, redis_server: str):
    with Redis.from_url(redis_server) as store:
        store.flushall()
    with site(make_settings(database_url=database, redis_url=redis_server, rate_limits=True)) as made:
        client = browser(made)
        token = token_in(client.get("/login").text)
        form = {"csrf_token": token, "email": EMAIL, "password": "wrong"}
        answers = [client.post("/login", data=form).status_code for _ in range(12)]
    assert answers[-1] == 429
    assert 429 not in answers[:9]


def test_a_password_is_changed_by_whoever_knows_the_present_one(app, member):
    client, other = sign_in(app, member), sign_in(app, member)
    new = "a longer password than before"
    answer = post(client, "/account", current=making.PASSWORD, password=new, again=new)
    assert answer.status_code == 303
    assert client.get("/desk").status_code == 200
    assert other.get("/desk").status_code == 303
    assert landing(try_to_sign_in(browser(app), EMAIL, new)) == "/desk"


@pytest.mark.parametrize(
    ("current", "new", "again", "said"),
    [
        ("wrong", "a longer password", "a longer password", "not your present password"),
        (making.PASSWORD, "short", "short", "12 characters or more"),
        (making.PASSWORD, "a longer password", "another password", "not the same"),
    ],
)
def test_a_password_that_does_not_do_is_refused_beside_its_field(app, member, current, new, again, said):
    answer = post(sign_in(app, member), "/account", current=current, password=new, again=again)
    assert answer.status_code == 422
    assert said in answer.text
    with app.app_context():
        assert landing(try_to_sign_in(browser(app), EMAIL, making.PASSWORD)) == "/desk"


def test_no_page_of_the_sign_in_package_itself_is_served(app, member):
    client = sign_in(app, member)
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("security.") and "GET" in rule.methods and not rule.arguments:
            page = client.get(rule.rule).text
            assert "<style" not in page, rule.rule
            assert "fs-static" not in page, rule.rule
