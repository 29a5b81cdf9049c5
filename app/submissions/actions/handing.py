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
from app.errors import Stale
from app.guests import actions as guests
from app.guests.mailboxes import must_last
from app.media.actions import Admitted
from app.submissions.actions import drafts, room, writers
from app.submissions.handed_in import HandedIn
from app.submissions.models import DraftImage, Submission


def hand_in(email: str, fields: Mapping[str, Any], *, token: Token, by: Member, key: str) -> Submission:
    """A new draft of whoever has this address, with this in it; its private link is mailed to them, and to nobody else.

    It is always a draft of its own: what the author is writing elsewhere is not touched.
    """
    must_last(email)
    guest = guests.keep_still(guests.meet(email))
    submission, link = drafts.begin(guest, key=key)
    version = drafts.save(submission, fields, version=submission.copy.version, images={})
    session.add(HandedIn(submission_id=submission.id, token_id=token.id, version=version, made_at=now()))
    facts = {"link": link.id, "token": token.id}
    record(Kind.DRAFT_HANDED_IN, about=submission, by=by.actor, also=[guest, link, token], facts=facts)
    return submission


def add_image(
    handed: HandedIn, asset: Admitted, said: Mapping[str, str], *, filename: str, by: Member
) -> DraftImage:
    """An image in a draft that was handed in, with what is ``said`` of it and nothing of its rights. The same bytes are
    one image, however often they come. Stale once its author has begun to write: from then on it is theirs."""
    there = room.hold(handed.submission_id)
    check_untouched(handed)
    placed = drafts.add_image(there, asset, filename=filename, by=by)
    submission = session.get_one(Submission, handed.submission_id, populate_existing=True)
    session.expire(submission, ["images"])
    handed.version = drafts.save(submission, {}, version=handed.version, images={placed.id: said})
    return session.get_one(DraftImage, placed.id)


def check_untouched(handed: HandedIn) -> None:
    """Refused where its author writes, or has written, or has sent it."""
    session.refresh(handed)
    submission = session.get_one(Submission, handed.submission_id, populate_existing=True)
    session.refresh(submission.copy)
    writing = writers.writing(submission, tab="").holder
    if submission.was_sent or writing or submission.copy.version != handed.version:
        raise Stale("Its author has begun to work on it. From then on it is theirs: write to them.")
