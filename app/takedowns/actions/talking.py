"""Words between the desk and the claimant of one report."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app import text
from app.accounts.models import Member
from app.audit import rows
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, NotFound, Refused
from app.guests import actions as guests
from app.guests.models import Guest
from app.site import letters
from app.takedowns.actions import notices
from app.takedowns.models import Notice
from app.takedowns.parties import is_party
from app.takedowns.reporting.models import CaseComment

LONGEST = 5000
"""Characters."""
TWICE_WITHIN = timedelta(minutes=1)
"""The same words by the same person within this time are a second click, not a second message."""
OVER = "This report is over: nothing can be added to it any more."


def tell_desk(ref: str, body: str, *, by: Guest) -> CaseComment:
    """The claimant says something about a report that counts; the webmaster is written to."""
    notice = notices.still(session.scalar(select(Notice).where(Notice.notice_ref == ref)))
    guests.confirm(by)
    return _say(notice, body, by=by)


def tell_claimant(case_id: int, notice_id: int, body: str, *, by: Member) -> CaseComment:
    """The desk says something to whoever sent this report, and to nobody else; they are written to. Not by a party."""
    notice = notices.still(session.get(Notice, notice_id))
    if notice.case is None or notice.case_id != case_id:
        raise NotFound
    if is_party(notice.case, by):
        raise NotAllowed("You are a party in this case. Somebody else has to do this.")
    letters.check(text.plain(body), field="body")
    return _say(notice, body, by=by)


def _say(notice: Notice, body: str, *, by: Guest | Member) -> CaseComment:
    said = text.plain(body)
    if not said or len(said) > LONGEST:
        sentence = f"Write your message, in up to {LONGEST:,} characters."
        raise Refused(sentence, fields={"body": [sentence]})
    if notice.case is None or not notice.can_be_added_to(now()):
        raise NotAllowed(OVER)
    desk = isinstance(by, Member)
    row = CaseComment(
        notice_id=notice.id,
        member_id=by.id if desk else None,
        guest_id=None if desk else by.id,
        body=said,
        made_at=now(),
    )
    again = _said_just_now(row)
    if again:
        return again
    session.add(row)
    session.flush()
    kind = Kind.CLAIMANT_TOLD if desk else Kind.DESK_TOLD
    facts = {"comment": row.id, **rows.facts_of(row)}
    record(kind, about=notice, by=by.actor, also=[notice.case, notice.article], facts=facts)
    return row


def _said_just_now(row: CaseComment) -> CaseComment | None:
    return session.scalar(
        select(CaseComment).where(
            CaseComment.notice_id == row.notice_id,
            CaseComment.member_id.is_not_distinct_from(row.member_id),
            CaseComment.guest_id.is_not_distinct_from(row.guest_id),
            CaseComment.body == row.body,
            CaseComment.made_at > row.made_at - TWICE_WITHIN,
        )
    )
