"""The verbs of a submission: start, save, place images, snapshot, submit, withdraw, comment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.exc import IntegrityError

from app import text, tokens
from app.accounts.models import Member
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import savepoint, session
from app.errors import NotAllowed, Refused, Stale
from app.guests import actions as guests
from app.guests.models import Guest, Scope
from app.media.models import Asset
from app.submissions import cleaning, content, queries, rows
from app.submissions.models import (
    Comment,
    DraftImage,
    Placement,
    Revision,
    RightsRecord,
    Submission,
    WorkingCopy,
)
from app.submissions.states import WRITABLE, State
from app.worklist import actions as worklist

MOST_IMAGES = 40
LONGEST_COMMENT = 5000


def start(email: str, *, key: str) -> Submission:
    """A new draft for this address; its private link is mailed. ``key`` is the installation's link key."""
    guest = guests.meet(email)
    submission = Submission(draft_ref=tokens.reference(), guest=guest, made_at=now(), state=State.DRAFT.value)
    submission.copy = WorkingCopy(faq=[], references=[], disclosures={}, saved_at=now())
    session.add(submission)
    session.flush()
    link = guests.give_link(guest, scope=Scope.DRAFT, ref=submission.draft_ref, key=key)
    record(Kind.DRAFT_STARTED, about=submission, by=guest.actor, also=[guest, link], facts={"link": link.id})
    return submission


def take(submission_id: int, *, version: int) -> Submission:
    """The submission, if it still stands at ``version``; its version moves on. One compare-and-set decides a race."""
    done = session.execute(
        update(Submission)
        .where(Submission.id == submission_id, Submission.version == version)
        .values(version=version + 1)
        .execution_options(synchronize_session=False)
    )
    submission = hold(submission_id)
    if cast("CursorResult[Any]", done).rowcount != 1:
        raise Stale(
            "This submission changed while you were reading it. Nothing was decided.",
            changes=[f"It is now “{submission.state.replace('_', ' ')}”, version {submission.version}."],
        )
    return submission


def hold(submission_id: int) -> Submission:
    """The submission as it stands now, kept still until the transaction ends."""
    return session.get_one(
        Submission, submission_id, with_for_update={"of": Submission}, populate_existing=True
    )


def save(
    submission: Submission,
    fields: Mapping[str, Any],
    *,
    version: int,
    images: Mapping[int, Mapping[str, Any]],
) -> int:
    """Save the working copy over ``version`` and give back the new one. Stale when another window saved meanwhile.

    ``images`` maps a draft image's id to its alt text, caption, credit, position, lead and declaration.
    """
    if submission.standing not in WRITABLE:
        raise NotAllowed("This submission is closed. Start a new one to write again.")
    done = session.execute(
        update(WorkingCopy)
        .where(WorkingCopy.submission_id == submission.id, WorkingCopy.version == version)
        .values(**cleaning.article(fields), version=version + 1, saved_at=now())
        .execution_options(synchronize_session=False)
    )
    session.refresh(submission.copy)
    if cast("CursorResult[Any]", done).rowcount != 1:
        raise Stale("This draft was changed in another window or on another device since you opened it here.")
    for image in submission.images:
        if image.id in images:
            _describe(image, images[image.id])
    _one_lead(submission)
    return submission.copy.version


def place(submission: Submission, asset: Asset, *, filename: str) -> DraftImage:
    """Put an asset into the draft, at the end. The same bytes sent twice are one image of the draft."""
    if submission.standing not in WRITABLE:
        raise NotAllowed("This submission is closed. Start a new one to write again.")
    known = session.scalar(
        select(DraftImage).where(DraftImage.submission_id == submission.id, DraftImage.asset_id == asset.id)
    )
    if known:
        return known
    count = (
        session.scalar(select(func.count(DraftImage.id)).where(DraftImage.submission_id == submission.id))
        or 0
    )
    if count >= MOST_IMAGES:
        raise Refused(f"An article can hold {MOST_IMAGES} images. Remove one to add another.")
    name = text.line(filename)[:200] or "image"
    image = DraftImage(
        submission=submission,
        asset=asset,
        key=_key(submission, name),
        use=tokens.public_name(),
        filename=name,
        position=count,
        lead=count == 0,
        declared={},
        made_at=now(),
    )
    session.add(image)
    record(Kind.IMAGE_RECEIVED, about=asset, by=submission.guest.actor, also=[submission])
    return image


def remove_image(submission: Submission, image_id: int) -> None:
    """Take an image out of the draft. Earlier revisions keep theirs."""
    for image in list(submission.images):
        if image.id == image_id:
            submission.images.remove(image)
            submission.copy.version += 1
    _one_lead(submission)


