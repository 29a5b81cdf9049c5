"""Sessions of members and guests for tests of pages: through the product's own doors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import create_app, tokens
from app.accounts.actions import sign_ins
from app.accounts.models import Member
from app.db import db, session, transaction
from app.guests.models import Link, Scope
from app.submissions.models import Submission
from config import Settings

HOST = "http://127.0.0.1:8000"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser(FlaskClient):
    """Asks the site by its own name, as every browser does; each request in a context of its own."""

    def open(self, *args: Any, **given: Any) -> TestResponse:
        given.setdefault("base_url", HOST)
        with self.application.app_context():
            return super().open(*args, **given)


@contextmanager
def site(settings: Settings) -> Iterator[Flask]:
    """The product with settings of one's own; its connections are given back at the end."""
    made = create_app(settings)
    yield made
    with made.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def browser(app: Flask) -> FlaskClient:
    return Browser(app, app.response_class, use_cookies=True)


def token_in(page: str) -> str:
    found = TOKEN.search(page)
    assert found, "no form on this page"
    return found[1]


def sign_in(app: Flask, member_id: int) -> FlaskClient:
    """A browser in which this member has signed in already (tests/accounts walks through the door itself)."""
    with app.app_context(), transaction():
        person = session.get_one(Member, member_id)
        sign_ins.begin(person, via="", browser="", network="")
        name = person.token
    client = browser(app)
    with client.session_transaction(base_url=HOST) as kept:
        kept.update({"_user_id": name, "_fresh": True, "fs_cc": "set"})
    return client


def try_to_sign_in(client: FlaskClient, email: str, password: str, *, to: str = "") -> TestResponse:
    address = f"/login?next={to}" if to else "/login"
    form = {
        "csrf_token": token_in(client.get(address).text),
        "email": email,
        "password": password,
        "next": to,
    }
    return client.post("/login", data=form)


def post(client: FlaskClient, address: str, *, page: str = "/account", **fields: Any) -> TestResponse:
    """Posts a form as a browser does: with the token of a page it has opened."""
    return client.post(address, data={"csrf_token": token_in(client.get(page).text), **fields})


def author(app: Flask, submission_id: int) -> tuple[FlaskClient, str]:
    """The author's browser, the private link opened, and the reference of the draft."""
    client = browser(app)
    with app.app_context():
        ref = session.get_one(Submission, submission_id).draft_ref
        link = session.scalars(select(Link).where(Link.scope == Scope.DRAFT, Link.subject_ref == ref)).one()
        token = tokens.derive(app.config["LINK_KEY"], link.id, link.generation)
    assert client.get(f"/d/{token}").status_code == 303
    return client, ref
