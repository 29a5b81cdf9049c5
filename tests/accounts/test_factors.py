"""The second factor: codes taken once, recovery codes good once, and a webmaster for whoever lost both."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select, text

from app.accounts import second
from app.accounts.actions import factors
from app.accounts.factors import WITHIN
from app.accounts.models import Member, RecoveryCode
from app.accounts.roles import Role
from app.audit.kinds import SYSTEM
from app.clock import moved, now
from app.db import db, session, transaction
from app.errors import Refused
from app.notifications import actions as notifications
from app.notifications.models import Message
from app.site import actions as site
from app.site import shapes
from tests.accounts.people import row, webmaster
from tests.pages.signing_in import browser, post, sign_in, token_in, try_to_sign_in
from tests.review import making

EMAIL = "rosei@desk.example"
STEP = 30
"""Seconds for which an authenticator app shows one code (RFC 6238)."""
SECRET = re.compile(r'class="typed-secret">([A-Z2-7-]+)<')
RECOVERY = re.compile(r"<code>([0-9a-f-]{19})</code>")


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture(autouse=True)
def _one_step(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The codes' own clock stands in the middle of a step, so that none passes between an app and the site."""
    middle = time.time() // STEP * STEP + STEP / 2
    monkeypatch.setattr(app.extensions["security"].totp_factory._totp, "now", staticmethod(lambda: middle))


@pytest.fixture
def member() -> int:
    return making.member("R. Osei")


def app_code(app: Flask, secret: str, *, ahead: int = 0) -> str:
    """What an authenticator app shows, ``ahead`` steps from now."""
    totp = app.extensions["security"].totp_factory._totp
    return str(totp(key=secret.replace("-", ""), format="base32").generate(totp.now() + STEP * ahead).token)


def sets_up(app: Flask, client: FlaskClient) -> tuple[str, list[str]]:
    """The secret and the recovery codes of somebody who turned codes on, with the code of the step before this one."""
    begun = post(client, "/account/codes/beginnings", **{"codes-current": making.PASSWORD})
    assert begun.location == "/account/codes"
    secret = SECRET.findall(client.get("/account/codes").text)[0]
    shown = post(client, "/account/codes", page="/account/codes", code=app_code(app, secret, ahead=-1))
    assert shown.status_code == 200, shown.text
    return secret, RECOVERY.findall(shown.text)


def asked_for_a_code(app: Flask) -> FlaskClient:
    """A browser after the password."""
    client = browser(app)
    assert "/login/code" in try_to_sign_in(client, EMAIL, making.PASSWORD).location
    assert client.get("/desk").status_code == 303
    return client


def enters(client: FlaskClient, code: str, step: str = "code") -> bool:
    answer = post(client, f"/login/{step}", page=f"/login/{step}", code=code)
    assert answer.status_code in (200, 302)
    return client.get("/desk").status_code == 200


def test_whoever_set_up_codes_is_asked_for_one_after_the_password(app: Flask, member: int) -> None:
    secret, _ = sets_up(app, sign_in(app, member))
    client = asked_for_a_code(app)
    assert not enters(client, "000000")
    assert enters(client, app_code(app, secret))
    assert row(member).signed_in_at is not None


def test_a_code_is_taken_once(app: Flask, member: int) -> None:
    secret, _ = sets_up(app, sign_in(app, member))
    code = app_code(app, secret)
    assert enters(asked_for_a_code(app), code)
    assert not enters(asked_for_a_code(app), code)
    assert not enters(asked_for_a_code(app), app_code(app, secret, ahead=-1))
    assert enters(asked_for_a_code(app), app_code(app, secret, ahead=1))


