"""Reading the desk's copies."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import Member
from app.accounts.roles import Right
from app.corrections import rules
from app.db import session
from app.guests.queries import fold
from app.submissions import content
from app.submissions.desk_copies import DeskCopy
from app.submissions.models import Revision, Submission


def copy_of(submission: Submission) -> DeskCopy | None:
    """The change in the making, if there is one."""
    return session.scalar(select(DeskCopy).where(DeskCopy.submission_id == submission.id))


def obstacle(submission: Submission, member: Member) -> str:
    """Why this member may not change the article now, in a sentence; empty when they may."""
    return stranger(submission, member) or rules.not_now(submission.standing)


def stranger(submission: Submission, member: Member) -> str:
    """Why this member may not change it in any state."""
    if not member.may(Right.CORRECT):
        return rules.NOT_YOURS
    if fold(member.email) == submission.guest.email:
        return rules.YOUR_OWN
    return ""


def author_is_ahead(submission: Submission, revision: Revision) -> bool:
    """Whether the author has changed the working copy since signing this revision."""
    return content.of_draft(submission).hash != revision.content_hash


def held_by(copy: DeskCopy) -> str:
    """Who saved the copy last, by name."""
    return session.get_one(Member, copy.by_id).name
