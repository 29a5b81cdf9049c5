"""Private links for people of the desk: an invitation, or a new password. Each opens one page, once, until it expires.

Like a guest's link the token is derived for the letter and never stored; the row keeps its hash.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import cast

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import ColumnElement, CursorResult, select, update

from app import tokens
from app.accounts.actions.people import add, by_email, checked_name, hold, keep_still, set_password
from app.accounts.models import Member, Pass, Purpose
from app.accounts.roles import Role
from app.audit.kinds import SYSTEM, Kind, Ref, member
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, NotFound, Refused

INVITED_FOR = timedelta(days=7)
"""How long an invitation can be taken up."""
NEW_PASSWORD_FOR = timedelta(hours=1)
"""How long the link to a new password is good: the letter is asked for and read at once."""


def invite(
    *, email: str, name: str, roles: Iterable[Role], clinical: bool, legal: bool, by: Member, key: str
) -> Pass:
    """Mail somebody a private link with which they set their own password. Until they do, nobody can sign in with it.

    Refused for an address that is at the desk, or was invited and has not answered yet.
    """
    keep_still(by)
    wanted = [role.value for role in Role if role in set(roles)]
    if not wanted:
        sentence = "Choose at least one role."
        raise Refused(sentence, fields={"roles": [sentence]})
    address = checked_address(email)
    if by_email(address):
        sentence = "Somebody at the desk already has this address."
        raise Refused(sentence, fields={"email": [sentence]})
    if session.scalar(select(Pass.id).where(_open(), Pass.email == address)):
        sentence = "This address was invited already. Send that invitation again, or cancel it first."
        raise Refused(sentence, fields={"email": [sentence]})
    invited = Pass(
        purpose=Purpose.INVITATION.value,
        email=address,
        name=checked_name(name),
        roles=wanted,
        clinical=clinical,
        legal=legal,
        by_id=by.id,
        generation=0,
        made_at=now(),
        expires_at=now() + INVITED_FOR,
    )
    session.add(invited)
    renew(invited, key=key)
    record(Kind.PERSON_INVITED, about=invited, by=by.actor, facts={"roles": wanted})
    return invited


def again(pass_id: int, *, by: Member, key: str) -> Pass:
    """Mail an invitation once more, with a new link and seven more days; the link in the first letter ends."""
    keep_still(by)
    invited = open_invitation(pass_id)
    renew(invited, key=key)
    invited.expires_at = now() + INVITED_FOR
    record(Kind.PERSON_INVITED, about=invited, by=by.actor, facts={"roles": invited.roles, "again": True})
    return invited


def cancel(pass_id: int, *, by: Member) -> None:
    """End an invitation that was not taken up: its link opens nothing any more. Whom it was for is forgotten."""
    keep_still(by)
    invited = open_invitation(pass_id)
    _end(invited)
    record(Kind.INVITATION_CANCELLED, about=invited, by=by.actor)


def accept(token: str, *, name: str, password: str) -> Member:
    """Take up an invitation: from now on this person is at the desk. NotFound where the link is not good any more."""
    keep_still(None)
    invited = live(token, Purpose.INVITATION)
    if invited is None:
        raise NotFound
    inviter = session.get_one(Member, invited.by_id)
    if not inviter.active or not inviter.may("people"):
        raise NotAllowed(
            "Whoever invited you is not a webmaster any more. Ask the desk for a new invitation."
        )
    said = checked_name(name)
    use(invited)
    person = add(
        email=invited.email,
        name=said,
        password=password,
        roles=[Role(role) for role in invited.roles],
        clinical=invited.clinical,
        legal=invited.legal,
        by=member(inviter.id),
    )
    invited.member_id = person.id
    return person


def forget_password(email: str, *, key: str) -> None:
    """Mail whoever has this address a link with which they set a new password; an earlier one ends.

    Where nobody has it, or the account is switched off, nothing is mailed, and as much is written down.
    """
    person = by_email(email)
    if person is None or not person.active:
        record(Kind.PASSWORD_FORGOTTEN, about=Nobody(), by=SYSTEM)
        return
    hold(person.id)
    for earlier in session.scalars(
        select(Pass).where(Pass.purpose == Purpose.PASSWORD.value, Pass.member_id == person.id, _unused())
    ):
        _end(earlier)
    asked = Pass(
        purpose=Purpose.PASSWORD.value,
        member_id=person.id,
        email=person.email,
        by_id=person.id,
        generation=0,
        made_at=now(),
        expires_at=now() + NEW_PASSWORD_FOR,
    )
    session.add(asked)
    renew(asked, key=key)
    record(Kind.PASSWORD_FORGOTTEN, about=asked, by=SYSTEM)


def new_password(token: str, password: str) -> Member:
    """Set a new password by the link from the letter, once; every session of the person ends. It signs nobody in, so
    that a second factor is still asked for. NotFound where the link is not good any more."""
    asked = live(token, Purpose.PASSWORD)
    if asked is None or asked.member_id is None:
        raise NotFound
    person = session.get_one(Member, asked.member_id, with_for_update=True, populate_existing=True)
    if not person.active:
        raise NotFound
    use(asked)
    set_password(person, password, by=person.actor)
    return person


class Nobody:
    """The subject of a request that led nowhere."""

    ref = Ref("pass", 0)


def live(token: str, purpose: Purpose) -> Pass | None:
    """The pass that this token opens now, or None."""
    found = session.scalar(
        select(Pass).where(
            Pass.token_hash == tokens.digest(token), Pass.purpose == purpose.value, _unused(), _in_time()
        )
    )
    return found if found and tokens.matches(token, found.token_hash or "") else None


def open_invitation(pass_id: int) -> Pass:
    """An invitation nobody took up or cancelled; it may have expired. NotFound otherwise."""
    found = session.scalar(
        select(Pass)
        .where(Pass.id == pass_id, _open())
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def use(one: Pass) -> None:
    """Used once: of two at the same moment one wins. The other finds nothing."""
    done = session.execute(
        update(Pass)
        .where(Pass.id == one.id, Pass.token_hash == one.token_hash, _unused(), _in_time())
        .values(used_at=now())
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[object]", done).rowcount != 1:
        raise NotFound
    session.refresh(one)


def renew(one: Pass, *, key: str) -> None:
    """A new token; the one before opens nothing any more."""
    one.generation += 1
    session.flush()
    one.token_hash = tokens.digest(tokens.derive(key, one.id, one.generation, of="pass"))


def checked_address(email: str) -> str:
    """One that could be written to, in small letters and folded in nothing else: ß is not ss in an address."""
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        sentence = "Enter an e-mail address in the form name@example.org."
        raise Refused(sentence, fields={"email": [sentence]}) from None


def _end(one: Pass) -> None:
    one.ended_at = now()
    one.token_hash = None
    one.email = one.name = ""


def _open() -> ColumnElement[bool]:
    return (Pass.purpose == Purpose.INVITATION.value) & _unused()


def _unused() -> ColumnElement[bool]:
    return Pass.used_at.is_(None) & Pass.ended_at.is_(None)


def _in_time() -> ColumnElement[bool]:
    return Pass.expires_at > now()
