"""Reading wordings and attestations."""

from __future__ import annotations

from sqlalchemy import select

from app.attestations.models import Attestation, Wording
from app.clock import now
from app.db import session
from app.errors import NotFound
from app.submissions import content
from app.submissions.models import Revision, Submission

RIGHTS = "rights"
"""The wording a contributor signs for an article and its images."""


def in_force(name: str = RIGHTS, locale: str = "en-GB") -> Wording:
    """The wording to sign now, or NotFound when the site has none."""
    row = session.scalar(
        select(Wording)
        .where(Wording.name == name, Wording.locale == locale, Wording.in_force_from <= now())
        .order_by(Wording.in_force_from.desc(), Wording.id.desc())
        .limit(1)
    )
    if row is None:
        raise NotFound("There is no wording to sign. Ask the webmaster to install one.")
    return row


def covering(revision: Revision) -> Attestation | None:
    """The attestation that covers exactly this revision: same revision, same hash."""
    return session.scalar(
        select(Attestation).where(
            Attestation.revision_id == revision.id, Attestation.content_hash == revision.content_hash
        )
    )


def standing(submission: Submission) -> Revision | None:
    """The revision that was signed last, while the working copy still is what was signed."""
    newest = next(iter(of(submission)), None)
    return newest.revision if newest and newest.content_hash == content.of_draft(submission).hash else None


def of(submission: Submission) -> list[Attestation]:
    """Every signature of a submission, newest first; all but the newest are superseded."""
    return list(
        session.scalars(
            select(Attestation)
            .where(Attestation.submission_id == submission.id)
            .order_by(Attestation.id.desc())
        )
    )
