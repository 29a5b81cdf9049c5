"""Whoever dictates, or presses keys by mistake, turns single keys off for themselves."""

from __future__ import annotations

from flask import Flask

from app.accounts.roles import Role
from tests.pages.signing_in import post, sign_in
from tests.review import making


def test_single_keys_are_on_until_somebody_turns_them_off_for_themselves_alone(app: Flask) -> None:
    with app.app_context():
        one, other = making.member(), making.member("E. Lindqvist", role=Role.EDITOR)
    mine, theirs = sign_in(app, one), sign_in(app, other)
    assert 'data-keys="off"' not in mine.get("/desk").text
    assert post(mine, "/account/keys").location == "/account"
    page = mine.get("/desk").text
    assert 'data-keys="off"' in page
    assert "all keys" not in page
    assert 'data-keys="off"' not in theirs.get("/desk").text
    post(mine, "/account/keys", single_keys="y")
    assert 'data-keys="off"' not in mine.get("/desk").text
