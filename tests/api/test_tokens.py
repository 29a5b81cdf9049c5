"""Tokens for programs: made on a page, shown once, never more than their member has, and ended at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import actions as accounts
from app.accounts.actions import tokens
from app.accounts.models import Member, Token
from app.accounts.roles import Role
from app.accounts.scopes import Scope
from app.audit.kinds import SYSTEM, Kind
from app.audit.models import Event
from app.db import session, transaction
from app.errors import Refused
from app.notifications import actions as notifications
from app.notifications.models import Message
from app.site import queries as site
from tests.api import asking
from tests.api.asking import Program, problem
from tests.pages import signing_in
from tests.review import making

ARTICLES = "/api/v1/articles"


def row(token_id: int) -> Token:
    session.rollback()
    return session.get_one(Token, token_id)


def test_a_webmaster_makes_a_token_that_is_shown_once_and_kept_as_a_hash(app: Flask) -> None:
    with app.app_context():
        wanda = asking.webmaster()
        last = site.today() + timedelta(days=30)
    desk = signing_in.sign_in(app, wanda)
    form = {"name": "The website", "scopes": ["articles:read"], "last_on": last.isoformat()}
    made = signing_in.post(desk, "/desk/tokens", page="/desk/tokens", **form)
    assert made.status_code == 201
    with app.app_context():
        one = session.scalars(select(Token)).one()
        assert one.prefix.startswith("imp_")
        whole = made.text.partition('typed-secret">')[2].partition("<")[0]
        assert whole.startswith(one.prefix)
        assert len(whole) >= 47
        kept = [str(value) for value in vars(one).values()]
        assert not any(whole in value for value in kept)
        event = session.scalars(select(Event).where(Event.kind == Kind.TOKEN_MADE.value)).one()
        assert whole not in str(event.facts)
    again = desk.get("/desk/tokens")
    assert whole not in again.text
    assert "The website" in again.text
    assert Program(app, whole).get(ARTICLES).status_code == 200


def test_what_cannot_be_made_is_said_beside_its_field(app: Flask) -> None:
    with app.app_context():
        wanda = asking.webmaster()
        late = site.today() + timedelta(days=400)
    desk = signing_in.sign_in(app, wanda)
    refused = signing_in.post(desk, "/desk/tokens", page="/desk/tokens", name=" ", last_on=late.isoformat())
    assert refused.status_code == 422
    both = signing_in.post(desk, "/desk/tokens", page="/desk/tokens", name="x", last_on=late.isoformat())
    assert both.status_code == 422
    assert "within a year" in both.text
    assert "at least one thing" in both.text
    with app.app_context():
        assert session.scalars(select(Token)).all() == []


def test_the_webmaster_and_the_member_hear_of_a_token_that_was_made_or_ended(app: Flask) -> None:
    with app.app_context():
        wanda = asking.webmaster()
        other = asking.webmaster("Wendel Ruiz")
        token_id, whole = asking.token([Scope.ARTICLES_READ], of=wanda)
        with transaction():
            tokens.end(token_id, by=session.get_one(Member, other))
        with transaction():
            notifications.fan_out()
        letters = session.scalars(select(Message).where(Message.letter == "token_changed")).all()
        told = [(one.recipient, one.text) for one in letters]
    assert sorted(who for who, _ in told) == sorted([f"member:{wanda}", "webmaster"] * 2)
    assert all("The website" in text and whole not in text for _, text in told)
    assert sum("Wendel Ruiz ended" in text for _, text in told) == 2


def test_a_token_that_was_ended_opens_nothing_from_the_next_request_on(app: Flask) -> None:
    with app.app_context():
        token_id, whole = asking.token()
    program = Program(app, whole)
    assert program.get(ARTICLES).status_code == 200
    with app.app_context():
        wanda = asking.webmaster()
    desk = signing_in.sign_in(app, wanda)
    assert signing_in.post(desk, f"/desk/tokens/{token_id}/endings").status_code == 303
    refused = program.get(ARTICLES)
    assert refused.status_code == 401
    assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]
    assert problem(refused)["type"].endswith("/api#no-token")
    assert (
        signing_in.post(desk, f"/desk/tokens/{token_id}/endings").status_code == 303
    )  # once more, nothing happens
    with app.app_context():
        ended = session.scalars(select(Event).where(Event.kind == Kind.TOKEN_ENDED.value)).all()
        assert len(ended) == 1


def test_a_token_opens_nothing_after_its_last_day(app: Flask) -> None:
    with app.app_context():
        token_id, whole = asking.token(days=0)
        assert Program(app, whole).get(ARTICLES).status_code == 200
        with transaction():
            row(token_id).last_on = site.today() - timedelta(days=1)
    assert Program(app, whole).get(ARTICLES).status_code == 401


def test_a_token_has_never_more_than_its_member_has_now(app: Flask) -> None:
    """Whoever is demoted or switched off takes the power of their tokens along, at once."""
    with app.app_context():
        wanda, other = asking.webmaster(), asking.webmaster("Wendel Ruiz")
        _, whole = asking.token(of=wanda)
    program = Program(app, whole)
    assert program.get(ARTICLES).status_code == 200
    with app.app_context(), transaction():
        session.get_one(Member, wanda).roles = []
    assert problem(program.get(ARTICLES))["status"] == 403
    with app.app_context(), transaction():
        by = session.get_one(Member, other)
        accounts.change(wanda, roles=[Role.REVIEWER], clinical=False, legal=False, by=by)
    assert program.get(ARTICLES).status_code == 200
    with app.app_context(), transaction():
        accounts.switch_off(session.get_one(Member, wanda), by=session.get_one(Member, other))
    assert program.get(ARTICLES).status_code == 401


def test_a_token_of_a_member_without_the_second_factor_that_is_asked_opens_nothing(app: Flask) -> None:
    from app.site import actions as settings

    with app.app_context():
        _, whole = asking.token()
        with transaction():
            settings.change_setting(
                "second_factor", {"required_for": "webmaster"}, source="the board", by=SYSTEM
            )
    refused = problem(Program(app, whole).get(ARTICLES))
    assert refused["status"] == 403
    assert "second factor" in refused["detail"]


def test_only_a_webmaster_makes_or_ends_a_token(app: Flask) -> None:
    with app.app_context():
        token_id, _ = asking.token()
        editor = making.member("E. Marsh", role=Role.EDITOR)
    desk = signing_in.sign_in(app, editor)
    assert desk.get("/desk/tokens").status_code == 403
    assert signing_in.post(desk, f"/desk/tokens/{token_id}/endings").status_code == 403
    with app.app_context():
        assert row(token_id).ended_at is None
        with pytest.raises(Refused):
            asking.token(of=editor)


def test_the_last_use_is_noted_every_quarter_of_an_hour(app: Flask) -> None:
    with app.app_context():
        token_id, whole = asking.token()
        Program(app, whole).get(ARTICLES)
        seen = row(token_id).seen_at
        assert seen is not None
        Program(app, whole).get(ARTICLES)
        assert row(token_id).seen_at == seen


@pytest.mark.parametrize("way", ["switched off", "signed out everywhere"])
def test_the_tokens_of_whoever_lost_their_access_end_with_it_for_good(app: Flask, way: str) -> None:
    with app.app_context():
        wanda, other = asking.webmaster(), asking.webmaster("Wendel Ruiz")
        _, whole = asking.token(of=wanda)
        program = Program(app, whole)
        assert program.get(ARTICLES).status_code == 200
        with transaction():
            person, by = session.get_one(Member, wanda), session.get_one(Member, other)
            if way == "switched off":
                accounts.switch_off(person, by=by)
            else:
                accounts.end_sessions(person, by=by.actor)
        if way == "switched off":
            with transaction():
                accounts.switch_on(session.get_one(Member, wanda), by=session.get_one(Member, other))
        [event] = session.scalars(select(Event).where(Event.kind == Kind.TOKEN_ENDED.value))
        assert event.actor_id == other
    assert problem(program.get(ARTICLES))["status"] == 401
