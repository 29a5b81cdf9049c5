"""Where somebody is signed in: a row for each browser. Taking the row away ends it at once."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from sqlalchemy import CursorResult, bindparam, delete, or_, select, update
from sqlalchemy.orm import contains_eager

from app import tokens
from app.accounts.models import Member, SignIn
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, NotFound

IDLE = timedelta(days=14)
"""A browser that was not seen for so long is signed out (OWASP ASVS 5.0, 7.3.1)."""
LONGEST = timedelta(days=90)
"""And every browser after this, however busy (7.3.2)."""
SEEN_EVERY = timedelta(minutes=15)
"""How exactly it is known when a browser was last seen."""


_STANDING = (
    select(SignIn)
    .join(SignIn.member)
    .options(contains_eager(SignIn.member).joinedload(Member.roles))
    .where(
        SignIn.token_hash == bindparam("token"),
        SignIn.seen_at > bindparam("idle"),
        SignIn.begun_at > bindparam("longest"),
        Member.active,
    )
)
"""Every page of the desk asks for this: the question is put together once."""


def still(person_id: int, identifier: str) -> Member:
    """The person, held still, if they are who the password or passkey was checked for: whoever was switched off, or
    changed the password, or was signed out everywhere while it was checked, gets no session out of it."""
    person = session.get_one(Member, person_id, with_for_update={"key_share": True}, populate_existing=True)
    if not person.active or person.fs_uniquifier != identifier:
        raise NotAllowed("Your account was changed while you signed in. Please sign in again.")
    return person


def begin(person: Member, *, via: str, browser: str, network: str, lacks_codes: bool = False) -> SignIn:
    """Somebody has signed in: their token opens the desk from now on. What is over of theirs is forgotten."""
    over = or_(SignIn.seen_at < now() - IDLE, SignIn.begun_at < now() - LONGEST)
    session.execute(delete(SignIn).where(SignIn.member_id == person.id, over))
    begun = SignIn(
        member_id=person.id,
        token_hash=tokens.digest(person.get_id()),
        begun_at=now(),
        seen_at=now(),
        browser=browser[:60],
        network=network[:50],
        lacks_codes=lacks_codes,
    )
    session.add(begun)
    if via:
        person.signed_in_at = now()
        record(Kind.PERSON_SIGNED_IN, about=person, by=person.actor, facts={"via": via})
    return begun


def member_of(token: str) -> Member | None:
    """Whose browser this is: an active member whose sign-in has not ended."""
    values = {"token": tokens.digest(token), "idle": now() - IDLE, "longest": now() - LONGEST}
    found: SignIn | None = session.scalar(_STANDING, values)
    if found is None:
        return None
    person = found.member
    person.token, person.sign_in_id, person.seen_at = token, found.id, found.seen_at
    person.lacks_codes = found.lacks_codes
    return person


def seen(sign_in_id: int) -> None:
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now()))


def end(person: Member, sign_in_id: int) -> None:
    """Sign one browser of this person out. NotFound where it is nobody's, or somebody else's."""
    done = session.execute(delete(SignIn).where(SignIn.id == sign_in_id, SignIn.member_id == person.id))
    if cast("CursorResult[object]", done).rowcount != 1:
        raise NotFound


def end_if_there(sign_in_id: int) -> None:
    """Sign this browser out; one that was signed out meanwhile stays so."""
    session.execute(delete(SignIn).where(SignIn.id == sign_in_id))


def end_others(person: Member, *, but: int) -> int:
    """Sign out every other browser of this person; how many."""
    done = session.execute(delete(SignIn).where(SignIn.member_id == person.id, SignIn.id != but))
    return cast("CursorResult[object]", done).rowcount
