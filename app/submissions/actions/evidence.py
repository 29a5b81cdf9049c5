"""Files that show a right: added to an image of a draft, and taken off again."""

from __future__ import annotations

from sqlalchemy import select

from app import bell, text
from app.clock import now
from app.db import after_commit, session
from app.errors import NotFound, Refused
from app.media.receive import Received
from app.media.shelf import storage
from app.media.storage import evidence_key
from app.submissions import declarations, viewing
from app.submissions.models import DraftImage, Evidence, Submission
from app.submissions.papers import MOST_FILES, Paper
from app.submissions.writable import check_writable


def keep(received: Received) -> None:
    """File first, row after: durable before any row speaks of it."""
    storage().put(evidence_key(received.sha256), received.path, expect_sha256=received.sha256)


def add(
    submission: Submission, image_id: int, received: Received, *, paper: Paper, filename: str
) -> Evidence:
    """A file that is in the store becomes evidence for this image of the draft. The same bytes sent twice are one.

    The submission is held, so that the count cannot be overtaken.
    """
    image = _image(submission, image_id)
    image.declared = declarations.author_s(image.declared)
    return attach(image, received, paper=paper, filename=filename)


def attach(image: DraftImage, received: Received, *, paper: Paper, filename: str) -> Evidence:
    """The same for an image of whichever copy; whose declaration it is, is for the caller to say."""
    submission = image.submission
    known = session.scalar(
        select(Evidence).where(
            Evidence.submission_id == submission.id,
            Evidence.asset_id == image.asset_id,
            Evidence.sha256 == received.sha256,
        )
    )
    if known is None and len(image.evidence) >= MOST_FILES:
        raise Refused(f"An image can have {MOST_FILES} files of evidence. Remove one to add another.")
    if known is None:
        known = Evidence(
            submission_id=submission.id,
            asset_id=image.asset_id,
            sha256=received.sha256,
            size=received.size,
            mime=paper.mime,
            filename=text.line(filename)[:200] or "file",
            made_at=now(),
        )
        session.add(known)
    known.removed_at = None
    session.flush()
    _have_shown(known.sha256)
    session.expire(image, ["evidence"])
    return known


def remove(submission: Submission, evidence_id: int) -> None:
    """Take a file off the draft. A right that was declared with it keeps it: what was signed stays whole."""
    found = of_author(submission, evidence_id)
    _open(submission)
    for image in submission.images:
        if image.asset_id == found.asset_id:
            image.declared = declarations.author_s(image.declared)
    detach(found)
    session.expire(submission, ["images"])


def of_author(submission: Submission, evidence_id: int) -> Evidence:
    """A file that is the author's to see and to take off. NotFound for any other, for what was taken
    off before it was declared, and for what shows a right in the desk's copy: nobody else sees that before it is
    signed."""
    found = session.get(Evidence, evidence_id)
    if found is None or found.submission_id != submission.id or _is_at_desk(found):
        raise NotFound
    if not viewing.is_in_use(found):
        raise NotFound
    return found


def _is_at_desk(evidence: Evidence) -> bool:
    drawn = (DraftImage.submission_id == evidence.submission_id, DraftImage.asset_id == evidence.asset_id)
    added = select(DraftImage.id).where(*drawn, DraftImage.desk_copy_id.is_not(None))
    return session.scalar(added.limit(1)) is not None


def detach(found: Evidence) -> None:
    """Take a file off an image of whichever copy. The row stays, as the bytes do: an erasure finds them by it."""
    found.removed_at = found.removed_at or now()
    session.flush()
    if viewing.mime_of(found.sha256) is None:
        sha256 = found.sha256
        after_commit(lambda: viewing.forget(sha256))


def show_again(evidence: Evidence) -> None:
    """Make what can be looked at of it once more, whatever is there now."""
    sha256 = evidence.sha256
    after_commit(lambda: viewing.forget(sha256))
    _have_shown(sha256)


def _have_shown(sha256: str) -> None:
    """Soon after it came, so that a reviewer does not wait. After the commit: a worker that finds an order and no row
    takes the order away. Where it is lost, the page offers to make it."""
    after_commit(lambda: viewing.order(sha256))
    bell.ring(bell.VIEW)


def _image(submission: Submission, image_id: int) -> DraftImage:
    _open(submission)
    found = next((image for image in submission.images if image.id == image_id), None)
    if found is None:
        raise NotFound
    return found


def _open(submission: Submission) -> None:
    check_writable(submission)
