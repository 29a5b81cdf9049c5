"""Tokens for programs: making, ending and knowing them.

A token acts for the member who made it and has never more than that member has at the moment of a request: roles, the
account and the second factor are asked each time, so that nothing of it has to be taken back when they change.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import contains_eager

from app import text, tokens
from app.accounts.actions import ending
from app.accounts.actions.people import keep_still
from app.accounts.models import Member, Token
from app.accounts.scopes import SCOPES, Scope
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotFound, Refused
from app.site import queries as site

MARK = "imp_"
"""What each token begins with, so that whoever finds one in a place where it should not be knows what it is."""
SHOWN = 12
"""Characters of it that are kept, to recognise it by: the mark and 48 of its 256 bits."""
LONGEST = timedelta(days=366)
"""For how long one is made at most: what nobody renews, nobody needs."""
LONGEST_NAME = 80
SEEN_EVERY = timedelta(minutes=15)
"""How exactly it is known when a token was last used."""


def make(*, name: str, scopes: Iterable[Scope], last_on: date, by: Member) -> tuple[Token, str]:
    """A new token of this member, and the one sight of it: only its hash is kept."""
    keep_still(by)
    wanted = set(scopes)
    said, faults = text.line(name), {}
    if not said or len(said) > LONGEST_NAME:
        faults["name"] = [f"Name the program it is for, in up to {LONGEST_NAME} characters."]
    if not wanted:
        faults["scopes"] = ["Choose at least one thing it may be used for."]
    if not site.today() <= last_on <= site.today() + LONGEST:
        faults["last_on"] = ["Choose a day from today on, within a year."]
    if faults:
        raise Refused("No token was made.", fields=faults)
    whole = MARK + secrets.token_urlsafe(32)
    made = Token(
        member_id=by.id,
        name=said,
        prefix=whole[:SHOWN],
        token_hash=tokens.digest(whole),
        scopes=[scope.value for scope in SCOPES if scope in wanted],
        last_on=last_on,
        made_at=now(),
    )
    session.add(made)
    session.flush()
    facts = {"prefix": made.prefix, "scopes": made.scopes, "last_on": last_on.isoformat()}
    record(Kind.TOKEN_MADE, about=made, also=[by], by=by.actor, facts=facts, private={"name": said})
    return made, whole


def end(token_id: int, *, by: Member) -> Token:
    """It opens nothing from now on, whoever made it. Ended twice is ended once."""
    keep_still(by)
    found = session.get(Token, token_id, populate_existing=True, with_for_update=True)
    if found is None:
        raise NotFound
    ending.end(found, by=by.actor)
    return found


def known(whole: str) -> Token | None:
    """The token that this is, with its member; None for one that was never made, was ended or is past its last day, or
    whose member was switched off."""
    found = session.scalar(
        select(Token)
        .join(Token.member)
        .options(contains_eager(Token.member))
        .where(Token.token_hash == tokens.digest(whole), Token.ended_at.is_(None), Member.active)
        .execution_options(populate_existing=True)
    )
    return found if found and found.last_on >= site.today() else None


def seen(token_id: int) -> None:
    session.execute(update(Token).where(Token.id == token_id).values(seen_at=now()))
