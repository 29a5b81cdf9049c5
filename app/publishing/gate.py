"""What a submission must have before readers see it. Unattested or unclear material is never public."""

from __future__ import annotations

from app.accounts.models import Member
from app.accounts.roles import Right
from app.attestations import queries as attestations
from app.errors import NotAllowed, Stale, Unmet
from app.lifecycle import words
from app.publishing import queries
from app.review import compare, rules
from app.review import queries as reviews
from app.review.rights import queries as rights
from app.submissions import content, permissions
from app.submissions import queries as drafts
from app.submissions.content import Seen
from app.submissions.models import Revision, Submission
from app.submissions.states import PUBLISHABLE, State


def check(submission: Submission, seen: Seen, *, by: Member) -> Revision:
    """The revision that may be published now, or the refusal that says what is missing.

    NotAllowed by the person's role alone. Whatever else stands against it is the state of things (Unmet, or Stale where
    the editor looked at something older), with what changed since the signature where anything did.
    """
    _check_person(by)
    revision = drafts.newest(submission)
    if revision is None:
        raise Unmet("Nothing of this has been submitted yet.")
    if submission.standing not in PUBLISHABLE:
        raise Unmet(_not_approved(submission.standing), changes=_since_signed(submission, revision))
    if revision.content_hash != seen.content_hash:
        raise Stale(
            "This submission changed while you were reading it. Nothing was published.",
            changes=reviews.changes_since(submission, seen),
        )
    _check_signed(revision)
    if not reviews.is_approved(revision):
        have, need = len(reviews.approvals(revision)), reviews.needed(submission)
        raise Unmet(f"Exactly this revision has {have} of the {need} approvals it needs.")
    if waited := permissions.obstacle(revision, to="published"):
        raise Unmet(waited)
    if unsettled := rights.unsettled(revision):
        raise Unmet("Not every right is settled, so it cannot be published.", changes=unsettled)
    _check_images(revision, guest_id=submission.guest_id)
    _check_current(submission, revision)
    return revision


def _check_person(by: Member) -> None:
    """Also of whoever set a time that has come: their role and their account count as they are now."""
    if not by.active:
        raise NotAllowed(f"The account of {by.name}, who was to publish it, is closed.")
    if not by.may(Right.PUBLISH):
        raise NotAllowed(f"The role of {by.name} does not include publishing.")


def _not_approved(state: State) -> str:
    return rules.WAITS.get(state, f"Only what is approved can be published; this is “{words(state)}”.")


def _check_signed(revision: Revision) -> None:
    """A signature covers exactly this revision, and the revision still is what its fingerprint says."""
    if attestations.covering(revision) is None:
        raise Unmet("The author has not signed exactly this revision, so it cannot be published.")
    if revision.by_member_id is not None and attestations.change_of(revision) is None:
        raise Unmet("An editor made this revision and has not signed for it, so it cannot be published.")
    if attestations.unanswered_for(revision):
        raise Unmet("No editor has signed for the right to an image that the desk added.")
    if content.of(revision).hash != revision.content_hash:
        raise Unmet(
            "What is kept of this revision is not what was signed: it was changed outside the product. "
            "Ask the webmaster to verify the log; have the author sign again."
        )


def _check_current(submission: Submission, revision: Revision) -> None:
    """What the author has now is what was signed and approved. What they changed since waits for their signature."""
    if changes := _since_signed(submission, revision):
        raise Unmet(
            "The author changed the article since signing it. It can be published when they have signed again and "
            "that is approved, or when they have put it back as it was.",
            changes=changes,
        )


def _since_signed(submission: Submission, revision: Revision) -> list[str]:
    """What the author has changed in the draft since this revision, in words; nothing of one that was erased."""
    stands = content.of_draft(submission)
    if revision.content is None or stands.hash == revision.content_hash:
        return []
    return compare.in_words(content.of(revision), stands) or ["Something of the article changed."]


def _check_images(revision: Revision, *, guest_id: int) -> None:
    assets = [placement.asset for placement in revision.placements]
    uncut = [placed for placed in revision.placements if placed.crop and not placed.asset.widths(placed.crop)]
    if uncut or not all(asset.is_ready for asset in assets):
        raise Unmet("An image of this article is not ready, so it cannot be published yet.")
    if queries.held_assets([asset.id for asset in assets], guest_id):
        raise Unmet(
            "An image of this article is on hold. Lift the hold, or have the author replace the image."
        )
