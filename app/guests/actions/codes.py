"""Short codes: sent by letter before a weighty act, tried, and used once.

The digits are derived (``tokens.short_code``) and never stored. ``attempt`` counts what was typed and is committed by
itself, so that a refused request has cost a try; ``use`` belongs into the transaction of the act it allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import CursorResult, func, or_, select, update

from app import tokens
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import Refused
from app.guests import queries
from app.guests.actions.links import keep_still
from app.guests.models import Code, Guest, Purpose
from app.site import queries as site

KEEPS = (("per_hour", timedelta(hours=1), "an hour"), ("per_day", timedelta(days=1), "a day"))
"""How many codes one person and one mailbox get: the setting, its time, and the time in words."""


class Outcome(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    SPENT = "spent"
    USED = "used"
    EXPIRED = "expired"
    NONE = "none"


@dataclass(frozen=True)
class Chance:
    """What came of one try; ``left`` is how many there are for the same code."""

    outcome: Outcome
    left: int = 0


def send_code(guest: Guest, purpose: Purpose, ref: str, *, key: str) -> Code:
    """Mail a fresh code; an older one for the same act is good no more. Refused where too many were sent."""
    keep_still(guest)
    check_how_many(guest, purpose, guest.email)
    code = make_code(guest, purpose, ref, key=key)
    record(Kind.CODE_SENT, about=code, by=guest.actor, also=[guest], facts={"purpose": purpose.value})
    return code


def make_code(guest: Guest, purpose: Purpose, ref: str, *, key: str, email: str = "") -> Code:
    """A code for one act about one draft, of which nobody is told. ``email``: a mailbox other than the guest's."""
    code = Code(
        guest_id=guest.id,
        purpose=purpose.value,
        subject_ref=ref,
        email=email or guest.email,
        code_hash="",
        made_at=now(),
        expires_at=now() + timedelta(minutes=site.setting("codes")["minutes"]),
    )
    session.add(code)
    session.flush()
    code.code_hash = tokens.code_digest(key, code.bound_to, tokens.short_code(key, code.bound_to))
    session.flush()
    return code


def attempt(guest: Guest, purpose: Purpose, ref: str, typed: str, *, key: str) -> Chance:
    """Try what was typed against the newest code, and count it. Tries at the same moment are counted one by one."""
    code = queries.newest_code(guest.id, purpose, ref)
    if code is None:
        return Chance(Outcome.NONE)
    if code.used_at is not None:
        again = tokens.code_matches(key, code.bound_to, typed, code.code_hash)
        return Chance(Outcome.USED if again else Outcome.NONE)
    if code.expires_at <= now():
        return Chance(Outcome.EXPIRED)
    most = int(site.setting("codes")["tries"])
    counted = update(Code).where(Code.id == code.id, Code.tries < most).values(tries=Code.tries + 1)
    tries = session.scalar(counted.returning(Code.tries).execution_options(synchronize_session=False))
    if tries is None:
        return Chance(Outcome.SPENT)
    if tokens.code_matches(key, code.bound_to, typed, code.code_hash):
        return Chance(Outcome.RIGHT, most - tries)
    return Chance(Outcome.WRONG if tries < most else Outcome.SPENT, most - tries)


def use(guest: Guest, purpose: Purpose, ref: str, typed: str, *, key: str, email: str = "") -> datetime:
    """Use up the newest code for the act of this transaction; when. Of two uses at once exactly one wins.

    Refused where it is not the right one, was used or has expired, or went to another mailbox than ``email`` (the
    guest's own, if none is named).
    """
    code = queries.newest_code(guest.id, purpose, ref)
    at = now()
    if code and code.email == (email or guest.email):
        right = tokens.code_matches(key, code.bound_to, typed, code.code_hash)
        free = (Code.id == code.id) & Code.used_at.is_(None) & (Code.expires_at > at)
        this = update(Code).where(free).values(used_at=at).execution_options(synchronize_session=False)
        if right and cast("CursorResult[Any]", session.execute(this)).rowcount == 1:
            return at
    sentence = "This code was used before, or it is good no more. Ask for a new one."
    raise Refused(sentence, fields={"code": [sentence]})


def check_how_many(guest: Guest, purpose: Purpose, email: str) -> None:
    """Nobody’s mailbox can be filled with codes, and nobody goes on guessing by asking for ever new ones.

    A guest's own codes are counted together. An address somebody wants to change to is counted by itself, so that
    strangers who name it use up none of what its owner may ask for.
    """
    new = Code.purpose == Purpose.NEW_ADDRESS.value
    if purpose is Purpose.NEW_ADDRESS:
        counted = new & or_(Code.guest_id == guest.id, Code.email == email)
    else:
        counted = ~new & (Code.guest_id == guest.id)
    allowed = site.setting("codes")
    for name, time, words in KEEPS:
        sent = session.scalar(select(func.count(Code.id)).where(counted, Code.made_at > now() - time)) or 0
        if sent >= allowed[name]:
            raise Refused(
                f"We send {allowed[name]} codes in {words} at most. Use the newest one we sent, try again later, "
                f"or write to {site.identity().contact}."
            )
