"""Ending tokens for programs: one by itself, or all of a person whose access was taken back."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import Member, Token
from app.audit.kinds import Actor, Kind
from app.audit.log import record
from app.clock import now
from app.db import session


def end(found: Token, *, by: Actor) -> None:
    """It opens nothing from now on. Ended twice is ended once."""
    if found.ended_at is not None:
        return
    found.ended_at = now()
    facts, private = {"prefix": found.prefix}, {"name": found.name}
    record(Kind.TOKEN_ENDED, about=found, also=[found.member], by=by, facts=facts, private=private)


def end_all(person: Member, *, by: Actor) -> None:
    """Whoever had this person's session may have made a token with it, which would outlive the session by a year."""
    theirs = select(Token).where(Token.member_id == person.id, Token.ended_at.is_(None))
    for found in session.scalars(theirs.order_by(Token.id).with_for_update(of=Token)):
        end(found, by=by)
