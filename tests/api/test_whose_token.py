"""Every address of the API by every kind of token and by none: what a token does not reach is refused, and nothing
changes (the other half of ``tests/attacks/test_whose_it_is.py``)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from app.accounts import actions as accounts
from app.accounts.actions import tokens
from app.accounts.models import Member, Token
from app.accounts.roles import RIGHTS, Role
from app.accounts.scopes import SCOPES, Scope
from app.clock import now
from app.db import db, session, transaction
from app.site import queries as site
from app.web.access import ANYONE, Audience, audience_of
from tests.api import asking
from tests.api.asking import Program, problem
from tests.pages import signing_in
from tests.publishing import making

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

EVERYTHING, NOTHING = frozenset(Scope), frozenset[Scope]()
STATES: dict[str, tuple[frozenset[Scope], int]] = {
    "made up": (NOTHING, 401),
    "of another kind": (NOTHING, 401),
    "ended": (NOTHING, 401),
    "past its last day": (NOTHING, 401),
    "of one who was switched off": (NOTHING, 401),
    "of one without a role": (NOTHING, 403),
    **{f"for {scope} alone": (frozenset({scope}), 403) for scope in Scope},
    **{
        f"of one who is {role} now": (
            frozenset(scope for scope in Scope if SCOPES[scope].right in RIGHTS[role]),
            403,
        )
        for role in Role
    },
}
"""What is the matter with a token: what it reaches, and what all else answers."""


def rules(app: Flask) -> Iterator[tuple[Rule, Any, str, str]]:
    """Each address of the API with its view, a method and what it is built of here."""
    built = app.url_map.bind("127.0.0.1:8000")
    for rule in app.url_map.iter_rules():
        if audience_of(app, rule.endpoint) is Audience.PROGRAM:
            known = {"slug": "rebuilding-a-knee", "submission_id": 1}
            address = built.build(rule.endpoint, {name: known[name] for name in rule.arguments})
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                yield rule, app.view_functions[rule.endpoint], method, address


def digest() -> str:
    session.rollback()
    whole = hashlib.sha256()
    with db.engine.connect() as connection:
        for name, table in db.metadata.tables.items():
            rows = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            whole.update(f"{name}\n{rows}\n".encode())
    return whole.hexdigest()


def token(state: str) -> str:
    """A whole token of which that is true."""
    wanda, other = asking.webmaster(), asking.webmaster("Wendel Ruiz")
    if state == "made up":
        return f"imp_{secrets.token_urlsafe(32)}"
    if state == "of another kind":
        return "Basic"
    scopes = [Scope(state.split()[1])] if state.endswith("alone") else list(Scope)
    token_id, whole = asking.token(scopes, of=other)
    with transaction():
        row, by = session.get_one(Token, token_id), session.get_one(Member, wanda)
        row.seen_at = now()  # so that it is not noted by the first request
        if state == "ended":
            tokens.end(token_id, by=by)
        elif state == "past its last day":
            row.last_on = site.today() - timedelta(days=1)
        elif state == "of one who was switched off":
            accounts.switch_off(row.member, by=by)
        elif state == "of one without a role":
            row.member.roles = []
        elif state.endswith("now"):
            role = Role(state.split()[4])
            accounts.change(other, roles=[role], clinical=False, legal=False, by=by)
    return whole


@pytest.mark.parametrize("state", STATES)
def test_a_token_opens_what_it_reaches_now_and_nothing_else(app: Flask, state: str) -> None:
    reaches, status = STATES[state]
    with app.app_context():
        making.published()
        whole = token(state)
        before = digest()
        for rule, view, method, address in rules(app):
            if view.scope in reaches and method != "GET":
                continue  # what it does is tried where it belongs
            headers = {"Authorization": whole if whole == "Basic" else f"Bearer {whole}"}
            answer = Program(app).client.open(address, method=method, headers=headers, json={})
            if view.scope in reaches:
                assert answer.status_code in (200, 404), (rule, method, answer.status_code)
            else:
                assert problem(answer)["status"] == status, (rule, method, answer.text)
        assert digest() == before


def test_without_a_token_only_what_is_published_is_open_whoever_is_signed_in(app: Flask) -> None:
    """The cookie of a desk, with its form's token, is nothing here."""
    with app.app_context():
        making.published()
        desk = signing_in.sign_in(app, asking.webmaster())
    form = {"csrf_token": signing_in.token_in(desk.get("/account").text)}
    with app.app_context():
        before = digest()
    for rule, view, method, address in rules(app):
        for answer in (
            desk.open(address, method=method, json={}),
            desk.open(address, method=method, data=form),
            Program(app).client.open(address, method=method, json={}),
        ):
            assert answer.status_code == (200 if view.opens == ANYONE else 401), (rule, method)
    with app.app_context():
        assert digest() == before
