"""Where somebody is signed in: a row for each browser, which they and nobody else can end."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.accounts import actions as accounts
from app.accounts import browsers
from app.accounts.actions import sign_ins
from app.accounts.models import Member, SignIn
from app.audit.kinds import SYSTEM, Kind
from app.audit.models import Event
from app.clock import now
from app.db import session, transaction
from tests.accounts.people import row, webmaster
from tests.conftest import MakeSettings
from tests.pages.signing_in import HOST, browser, post, sign_in, site, token_in, try_to_sign_in
from tests.review import making

EMAIL = "rosei@desk.example"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def member() -> int:
    return making.member("R. Osei")


def rows() -> list[SignIn]:
    session.rollback()
    return list(session.scalars(select(SignIn).order_by(SignIn.id)))


def is_in(client: FlaskClient) -> bool:
    return client.get("/desk").status_code == 200


def cookie(client: FlaskClient, name: str = "session") -> str:
    found = client.get_cookie(name, domain="127.0.0.1")
    return found.value if found else ""


def test_the_account_lists_each_browser_in_words_and_marks_this_one(app: Flask, member: int) -> None:
    client = browser(app)
    client.environ_base |= {"HTTP_USER_AGENT": FIREFOX, "REMOTE_ADDR": "198.51.100.77"}
    try_to_sign_in(client, EMAIL, making.PASSWORD)
    sign_in(app, member)
    page = client.get("/account").text
    assert "Firefox on Linux" in page
    assert "198.51.100.0/24" in page
    assert "198.51.100.77" not in page
    assert page.count("This one") == 1
    assert page.count("Sign it out") == 1


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari on an iPhone"),
        ("curl/8", "A browser"),
        ("", "A browser"),
    ],
)  # fmt: skip
def test_a_browser_is_named_in_words_a_person_knows(agent: str, words: str) -> None:
    assert browsers.in_words(agent) == words


def test_one_browser_is_signed_out_at_once_and_the_others_stay(app: Flask, member: int) -> None:
    mine, other, third = (sign_in(app, member) for _ in range(3))
    assert is_in(other)
    assert post(mine, f"/account/sessions/{rows()[1].id}/endings").status_code == 303
    assert [is_in(client) for client in (mine, other, third)] == [True, False, True]


def test_every_other_browser_is_signed_out_at_once(app: Flask, member: int) -> None:
    mine, other, third = (sign_in(app, member) for _ in range(3))
    post(mine, "/account/sessions/endings")
    assert [is_in(client) for client in (mine, other, third)] == [True, False, False]


def test_nobody_ends_a_session_of_somebody_else(app: Flask, member: int) -> None:
    theirs = sign_in(app, webmaster())
    assert post(sign_in(app, member), f"/account/sessions/{rows()[0].id}/endings").status_code == 404
    assert is_in(theirs)


def test_a_copied_cookie_opens_nothing_once_its_owner_has_signed_out(app: Flask, member: int) -> None:
    client = browser(app)
    try_to_sign_in(client, EMAIL, making.PASSWORD)
    copied = cookie(client)
    thief = browser(app)
    thief.set_cookie("session", copied, domain="127.0.0.1")
    assert is_in(thief)
    post(client, "/logout")
    assert not is_in(thief)


def test_every_cookie_of_signing_in_is_bound_to_this_very_host(
    make_settings: MakeSettings, database: str
) -> None:
    """Nobody on a neighbouring name can set one (ASVS 5.0, 3.3.3)."""
    with site(make_settings(database_url=database, base_url="https://desk.example")) as made:
        with made.app_context():
            making.member("R. Osei")
        client = made.test_client()
        page = client.get("/login", base_url="https://desk.example").text
        form = {
            "csrf_token": token_in(page),
            "email": EMAIL,
            "password": making.PASSWORD,
            "remember": "y",
        }
        answer = client.post("/login", data=form, base_url="https://desk.example")
        said = answer.headers.getlist("Set-Cookie")
    assert len(said) == 3, said
    for one in said:
        assert one.startswith("__Host-"), one
        for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert word in one
        assert "Domain" not in one


def test_a_device_that_stays_signed_in_is_ended_like_any_other(app: Flask, member: int) -> None:
    client = browser(app)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/login").text)
    assert token
    form = {"csrf_token": token[1], "email": EMAIL, "password": making.PASSWORD, "remember": "y"}
    client.post("/login", data=form)
    client.delete_cookie("session", domain="127.0.0.1")
    assert is_in(client)
    with transaction():
        session.delete(session.scalars(select(SignIn)).one())
    client.delete_cookie("session", domain="127.0.0.1")
    assert not is_in(client)


def test_each_sign_in_has_a_token_of_its_own_and_the_row_keeps_its_hash(app: Flask, member: int) -> None:
    tokens = set()
    for _ in range(2):
        client = browser(app)
        try_to_sign_in(client, EMAIL, making.PASSWORD)
        with client.session_transaction(base_url=HOST) as kept:
            tokens.add(kept["_user_id"])
    assert len(tokens) == 2
    assert not tokens & {row.token_hash for row in rows()}


@pytest.mark.parametrize("change", ["password", "switched off", "signed out everywhere"])
def test_what_ends_every_session_ends_also_one_that_is_just_being_begun(
    app: Flask, member: int, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The password was checked, and the session is not there yet."""
    steps = app.extensions["security"].two_factor_plugins
    go_on = steps.tf_enter

    def changes() -> None:
        with app.app_context(), transaction():
            person = session.get_one(Member, member)
            if change == "password":
                accounts.set_password(person, "twelve geese over the canal", by=SYSTEM)
            elif change == "switched off":
                accounts.switch_off(person)
            else:
                accounts.end_sessions(person, by=SYSTEM)

    def meanwhile(*given: object, **named: object) -> object:
        other = threading.Thread(target=changes)
        other.start()
        other.join()
        return go_on(*given, **named)

    webmaster()
    monkeypatch.setattr(steps, "tf_enter", meanwhile)
    client = browser(app)
    assert try_to_sign_in(client, EMAIL, making.PASSWORD).status_code == 403
    assert rows() == []
    assert not is_in(client)


