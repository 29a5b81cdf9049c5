"""What stands on the page of whoever decides: the text, the signature under it, its images and what is known of them.

A decision names all of it, and is refused where any of it is another by now.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import rfc8785
from sqlalchemy import Select, func, select

from app.attestations import queries as attestations
from app.audit.kinds import Kind
from app.audit.models import Event, Topic
from app.db import session
from app.errors import NotFound, Stale
from app.submissions import queries as submissions
from app.submissions.content import Seen
from app.submissions.models import Revision, Submission

NO_SIGNATURE = 0

BEARS: dict[Kind, str] = {
    Kind.RIGHTS_ACCEPTED: "Somebody accepted the rights of images.",
    Kind.RIGHTS_QUESTIONED: "Somebody questioned or refused the rights of images.",
    Kind.PERMISSION_DOUBTED: "It was signed that a permission for an image has not come.",
    Kind.RIGHT_ENDING: "The right to an image is about to end.",
    Kind.RIGHT_KEPT: "The desk kept the right to an image beyond its last day.",
    Kind.RIGHT_REVOKED: "The licence of an image was revoked.",
    Kind.RIGHT_LAPSED: "The right to show an image has ended.",
    Kind.CONSENT_WITHDRAWN: "A person shown withdrew their consent.",
    Kind.CASE_OPENED: "A case about the published article was opened.",
    Kind.CASE_DECIDED: "A case about the published article was decided.",
    Kind.CASE_REVERSED: "A decision about the published article was reversed.",
    Kind.HOLD_PLACED: "Something in the published article was hidden.",
    Kind.HOLD_LIFTED: "What was hidden in the published article is shown again.",
}
"""The events that say something of rights to what is decided about: judged, contested, or ended. Read from the log,
because most of them belong to a later stage. Each is recorded while its submission is held, so that of one submission
they come in the order of their numbers."""


@dataclass(frozen=True)
class Looked(Seen):
    """``attestation`` is the signature that covered it, or ``NO_SIGNATURE``; ``images`` the hash of its images with
    their rights; ``rights`` the newest event that bears on them, 0 where there is none."""

    attestation: int
    images: str
    rights: int


def at(submission: Submission) -> Looked:
    """What a page drawn now shows."""
    revision = submissions.newest(submission)
    if revision is None:
        raise NotFound
    return Looked(
        version=submission.version,
        content_hash=revision.content_hash,
        attestation=signed(revision),
        images=images(revision),
        rights=session.scalar(_bearing(submission, func.max(Event.id))) or 0,
    )


def images(revision: Revision) -> str:
    """SHA-256 of the canonical JSON (RFC 8785) of the images in their order: of each the SHA-256 of its file, and the
    hash of the record of its right."""
    placed = [[one.asset.sha256, one.rights.hash] for one in revision.placements]
    return hashlib.sha256(rfc8785.dumps(placed)).hexdigest()


def signed(revision: Revision) -> int:
    found = attestations.covering(revision)
    return found.id if found else NO_SIGNATURE


def check(submission: Submission, revision: Revision, seen: Looked) -> None:
    """Stale, with what became known meanwhile, where signature, images or rights are not what stood on the page."""
    known = session.scalars(_bearing(submission, Event.kind).where(Event.id > seen.rights).order_by(Event.id))
    changes = list(dict.fromkeys(BEARS[Kind(kind)] for kind in known))
    if signed(revision) != seen.attestation:
        changes.append("Another signature stands under it.")
    if images(revision) != seen.images:
        changes.append("It has other images, or other rights are declared for them.")
    if changes:
        raise Stale(
            "What is known of its images changed while you were reading. Nothing was decided.",
            changes=changes,
        )


def _bearing(submission: Submission, what: Any) -> Select[Any]:
    return (
        select(what)
        .join(Topic, Topic.event_id == Event.id)
        .where(
            Topic.subject_kind == "submission",
            Topic.subject_id == submission.id,
            Event.kind.in_([kind.value for kind in BEARS]),
        )
    )
