"""Adding people to the desk and changing what they may do.

Whoever changes roles or access holds the people still first (``keep_still``): of two webmasters who demote each other
at once, the second finds that they are none any more, and one webmaster is always left.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from sqlalchemy import delete, func, select, update

from app import text
from app.accounts import passwords
from app.accounts.actions import ending
from app.accounts.models import Member, Pass, Purpose, RoleRow, SignIn
from app.accounts.roles import Right, Role
from app.audit.kinds import SYSTEM, Actor, Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, NotFound, Refused

LONGEST_NAME = 120
"""Characters."""


def add(
    *,
    email: str,
    name: str,
    password: str,
    roles: list[Role],
    by: Actor,
    clinical: bool = False,
    legal: bool = False,
) -> Member:
    """A new member of the desk. Refused when the address is taken or the password easy to guess."""
    passwords.check(password, name=name, email=email)
    address = email.strip().lower()
    if by_email(address):
        raise Refused("Somebody at the desk already has this address.")
    person = Member(
        email=address,
        name=name,
        password=passwords.hashed(password),
        fs_uniquifier=secrets.token_hex(32),
        made_at=now(),
        clinical=clinical,
        legal=legal,
        roles=[_role(role) for role in _in_order(roles)],
    )
    session.add(person)
    record(Kind.PERSON_ADDED, about=person, by=by, facts={"roles": [role.value for role in _in_order(roles)]})
    return person


def change(person_id: int, *, roles: Iterable[Role], clinical: bool, legal: bool, by: Member) -> Member:
    """Other roles or marks. They hold from the next request on: nothing of the old ones is kept in a session.

    Nobody changes their own; the last active webmaster stays one.
    """
    person, wanted = (
        _other(person_id, by, "Ask another webmaster: nobody changes their own role."),
        set(roles),
    )
    if not wanted:
        sentence = "Choose at least one role, or switch the account off."
        raise Refused(sentence, fields={"roles": [sentence]})
    if Role.WEBMASTER not in wanted:
        _leave_a_webmaster(person)
    before, after = sorted(person.role_names), [role.value for role in _in_order(wanted)]
    changed = [
        words
        for words, differs in (
            ("roles", before != sorted(after)),
            ("marks", (person.clinical, person.legal) != (clinical, legal)),
        )
        if differs
    ]
    if not changed:
        return person
    person.roles = [_role(role) for role in _in_order(wanted)]
    person.clinical, person.legal = clinical, legal
    facts = {"changed": " and ".join(changed), "before": before, "roles": after}
    record(Kind.PERSON_CHANGED, about=person, by=by.actor, facts=facts)
    return person


def switch_off(person: Member, *, by: Member | None = None) -> Member:
    """End a person's access at once: they cannot sign in, and every session and token of theirs ends. ``by`` nobody:
    the command line, which may switch off anybody but the last webmaster."""
    person = _other(person.id, by, "Ask another webmaster: nobody switches off their own account.")
    if not person.active:
        return person
    _leave_a_webmaster(person)
    person.active = False
    new_identifier(person)
    ending.end_all(person, by=_actor(by))
    record(Kind.PERSON_CHANGED, about=person, by=_actor(by), facts={"changed": "switched off"})
    return person


def switch_on(person: Member, *, by: Member | None = None) -> None:
    """Let somebody in again, with the roles they had. Their password still holds; their old sessions do not."""
    person = _other(person.id, by, "Ask another webmaster.")
    if person.active:
        return
    person.active = True
    record(Kind.PERSON_CHANGED, about=person, by=_actor(by), facts={"changed": "switched on"})


def end_sessions(person: Member, *, by: Actor) -> None:
    """Sign a person out everywhere, and end what programs use in their name."""
    new_identifier(person)
    ending.end_all(person, by=by)
    record(Kind.PERSON_CHANGED, about=person, by=by, facts={"changed": "signed out everywhere"})


def set_password(person: Member, password: str, *, by: Actor) -> None:
    """A new password; every session of the person ends."""
    passwords.check(password, name=person.name, email=person.email)
    person.password = passwords.hashed(password)
    new_identifier(person)
    record(Kind.PERSON_CHANGED, about=person, by=by, facts={"changed": "password"})


def by_email(address: str) -> Member | None:
    if "\0" in address:  # nobody's, and PostgreSQL takes no such text
        return None
    return session.scalar(select(Member).where(Member.email == address.strip().lower()))


def checked_name(name: str) -> str:
    """A name on one line, that says something."""
    said = text.line(name)
    if not said or len(said) > LONGEST_NAME:
        sentence = f"Enter a name, in up to {LONGEST_NAME} characters."
        raise Refused(sentence, fields={"name": [sentence]})
    return said


def keep_still(by: Member | None) -> None:
    """One change of people at a time, by somebody who may still make it when their turn comes."""
    _role(Role.WEBMASTER)
    session.execute(select(RoleRow.id).where(RoleRow.name == Role.WEBMASTER.value).with_for_update()).all()
    if by is None:
        return
    session.refresh(by)
    if not by.active or not by.may(Right.PEOPLE):
        raise NotAllowed("You are not a webmaster any more: somebody changed your role just now.")


def _other(person_id: int, by: Member | None, own: str) -> Member:
    """The person as they are now, kept still; never ``by``."""
    keep_still(by)
    person = session.get(Member, person_id, populate_existing=True)
    if person is None:
        raise NotFound
    if by is not None and person.id == by.id:
        raise NotAllowed(own)
    return person


def _leave_a_webmaster(person: Member) -> None:
    """Refused where this person is the last active webmaster."""
    if not person.active or Role.WEBMASTER not in person.role_names:
        return
    others = select(func.count()).select_from(Member).join(Member.roles)
    others = others.where(RoleRow.name == Role.WEBMASTER.value, Member.active, Member.id != person.id)
    if not session.scalar(others):
        raise NotAllowed(
            f"{person.name} is the last webmaster. Make somebody else a webmaster first: "
            "the site needs one person who can let others in."
        )


def new_identifier(person: Member) -> None:
    """Every session of theirs ends, what they had begun of signing in, and the way to a new password by letter."""
    person.fs_uniquifier = secrets.token_hex(32)
    session.flush()
    session.execute(delete(SignIn).where(SignIn.member_id == person.id))
    asked = (Pass.purpose == Purpose.PASSWORD.value) & (Pass.member_id == person.id)
    session.execute(
        update(Pass)
        .where(asked, Pass.used_at.is_(None), Pass.ended_at.is_(None))
        .values(ended_at=now(), token_hash=None, email="", name="")
    )


def hold(member_id: int) -> None:
    """Nobody changes this person until the transaction is over: first the person, then what is theirs."""
    session.execute(select(Member.id).where(Member.id == member_id).with_for_update(key_share=True))


def _in_order(roles: Iterable[Role]) -> list[Role]:
    return [role for role in Role if role in set(roles)]


def _actor(by: Member | None) -> Actor:
    return by.actor if by else SYSTEM


def _role(role: Role) -> RoleRow:
    row = session.scalar(select(RoleRow).where(RoleRow.name == role.value))
    if row is None:
        row = RoleRow(name=role.value)
        session.add(row)
        session.flush()
    return row
