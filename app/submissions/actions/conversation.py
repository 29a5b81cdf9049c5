"""What guest and desk say to each other."""

from __future__ import annotations

from datetime import timedelta

from app import text
from app.accounts.models import Member
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, Refused
from app.guests.models import Guest
from app.site import queries as site
from app.submissions import queries
from app.submissions.actions.moves import hold
from app.submissions.models import Comment, Submission

LONGEST_COMMENT = 5000
"""Characters."""

TWICE_WITHIN = timedelta(minutes=1)
"""The same words by the same person within this time are a second click, not a second message."""


def comment(submission: Submission, *, body: str, by: Guest | Member) -> Comment:
    """One thing said between guest and desk; the other side is written to. Sent twice in a row, it is said once.

    Also before the first signature; NotAllowed about what was taken back before it was ever sent.
    """
    if not queries.may_be_discussed(submission):
        raise NotAllowed(
            "This article was withdrawn before it was sent, and nobody reads on here. "
            f"Write to {site.identity().contact} instead."
        )
    said = text.plain(body)
    if not said:
        raise Refused("Write something first.", fields={"body": ["Write your message."]})
    if len(said) > LONGEST_COMMENT:
        sentence = f"Keep it under {LONGEST_COMMENT:,} characters; this has {len(said):,}."
        raise Refused(sentence, fields={"body": [sentence]})
    hold(submission.id)  # what is sent twice at once comes one after the other
    again = queries.said_since(submission, said, by=by, since=now() - TWICE_WITHIN)
    if again:
        return again
    desk = isinstance(by, Member)
    row = Comment(
        submission_id=submission.id,
        member_id=by.id if desk else None,
        guest_id=None if desk else by.id,
        body=said,
        made_at=now(),
    )
    session.add(row)
    session.flush()
    kind = Kind.COMMENT_SENT if desk else Kind.COMMENT_ANSWERED
    record(kind, about=submission, by=by.actor, facts={"comment": row.id})
    return row
