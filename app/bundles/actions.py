"""Ordering a bundle: the only trace it leaves is in the log, and without that trace nothing is given out."""

from __future__ import annotations

from datetime import timedelta

from app.accounts.models import Member
from app.attestations import keyring
from app.audit import queries as audit
from app.audit.kinds import Kind
from app.audit.log import record
from app.audit.models import Event
from app.clock import now
from app.takedowns import queries as cases
from app.takedowns.models import Case

GOOD_FOR = timedelta(hours=1)
"""How long an order gives out the file to whoever made it: for a download that broke off."""


def order(case_id: int, *, by: Member) -> int:
    """Write down that this member takes the file of a case out; the number of the event. Refused where nothing can be
    signed at present."""
    case = cases.case(case_id)
    keyring.in_force()
    return record(Kind.BUNDLE_TAKEN, about=case, by=by.actor)


def ordered(case: Case, member: Member) -> Event | None:
    """The newest order of this member that still holds."""
    found = [
        event
        for event in audit.history(case.ref, kinds=[Kind.BUNDLE_TAKEN])
        if event.actor == member.actor and event.at > now() - GOOD_FOR
    ]
    return found[-1] if found else None