def snapshot(submission: Submission) -> Revision:
    """The working copy as an immutable revision; the newest one when nothing has changed since it was made."""
    _renew_uses(submission)
    session.flush()
    made = content.of_draft(submission)
    newest = session.scalar(
        select(Revision)
        .where(Revision.submission_id == submission.id)
        .order_by(Revision.number.desc())
        .limit(1)
    )
    if newest and newest.content_hash == made.hash:
        return newest
    revision = Revision(
        submission=submission,
        number=newest.number + 1 if newest else 1,
        content=made.as_json(),
        content_hash=made.hash,
        made_at=now(),
    )
    session.add(revision)
    for position, image in enumerate(submission.images):
        revision.placements.append(
            Placement(asset=image.asset, rights=_rights(submission, image), use=image.use, position=position)
        )
    session.flush()
    return revision


def submit(submission: Submission, revision: Revision, *, due_at: Any) -> None:
    """Hand exactly this revision to the desk. Only ``attestations.actions.sign`` calls this: nothing is submitted
    without a signature."""
    first = submission.submitted_at is None
    submission.advance(State.SUBMITTED)
    submission.version += 1
    submission.submitted_at = submission.submitted_at or now()
    submission.review_due_at = due_at
    revision.submitted_at = now()
    record(
        Kind.SUBMISSION_RECEIVED if first else Kind.SUBMISSION_REVISED,
        about=submission,
        by=submission.guest.actor,
        also=[revision],
        facts={"revision": revision.id, "number": revision.number},
    )


def begin_review(submission: Submission, *, by: Member) -> None:
    """The first claim of a submitted article begins its review; a later claim changes nothing."""
    if submission.standing is State.SUBMITTED:
        submission.advance(State.IN_REVIEW)
        submission.version += 1
        record(Kind.REVIEW_STARTED, about=submission, by=by.actor)


def withdraw(submission: Submission, *, reason: str) -> None:
    """The contributor takes the article back, from any state before it is published."""
    submission.advance(State.WITHDRAWN)
    submission.version += 1
    submission.review_due_at = None
    if submission.submitted_at is not None:
        worklist.put(submission.ref, rows.row_of(submission))
    record(
        Kind.SUBMISSION_WITHDRAWN,
        about=submission,
        by=submission.guest.actor,
        private={"reason": text.plain(reason)},
    )


def comment(submission: Submission, *, body: str, by: Guest | Member) -> Comment:
    """One thing said between guest and desk; the other side is written to."""
    said = text.plain(body)
    if not said:
        raise Refused("Write something first.", fields={"body": ["Write your message."]})
    if len(said) > LONGEST_COMMENT:
        sentence = f"Keep it under {LONGEST_COMMENT:,} characters; this has {len(said):,}."
        raise Refused(sentence, fields={"body": [sentence]})
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


def _describe(image: DraftImage, fields: Mapping[str, Any]) -> None:
    for name, said in cleaning.image(fields).items():
        setattr(image, name, said)


def _one_lead(submission: Submission) -> None:
    """Exactly one image leads, if there is any: the first that says so, else the first."""
    images = sorted(submission.images, key=lambda image: (image.position, image.id))
    lead = next((image for image in images if image.lead), images[0] if images else None)
    for position, image in enumerate(images):
        image.position = position
        image.lead = image is lead


def _key(submission: Submission, filename: str) -> str:
    """A short name for the text, unique in the draft: ``![[knee-diagram]]``."""
    stem = text.slug(filename.rpartition(".")[0] or filename, longest=40) or "image"
    taken = {image.key for image in submission.images}
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key


def _renew_uses(submission: Submission) -> None:
    """A use whose credit differs from the one it was placed with before becomes a new use, with a new address."""
    for image in submission.images:
        earlier = queries.placement_of(image.use)
        if earlier is None or earlier.revision.content is None:
            continue
        placed = next((one for one in content.of(earlier.revision).images if one.use == image.use), None)
        if placed and placed.credit != image.credit:
            image.use = tokens.public_name()


def _rights(submission: Submission, image: DraftImage) -> RightsRecord:
    """The immutable record of a declaration; an unchanged one keeps its row, and so its acceptance."""
    hash_ = content.declaration_hash(image.asset.sha256, image.declared)
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
        basis=image.declared.get("basis", "unknown"),
        people=image.declared.get("people", "none"),
        declared=dict(image.declared),
        hash=hash_,
        made_at=now(),
    )
    try:
        with savepoint():
            session.add(made)
    except IntegrityError:
        return session.scalars(wanted).one()
    return made
