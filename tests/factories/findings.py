"""What the desk finds about rights, for tests that begin after somebody looked at them."""

from __future__ import annotations

from app.accounts.models import Member
from app.db import session, transaction
from app.review.rights import actions, queries
from app.review.rights.actions import Weighed
from app.review.rights.kinds import Found
from app.review.rights.models import Finding
from app.submissions import queries as drafts
from app.submissions.models import Revision, Submission


def revision_of(submission_id: int) -> Revision:
    revision = drafts.newest(session.get_one(Submission, submission_id, populate_existing=True))
    assert revision is not None
    return revision


def accept_rights(submission_id: int, by_id: int) -> list[Finding]:
    """Accept every right of the newest revision that was not looked at; in a transaction of its own."""
    with transaction():
        revision = revision_of(submission_id)
        known = queries.newest_of(one.rights_id for one in revision.placements)
        said = {
            id_: Weighed(Found.ACCEPTED, ["looked"]) for id_ in queries.offered(revision) if id_ not in known
        }
        if not said:
            return []
        by = session.get_one(Member, by_id)
        return actions.weigh(submission_id, said, by=by, content_hash=revision.content_hash)
