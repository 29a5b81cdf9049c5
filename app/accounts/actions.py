"""Adding people to the desk."""

from __future__ import annotations

import secrets

from flask_security.utils import hash_password
from sqlalchemy import select

from app.accounts.models import Member, RoleRow
from app.accounts.roles import Role
from app.audit.kinds import Actor, Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import Refused

SHORTEST_PASSWORD = 12
"""Characters. OWASP ASVS 5.0, 6.2.1 asks for at least 8 and recommends 15; no composition rules (6.2.5)."""


def add(*, email: str, name: str, password: str, roles: list[Role], by: Actor) -> Member:
    """A new member of the desk. Refused when the address is taken or the password too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(f"Choose a password of {SHORTEST_PASSWORD} characters or more.")
    if session.scalar(select(Member).where(Member.email == email.strip().casefold())):
        raise Refused("Somebody at the desk already has this address.")
    person = Member(
        email=email.strip().casefold(),
        name=name,
        password=hash_password(password),
        fs_uniquifier=secrets.token_hex(32),
        made_at=now(),
        roles=[_role(role) for role in roles],
    )
    session.add(person)
    record(Kind.PERSON_ADDED, about=person, by=by, facts={"roles": [role.value for role in roles]})
    return person


def set_password(person: Member, password: str, *, by: Actor) -> None:
    """A new password; every session of the person ends (the identifier in their cookies changes)."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(f"Choose a password of {SHORTEST_PASSWORD} characters or more.")
    person.password = hash_password(password)
    person.fs_uniquifier = secrets.token_hex(32)
    record(Kind.PERSON_CHANGED, about=person, by=by, facts={"changed": "password"})


def _role(role: Role) -> RoleRow:
    row = session.scalar(select(RoleRow).where(RoleRow.name == role.value))
    if row is None:
        row = RoleRow(name=role.value)
        session.add(row)
        session.flush()
    return row


def switch_off(person: Member, *, by: Actor) -> None:
    """End a person's access at once: they cannot sign in, and every session of theirs ends."""
    person.active = False
    person.fs_uniquifier = secrets.token_hex(32)
    record(Kind.PERSON_CHANGED, about=person, by=by, facts={"changed": "switched off"})
