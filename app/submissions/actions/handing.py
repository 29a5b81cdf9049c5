"""A program hands in a draft for its author. It is a draft like any other: the author gets the private link by letter,
says where each image comes from, and signs. Nothing else ever sends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.accounts.models import Member, Token
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.guests import actions as guests
from app.guests.mailboxes import must_last
from app.submissions.actions import drafts
from app.submissions.handed_in import HandedIn
from app.submissions.models import Submission


def hand_in(email: str, fields: Mapping[str, Any], *, token: Token, by: Member, key: str) -> Submission:
    """A new draft of whoever has this address, with this in it; its private link is mailed to them, and to nobody else.

    It is always a draft of its own: what the author is writing elsewhere is not touched.
    """
    must_last(email)
    guest = guests.keep_still(guests.meet(email))
    submission, link = drafts.begin(guest, key=key)
    drafts.save(submission, fields, version=submission.copy.version, images={})
    session.add(HandedIn(submission_id=submission.id, token_id=token.id, made_at=now()))
    facts = {"link": link.id, "token": token.id}
    record(Kind.DRAFT_HANDED_IN, about=submission, by=by.actor, also=[guest, link, token], facts=facts)
    return submission
