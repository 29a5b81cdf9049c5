"""Invitations: one private link, used once, for seven days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.accounts.models import Member, Pass
from app.accounts.roles import Role
from app.audit.kinds import Kind
from app.audit.models import Event
from app.clock import now
from app.db import session, transaction
from app.notifications import actions as notifications
from app.notifications import mail
from app.notifications.models import Message
from tests.accounts.people import newest, token_of, webmaster
from tests.pages.signing_in import browser, post, sign_in, try_to_sign_in

EMAIL = "nina@desk.example"
PASSWORD = "twelve geese over the canal"


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def boss(app: Flask) -> FlaskClient:
    return sign_in(app, webmaster())


def invites(boss: FlaskClient, **other: Any):
    form = {"name": "Nina Fall", "email": "Nina@desk.example", "roles": ["editor"], "legal": "y"} | other
    return post(boss, "/desk/people/invitations", **form)


def opens(app: Flask, token: str) -> FlaskClient:
    client = browser(app)
    assert client.get(f"/i/{token}").location == "/invitation"
    return client


def joins(client: FlaskClient, **other: str):
    form = {"name": "Nina Fall", "password": PASSWORD, "again": PASSWORD} | other
    return post(client, "/invitation", page="/invitation", **form)


def test_an_invited_person_sets_name_and_password_and_is_at_the_desk(app: Flask, boss: FlaskClient) -> None:
    assert invites(boss).location == "/desk/people"
    client = opens(app, token_of(app, newest()))
    assert EMAIL in client.get("/invitation").text
    assert joins(client, name="Nina  Fall-Reyes").location == "/login"
    session.rollback()
    person = session.scalars(select(Member).where(Member.email == EMAIL)).one()
    assert (person.name, person.role_names, person.legal, person.clinical) == (
        "Nina Fall-Reyes",
        ["editor"],
        True,
        False,
    )
    kinds = list(session.scalars(select(Event.kind).order_by(Event.id)))
    assert kinds[-2:] == [Kind.PERSON_INVITED, Kind.PERSON_ADDED]
    try_to_sign_in(client, EMAIL, PASSWORD)
    assert client.get("/desk").status_code == 200


def test_the_letter_alone_holds_the_link_and_the_database_only_its_hash(
    app: Flask, boss: FlaskClient
) -> None:
    invites(boss)
    token = token_of(app, newest())
    with transaction():
        notifications.fan_out()
    letter = session.scalars(select(Message).where(Message.letter == "desk_invitation")).one()
    assert letter.address == EMAIL
    assert token not in letter.text
    sent = mail.seal(letter, mail.Filling(opens=newest()), settings=app.config["SETTINGS"])
    assert token in sent.wire.decode().replace("=\r\n", "")
    assert newest().token_hash
    assert newest().token_hash != token


def test_opening_the_link_changes_nothing_and_it_is_used_once(app: Flask, boss: FlaskClient) -> None:
    invites(boss)
    token = token_of(app, newest())
    one, other = opens(app, token), opens(app, token)
    page = other.get("/invitation").text
    assert newest().used_at is None
    joins(one)
    from tests.pages.signing_in import token_in

    again = {"csrf_token": token_in(page), "name": "Eve", "password": PASSWORD, "again": PASSWORD}
    assert other.post("/invitation", data=again).status_code == 404
    assert browser(app).get(f"/i/{token}").status_code == 404
    session.rollback()
    assert len(session.scalars(select(Member).where(Member.email == EMAIL)).all()) == 1


def test_an_invitation_expires_after_seven_days(app: Flask, boss: FlaskClient) -> None:
    invites(boss)
    client = opens(app, token_of(app, newest()))
    left = newest().expires_at - now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    with transaction():
        session.execute(update(Pass).values(expires_at=now()))
    assert client.get("/invitation").status_code == 404
    assert "Expired" in boss.get("/desk/people").text


def test_sending_again_ends_the_first_link_and_begins_the_days_anew(app: Flask, boss: FlaskClient) -> None:
    invites(boss)
    first = token_of(app, newest())
    with transaction():
        session.execute(update(Pass).values(expires_at=now()))
    post(boss, f"/desk/people/invitations/{newest().id}/letters")
    assert browser(app).get(f"/i/{first}").status_code == 404
    opens(app, token_of(app, newest()))
    with transaction():
        notifications.fan_out()
    assert len(session.scalars(select(Message).where(Message.letter == "desk_invitation")).all()) == 2


def test_a_cancelled_invitation_opens_nothing_and_keeps_no_name(app: Flask, boss: FlaskClient) -> None:
    invites(boss)
    token = token_of(app, newest())
    post(boss, f"/desk/people/invitations/{newest().id}/cancellations")
    assert browser(app).get(f"/i/{token}").status_code == 404
    assert (newest().email, newest().name) == ("", "")
    with transaction():
        notifications.fan_out()
    assert not session.scalars(select(Message).where(Message.letter == "desk_invitation")).all()
    assert invites(boss).status_code == 303


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"email": "wandamarsh@desk.example"}, "already has this address"),
        ({"email": "nobody"}, "name@example.org"),
        ({"roles": []}, "at least one role"),
        ({"name": " "}, "Enter a name"),
    ],
)
def test_an_invitation_that_does_not_do_is_refused_beside_its_field(
    boss: FlaskClient, other: dict[str, Any], said: str
) -> None:
    answer = invites(boss, **other)
    assert answer.status_code == 422
    assert said in answer.text
    assert session.scalars(select(Pass)).first() is None


def test_one_address_is_invited_once_at_a_time(boss: FlaskClient) -> None:
    invites(boss)
    answer = invites(boss, email="NINA@desk.example")
    assert answer.status_code == 422
    assert "invited already" in answer.text


def test_a_password_that_does_not_do_uses_nothing_up(app: Flask, boss: FlaskClient) -> None:
    invites(boss)
    client = opens(app, token_of(app, newest()))
    assert joins(client, password="short", again="short").status_code == 422
    assert joins(client, again="another").status_code == 422
    assert newest().used_at is None
    assert joins(client).status_code == 303


def test_nobody_joins_by_the_word_of_somebody_who_is_no_webmaster_any_more(
    app: Flask, boss: FlaskClient
) -> None:
    invites(boss)
    client = opens(app, token_of(app, newest()))
    webmaster("Wendel Ruiz")
    from app.accounts import actions as accounts

    with transaction():
        other = session.scalars(select(Member).where(Member.name == "Wendel Ruiz")).one()
        accounts.change(newest().by_id, roles=[Role.REVIEWER], clinical=False, legal=False, by=other)
    assert joins(client).status_code == 403
    session.rollback()
    assert not session.scalars(select(Member).where(Member.email == EMAIL)).all()


def test_an_invitation_goes_to_the_address_that_was_typed_and_to_no_other(
    app: Flask, boss: FlaskClient
) -> None:
    """ß and ss are two letters in an address, and may be two people on two domains."""
    assert invites(boss, email="Nina@Straße.example").location == "/desk/people"
    assert newest().email == "nina@straße.example"
    assert invites(boss, email="nina@strasse.example").location == "/desk/people"
    with transaction():
        notifications.fan_out()
    told = session.scalars(select(Message.address).where(Message.letter == "desk_invitation"))
    assert sorted(told) == ["nina@strasse.example", "nina@straße.example"]
    session.rollback()
    first = session.scalars(select(Pass).order_by(Pass.id)).first()
    assert first is not None
    joins(opens(app, token_of(app, first)))
    client = browser(app)
    try_to_sign_in(client, "Nina@straße.example", PASSWORD)
    assert client.get("/desk").status_code == 200