def test_a_changed_password_keeps_this_browser_under_a_new_token(app: Flask, member: int) -> None:
    mine, other = sign_in(app, member), sign_in(app, member)
    before = {row.token_hash for row in rows()}
    new = "twelve geese over the canal"
    post(mine, "/account", current=making.PASSWORD, password=new, again=new)
    assert [is_in(mine), is_in(other)] == [True, False]
    assert not before & {row.token_hash for row in rows()}


@pytest.mark.parametrize("changed", [{"seen_at": sign_ins.IDLE}, {"begun_at": sign_ins.LONGEST}])
def test_a_browser_is_signed_out_when_it_was_idle_or_in_use_for_too_long(
    app: Flask, member: int, changed: dict[str, timedelta]
) -> None:
    client = sign_in(app, member)
    with transaction():
        session.execute(update(SignIn).values({name: now() - long for name, long in changed.items()}))
    assert not is_in(client)


def test_when_a_browser_was_seen_is_noted_every_quarter_of_an_hour(app: Flask, member: int) -> None:
    client = sign_in(app, member)
    then = rows()[0].seen_at
    is_in(client)
    assert rows()[0].seen_at == then
    with transaction():
        session.execute(update(SignIn).values(seen_at=now() - timedelta(hours=1)))
    assert is_in(client)
    assert rows()[0].seen_at >= then


def test_signing_in_is_in_the_log_with_how_and_without_what_was_typed(app: Flask, member: int) -> None:
    try_to_sign_in(browser(app), EMAIL, making.PASSWORD)
    [event] = session.scalars(select(Event).where(Event.kind == Kind.PERSON_SIGNED_IN.value))
    assert event.facts == {"via": "password"}
    assert event.actor_id == member


def test_signing_in_hands_out_no_token_that_opens_the_desk_beside_the_session(
    app: Flask, member: int
) -> None:
    client = browser(app)
    token = token_in(client.get("/login").text)
    form = {"email": EMAIL, "password": making.PASSWORD, "csrf_token": token}
    answer = client.post("/login?include_auth_token", json=form, headers={"X-CSRFToken": token})
    assert "authentication_token" not in answer.text
    stranger = browser(app)
    with app.test_request_context():
        made = row(member).get_auth_token()
    assert stranger.get("/desk", headers={"Authentication-Token": str(made)}).status_code == 303
