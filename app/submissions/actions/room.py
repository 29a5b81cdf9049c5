"""The image room: which part of an image is shown, in which order they stand, which leads, which shows the author."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, select

from app import tokens
from app.db import session, table
from app.errors import NotFound
from app.media import actions as media
from app.submissions import queries
from app.submissions.models import DraftImage, Submission
from app.submissions.states import Stage

MOVES = {"up": -1, "down": 1}


_DRAFTS = table(Submission)
_HOLD = select(_DRAFTS.c.id).where(_DRAFTS.c.id == bindparam("submission")).with_for_update()


def hold(submission_id: int) -> queries.Room:
    """The room as it stands now, kept still until the transaction ends. NotFound where it was erased."""
    session.execute(_HOLD, {"submission": submission_id})
    return queries.room_in(submission_id)


def crop(image: DraftImage, area: str) -> None:
    """Show this part of the image from now on (as in ``media.areas``); empty is the whole. The original is kept.

    Another part has another address at once, so that what an earlier revision shows stays as it is.
    """
    if area == image.crop:
        return
    left, image.crop = image.crop, area
    _uncut(image, left)
    image.use = tokens.public_name()
    media.cut(image.asset, area)


def retry(image: DraftImage) -> None:
    """Look again into an image, or cut it again, where our side failed. NotAllowed where that would not help."""
    if image.stage is Stage.UNCUT:
        media.cut(image.asset, image.crop)
    else:
        media.retry(image.asset)


def find(submission: Submission, image_id: int) -> DraftImage:
    """One image of this draft; NotFound for any other."""
    found = next((image for image in submission.images if image.id == image_id), None)
    if found is None:
        raise NotFound
    return found


def remove(submission: Submission, image_id: int) -> None:
    """Take an image out of the draft. Earlier revisions keep theirs. One that is out already is fine.

    A window that still shows it may go on saving: what it says of an image that is gone is passed over.
    """
    gone = [image for image in submission.images if image.id == image_id]
    for image in gone:
        submission.images.remove(image)
        _uncut(image, image.crop)
    put_in_order(submission)


def move(submission: Submission, image_id: int, where: str) -> None:
    """One place up or down; the first does not go up, nor the last down."""
    put_in_order(submission)
    images = sorted(submission.images, key=lambda image: image.position)
    here = next((at for at, image in enumerate(images) if image.id == image_id), None)
    if here is None or where not in MOVES:
        return
    there = min(max(here + MOVES[where], 0), len(images) - 1)
    images.insert(there, images.pop(here))
    for position, image in enumerate(images):
        image.position = position


def choose_portrait(submission: Submission, chosen: Collection[int]) -> None:
    """At most one image shows the author: of several that were ticked, the one that was not before."""
    ticked = [image for image in submission.images if image.id in chosen]
    portrait = next((image for image in ticked if not image.portrait), ticked[0] if ticked else None)
    for image in submission.images:
        image.portrait = image is portrait
    put_in_order(submission)


def _uncut(image: DraftImage, left: str) -> None:
    """Nobody waits for the part that this image showed, unless another draft with the same picture does."""
    if left and not queries.shows_part(image.asset_id, left):
        media.uncut(image.asset, left)


def put_in_order(submission: Submission) -> None:
    """Positions without a gap, and exactly one image that leads, if there is any: the first that says so, else the
    first that is no portrait of the author."""
    images = sorted(submission.images, key=lambda image: (image.position, image.id))
    may_lead = [image for image in images if not image.portrait]
    lead = next((image for image in may_lead if image.lead), may_lead[0] if may_lead else None)
    for position, image in enumerate(images):
        image.position = position
        image.lead = image is lead
