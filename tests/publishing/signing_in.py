"""A browser that is signed in at the desk."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from app.accounts.roles import Role
from tests.publishing import making


def sign_in(app: Flask, client: FlaskClient, role: Role) -> None:
    """Through the sign-in page, as a person would."""
    with app.app_context():
        making.member(role)
    answer = client.post(
        "/login",
        data={
            "csrf_token": token(client, "/login"),
            "email": f"{role.value}@desk.example",
            "password": making.PASSWORD,
        },
    )
    assert answer.status_code == 302, answer.text


def token(client: FlaskClient, address: str) -> str:
    """The token that the forms of a page carry."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(address).text)
    assert found is not None
    return found[1]
