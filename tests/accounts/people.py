"""People of the desk for tests of their accounts, and the private links they are sent."""

from __future__ import annotations

from flask import Flask

from app import tokens
from app.accounts.models import Member, Pass, Purpose
from app.accounts.roles import Role
from app.db import session
from tests.review import making

WANDA, WENDEL = "Wanda Marsh", "Wendel Ruiz"


def webmaster(name: str = WANDA) -> int:
    return making.member(name, role=Role.WEBMASTER)


def row(person_id: int) -> Member:
    session.rollback()
    return session.get_one(Member, person_id)


def newest(purpose: Purpose = Purpose.INVITATION) -> Pass:
    session.rollback()
    found = session.query(Pass).filter_by(purpose=purpose.value).order_by(Pass.id.desc()).first()
    assert found is not None
    return found


def token_of(app: Flask, one: Pass) -> str:
    """What stands in the letter."""
    return tokens.derive(app.config["LINK_KEY"], one.id, one.generation, of="pass")
