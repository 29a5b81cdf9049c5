"""Ticking what was looked at, and taking that back."""

from __future__ import annotations

from collections.abc import Collection

from app.accounts.models import Member
from app.accounts.roles import Right
from app.audit import rows
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, Stale
from app.guests.queries import fold
from app.lifecycle import words
from app.review.policy import queries
from app.review.policy.models import Tick
from app.review.rights.actions import OPEN_TO
from app.site import lists
from app.site.lists import Item
from app.submissions import actions as submissions
from app.submissions import queries as drafts
from app.submissions.models import Revision, Submission

NOT_NOW = "What is “{state}” is not looked through now."
OWN = "This came from your own address. Somebody else has to look through it."


def tick(
    submission_id: int, keys: Collection[str], *, by: Member, revision_id: int | None, text_id: int | None
) -> list[Tick]:
    """From here on exactly these lines are ticked by ``by`` for the revision and the list that were on the screen.

    Nothing is said twice: only what differs from what this member said before is added. Stale where the author signed
    another revision or the list changed meanwhile.
    """
    submission = submissions.hold(submission_id)
    if why := obstacle(submission, by):
        raise NotAllowed(why)
    revision, version = drafts.newest(submission), queries.in_force()
    if revision is None or revision.id != revision_id:
        raise Stale("The author signed another revision while you were reading. Nothing was recorded.")
    if version is None or version.id != text_id:
        raise Stale(
            "The list changed while you were reading. Nothing was recorded; look through it once more."
        )
    mine = {one.item for one in queries.standing(revision.id) if one.by_id == by.id}
    changed = [item for item in lists.items(version.body) if (item.key in keys) != (item.key in mine)]
    return [_say(submission, revision, item, version.id, by=by, ticked=item.key in keys) for item in changed]


def obstacle(submission: Submission, by: Member) -> str:
    """Why this member ticks nothing now, in a sentence; empty when they may."""
    if not by.may(Right.DECIDE):
        return "Your role does not include deciding."
    if fold(by.email) == submission.guest.email:
        return OWN
    return "" if submission.standing in OPEN_TO else NOT_NOW.format(state=words(submission.standing))


def _say(
    submission: Submission, revision: Revision, item: Item, text_id: int, *, by: Member, ticked: bool
) -> Tick:
    row = Tick(
        submission_id=submission.id,
        revision_id=revision.id,
        text_id=text_id,
        item=item.key,
        ticked=ticked,
        by=by,
        made_at=now(),
    )
    session.add(row)
    session.flush()
    kind = Kind.CHECK_TICKED if ticked else Kind.CHECK_TAKEN_BACK
    facts = {"tick": row.id, "number": revision.number, "item": item.words, **rows.facts_of(row)}
    record(kind, about=submission, by=by.actor, facts=facts)
    return row