def test_of_two_who_type_one_code_at_once_one_gets_in(app: Flask, member: int) -> None:
    ready, said = threading.Barrier(2), []

    def types() -> None:
        with app.app_context():
            ready.wait()
            with transaction():
                said.append(factors.take_step(member, 58_000_000))

    both = [threading.Thread(target=types) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(said) == [False, True]


def test_the_secret_is_drawn_by_us_and_kept_encrypted(app: Flask, member: int) -> None:
    client = sign_in(app, member)
    post(client, "/account/codes/beginnings", **{"codes-current": making.PASSWORD})
    page = client.get("/account/codes").text
    assert '<svg class="qr"' in page
    assert "data:image" not in page
    secret = SECRET.findall(page)[0]
    assert not row(member).has_codes
    post(client, "/account/codes", page="/account/codes", code=app_code(app, secret))
    assert secret.replace("-", "") not in (row(member).tf_totp_secret or "")


def test_nothing_of_the_sign_in_is_changed_without_the_password(app: Flask, member: int) -> None:
    client = sign_in(app, member)
    for address in ("/account/codes/beginnings", "/account/codes/recovery", "/account/codes/removals"):
        answer = post(client, address, **{"codes-current": "wrong"})
        assert answer.status_code == 422
        assert "not your password" in answer.text
    assert client.get("/account/codes").status_code == 303


def test_what_one_person_began_is_nothing_for_the_next_in_the_same_browser(app: Flask, member: int) -> None:
    making.member("E. Lindqvist")
    client = browser(app)
    try_to_sign_in(client, EMAIL, making.PASSWORD)
    post(client, "/account/codes/beginnings", **{"codes-current": making.PASSWORD})
    secret = SECRET.findall(client.get("/account/codes").text)[0]
    post(client, "/logout")
    try_to_sign_in(client, "elindqvist@desk.example", making.PASSWORD)
    assert client.get("/desk").status_code == 200
    assert client.get("/account/codes").location == "/account#codes"
    answer = post(client, "/account/codes", code=app_code(app, secret))
    assert answer.location == "/account#codes"
    assert not session.scalars(select(RecoveryCode)).all()


def test_what_was_begun_with_the_password_is_good_for_a_short_while(
    app: Flask, member: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(app, member)
    post(client, "/account/codes/beginnings", **{"codes-current": making.PASSWORD})
    assert client.get("/account/codes").status_code == 200
    later = now() + timedelta(seconds=WITHIN)
    monkeypatch.setattr("app.accounts.factors.now", lambda: later)
    assert client.get("/account/codes").location == "/account#codes"


def test_a_recovery_code_lets_somebody_in_once_and_a_letter_says_so(app: Flask, member: int) -> None:
    _, codes = sets_up(app, sign_in(app, member))
    assert len(set(codes)) == factors.RECOVERY_CODES
    assert enters(asked_for_a_code(app), codes[0].upper().replace("-", " "), "recovery")
    assert not enters(asked_for_a_code(app), codes[0], "recovery")
    assert not enters(asked_for_a_code(app), "0000-0000-0000-0000", "recovery")
    with transaction():
        notifications.fan_out()
    told = session.scalars(select(Message.text).where(Message.letter == "desk_account_changed")).all()
    assert sum("a recovery code used" in one for one in told) == 1


def test_no_recovery_code_stands_in_the_database(app: Flask, member: int) -> None:
    _, codes = sets_up(app, sign_in(app, member))
    session.rollback()
    with db.engine.connect() as connection:
        for table in inspect(db.engine).get_table_names():
            kept = str(connection.execute(text(f"SELECT * FROM {table}")).all())
            for code in codes:
                assert code not in kept
                assert code.replace("-", "") not in kept
    assert len(session.scalars(select(RecoveryCode)).all()) == len(codes)


def test_new_recovery_codes_end_the_ones_before(app: Flask, member: int) -> None:
    client = sign_in(app, member)
    _, before = sets_up(app, client)
    shown = post(client, "/account/codes/recovery", **{"codes-current": making.PASSWORD})
    after = RECOVERY.findall(shown.text)
    assert not set(before) & set(after)
    assert not enters(asked_for_a_code(app), before[0], "recovery")
    assert enters(asked_for_a_code(app), after[0], "recovery")


def test_codes_are_turned_off_by_whoever_knows_the_password(app: Flask, member: int) -> None:
    client = sign_in(app, member)
    sets_up(app, client)
    post(client, "/account/codes/removals", **{"codes-current": making.PASSWORD})
    fresh = browser(app)
    try_to_sign_in(fresh, EMAIL, making.PASSWORD)
    assert fresh.get("/desk").status_code == 200
    assert not session.scalars(select(RecoveryCode)).all()


def test_a_webmaster_removes_what_somebody_lost_and_they_hear_of_it(app: Flask, member: int) -> None:
    client = sign_in(app, member)
    sets_up(app, client)
    boss = sign_in(app, webmaster())
    assert "Remove their second factor" in boss.get(f"/desk/people/{member}").text
    assert post(boss, f"/desk/people/{member}/factors/removals").status_code == 303
    assert client.get("/desk").status_code == 303
    fresh = browser(app)
    try_to_sign_in(fresh, EMAIL, making.PASSWORD)
    assert fresh.get("/desk").status_code == 200
    with transaction():
        notifications.fan_out()
    told = session.scalars(select(Message).where(Message.letter == "desk_account_changed")).all()
    assert any("second factor and passkeys removed" in one.text and "Wanda Marsh" in one.text for one in told)


def test_the_second_step_opens_nothing_without_the_first(app: Flask, member: int) -> None:
    sets_up(app, sign_in(app, member))
    for step in ("code", "recovery"):
        assert browser(app).get(f"/login/{step}").location.endswith("/login")


def test_a_new_password_by_letter_still_asks_for_the_code(app: Flask, member: int) -> None:
    sets_up(app, sign_in(app, member))
    from app.accounts import actions as accounts

    with transaction():
        accounts.set_password(session.get_one(Member, member), "twelve geese over the canal", by=SYSTEM)
    client = browser(app)
    answer = try_to_sign_in(client, EMAIL, "twelve geese over the canal")
    assert "/login/code" in answer.location


def test_where_the_site_asks_a_role_for_a_second_factor_nothing_else_opens_before(
    app: Flask, member: int
) -> None:
    with transaction():
        site.change_setting("second_factor", {"required_for": "reviewer"}, by=SYSTEM, source="the board")
    client = browser(app)
    form = {"csrf_token": token_in(client.get("/login").text), "email": EMAIL, "password": making.PASSWORD}
    client.post("/login", data=form | {"remember": "y"})
    assert client.get("/desk").location == "/account#codes"
    client.delete_cookie("session", domain="127.0.0.1")  # as a browser that was closed: it stays signed in
    assert client.get("/desk").location == "/account#codes"
    assert "asks people of your role" in client.get("/account").text
    assert post(client, "/desk/items/1/claims").status_code == 403
    sets_up(app, client)
    assert client.get("/desk").status_code == 200
    with app.app_context():
        making.member("E. Lindqvist", role=Role.EDITOR)
    editor = browser(app)
    try_to_sign_in(editor, "elindqvist@desk.example", making.PASSWORD)
    assert editor.get("/desk").status_code == 200


def test_a_role_that_is_not_there_cannot_be_asked_for_a_second_factor() -> None:
    assert set(shapes.ROLES) == set(Role)
    with pytest.raises(Refused, match="not a role"), transaction():
        site.change_setting("second_factor", {"required_for": "webmastr"}, by=SYSTEM, source="the board")


def test_a_webmaster_without_a_second_factor_is_reminded(app: Flask, member: int) -> None:
    client = sign_in(app, webmaster())
    assert "password alone opens everything" in client.get("/account").text
    assert "One webmaster signs in with a password alone" in client.get("/desk/people").text
    sets_up(app, client)
    assert "with a password alone" not in client.get("/desk/people").text
    assert "password alone opens everything" not in sign_in(app, member).get("/account").text


def test_keys_for_two_uses_are_two_keys(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    assert second.key(settings, "codes") != second.key(settings, "recovery-codes")


@pytest.mark.parametrize("step", ["code", "recovery"])
def test_a_password_waits_a_quarter_of_an_hour_for_the_code(app: Flask, member: int, step: str) -> None:
    _, recovery = sets_up(app, sign_in(app, member))
    client = asked_for_a_code(app)
    with moved(timedelta(minutes=16)):
        answer = client.get(f"/login/{step}")
        assert (answer.status_code, answer.location) == (303, "/login")
        assert "Type your password again" in client.get("/login").text
        assert client.get("/desk").status_code == 303
        again = browser(app)
        assert "/login/code" in try_to_sign_in(again, EMAIL, making.PASSWORD).location
        assert enters(again, recovery[0], "recovery")


def test_another_try_with_a_wrong_password_ends_what_the_right_one_began(app: Flask, member: int) -> None:
    _, recovery = sets_up(app, sign_in(app, member))
    client = asked_for_a_code(app)
    try_to_sign_in(client, EMAIL, "wrong")
    assert client.get("/login/recovery").status_code != 200
    assert client.get("/desk").status_code == 303
    assert enters(asked_for_a_code(app), recovery[0], "recovery")
