"""What a submission must have before readers see it. Unattested or unclear material is never public."""

from __future__ import annotations

from app.accounts.models import Member
from app.accounts.roles import Right
from app.attestations import queries as attestations
from app.errors import NotAllowed, Refused, Stale
from app.lifecycle import words
from app.publishing import queries
from app.review import queries as reviews
from app.submissions import permissions
from app.submissions import queries as drafts
from app.submissions.content import Seen
from app.submissions.models import Revision, Submission
from app.submissions.states import State


def check(submission: Submission, seen: Seen, *, by: Member) -> Revision:
    """The revision that may be published now, or the refusal that says what is missing."""
    if not by.may(Right.PUBLISH):
        raise NotAllowed("Your role does not include publishing.")
    if submission.standing is not State.APPROVED:
        raise NotAllowed(f"Only what is approved can be published; this is “{words(submission.standing)}”.")
    revision = drafts.newest(submission)
    if revision is None:
        raise NotAllowed("Nothing of this has been submitted yet.")
    if revision.content_hash != seen.content_hash:
        raise Stale(
            "This submission changed while you were reading it. Nothing was published.",
            changes=reviews.changes_since(submission, seen),
        )
    if attestations.covering(revision) is None:
        raise Refused("The author has not signed exactly this revision, so it cannot be published.")
    if not reviews.is_approved(revision):
        have, need = len(reviews.approvals(revision)), reviews.needed(submission)
        raise NotAllowed(f"Exactly this revision has {have} of the {need} approvals it needs.")
    if waited := permissions.obstacle(revision, to="published"):
        raise NotAllowed(waited)
    _check_images(revision)
    return revision


def _check_images(revision: Revision) -> None:
    assets = [placement.asset for placement in revision.placements]
    uncut = [placed for placed in revision.placements if placed.crop and not placed.asset.widths(placed.crop)]
    if uncut or not all(asset.is_ready for asset in assets):
        raise Refused("An image of this article is not ready, so it cannot be published yet.")
    if queries.held_assets([asset.id for asset in assets]):
        raise Refused(
            "An image of this article is on hold. Lift the hold, or have the author replace the image."
        )
