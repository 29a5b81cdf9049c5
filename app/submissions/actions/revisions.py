"""The working copy becomes an immutable revision, with the rights record of each image."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import tokens
from app.accounts.models import Member
from app.clock import now
from app.db import savepoint, session
from app.media import actions as media
from app.submissions import content, declarations, queries
from app.submissions.models import DraftImage, Placement, Revision, RightsRecord, Submission


def snapshot(submission: Submission, *, by: Member | None = None) -> Revision:
    """The working copy as an immutable revision; the newest one when nothing has changed since it was made.

    ``by`` is the editor who made it, if its author did not: then it is always a revision of its own.
    """
    _renew_uses(submission)
    for image in submission.images:
        if image.crop and image.asset.is_ready and not image.widths:
            media.cut(image.asset, image.crop)
    session.flush()
    made = content.of_draft(submission)
    newest = session.scalar(
        select(Revision)
        .where(Revision.submission_id == submission.id)
        .order_by(Revision.number.desc())
        .limit(1)
    )
    if newest and newest.content_hash == made.hash and by is None:
        return newest
    revision = Revision(
        submission=submission,
        number=newest.number + 1 if newest else 1,
        content=made.as_json(),
        content_hash=made.hash,
        made_at=now(),
        by_member_id=by.id if by else None,
    )
    session.add(revision)
    for position, image in enumerate(submission.images):
        revision.placements.append(
            Placement(
                asset=image.asset,
                rights=_rights(submission, image),
                use=image.use,
                crop=image.crop,
                position=position,
            )
        )
    session.flush()
    return revision


def _renew_uses(submission: Submission) -> None:
    """A use whose credit or crop differs from the one it was placed with before becomes a new use, with a new
    address; the earlier revision keeps its own."""
    for image in submission.images:
        earlier = queries.placement_of(image.use)
        if earlier is None or earlier.revision.content is None:
            continue
        placed = next((one for one in content.of(earlier.revision).images if one.use == image.use), None)
        if placed and (placed.credit, placed.crop) != (image.credit, image.crop):
            image.use = tokens.public_name()


def _rights(submission: Submission, image: DraftImage) -> RightsRecord:
    """The immutable record of a declaration; an unchanged one keeps its row, and so its acceptance."""
    declared = image.declaration
    hash_ = content.declaration_hash(image.asset.sha256, declared)
    wanted = select(RightsRecord).where(
        RightsRecord.submission_id == submission.id,
        RightsRecord.asset_id == image.asset_id,
        RightsRecord.hash == hash_,
    )
    known = session.scalar(wanted)
    if known:
        return known
    made = RightsRecord(
        submission_id=submission.id,
        asset_id=image.asset_id,
        basis=declared.get("basis", "unknown"),
        people=declared.get("people", "none"),
        declared=declared,
        expires_on=declarations.expiry(declared),
        hash=hash_,
        made_at=now(),
    )
    try:
        with savepoint():
            session.add(made)
    except IntegrityError:
        return session.scalars(wanted).one()
    return made
