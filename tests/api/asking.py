"""A program that uses the API, for tests: its tokens, and what it asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.actions import tokens
from app.accounts.models import Member
from app.accounts.roles import Role
from app.accounts.scopes import Scope
from app.db import session, transaction
from app.site import queries as site
from tests.factories.pages import Browser, browser
from tests.review import making

WANDA = "Wanda Marsh"


class Program:
    """Sends its token, if it has one, and no cookie."""

    def __init__(self, app: Flask, token: str = "") -> None:
        self.client: Browser = browser(app)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, address: str, **headers: str) -> TestResponse:
        return self.client.get(address, headers={**self.headers, **headers})

    def post(self, address: str, said: Any = None, **headers: str) -> TestResponse:
        return self.client.post(address, json=said, headers={**self.headers, **headers})


def webmaster(name: str = WANDA) -> int:
    address = f"{name.lower().replace(' ', '.')}@desk.example"
    known = session.scalar(select(Member.id).where(Member.email == address))
    return known or making.member(name, role=Role.WEBMASTER, email=address)


def token(scopes: Iterable[Scope] = Scope, *, of: int | None = None, days: int = 30) -> tuple[int, str]:
    """Number and whole of a new token; call it inside an app context."""
    member_id = webmaster() if of is None else of
    with transaction():
        made, whole = tokens.make(
            name="The website",
            scopes=scopes,
            last_on=site.today() + timedelta(days=days),
            by=session.get_one(Member, member_id),
        )
        return made.id, whole


def problem(answer: TestResponse) -> dict[str, Any]:
    """The problem that an answer holds, whole in its form."""
    assert answer.content_type == "application/problem+json", answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    said: dict[str, Any] = answer.get_json(force=True)
    assert said["status"] == answer.status_code
    return said
