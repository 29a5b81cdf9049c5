"""A draft: started, saved, and the images in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, insert, update

from app import text, tokens
from app.accounts.models import Member
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import session, table
from app.errors import Refused, Stale
from app.guests import actions as guests
from app.guests import queries as links
from app.guests.models import Guest, Link, Scope
from app.media.actions import Admitted
from app.media.models import Asset
from app.media.queries import SENT_FOR
from app.register import actions as register
from app.submissions import cleaning, declarations, queries
from app.submissions.actions import room, writers
from app.submissions.models import DraftImage, Submission, WorkingCopy
from app.submissions.queries import Placed, Room
from app.submissions.states import State
from app.submissions.writable import check_writable

MOST_IMAGES = 40

_IMAGE = insert(table(DraftImage)).returning(table(DraftImage).c.id)

STARTED_WITHIN = timedelta(minutes=30)
"""Whoever asks again this soon, with nothing written yet, wants the draft they have, not a second one."""

MAILED_WITHIN = timedelta(minutes=1)
"""Asking again within this time is a second click: the letter is on its way."""


def start(email: str, *, key: str) -> Submission:
    """A new draft for this address; its private link is mailed. ``key`` is the installation's link key.

    Asked twice in a row it is one draft: the link of one that was just started and is still empty is mailed
    again, and within a minute of its last letter not even that.
    """
    guest = guests.keep_still(guests.meet(email))
    empty = _just_started(guest)
    if empty:
        return empty
    submission, link = begin(guest, key=key)
    record(Kind.DRAFT_STARTED, about=submission, by=guest.actor, also=[guest, link], facts={"link": link.id})
    return submission


def begin(guest: Guest, *, key: str) -> tuple[Submission, Link]:
    """An empty draft of this guest, and the private link that opens it. Whoever calls it records why."""
    submission = Submission(draft_ref=tokens.reference(), guest=guest, made_at=now(), state=State.DRAFT.value)
    submission.copy = WorkingCopy(faq=[], references=[], disclosures={}, saved_at=now())
    session.add(submission)
    session.flush()
    return submission, guests.give_link(guest, scope=Scope.DRAFT, ref=submission.draft_ref, key=key)


def save(
    submission: Submission,
    fields: Mapping[str, Any],
    *,
    version: int,
    images: Mapping[int, Mapping[str, Any]],
    tab: str = "",
) -> int:
    """Save the working copy over ``version`` and give back the new one. Stale when another window saved meanwhile.

    ``tab`` is the window that saves, under the name it gave itself: it must not be another's turn to write
    (``Elsewhere``), and it holds the draft from now on. Without a name only the version decides.
    ``images`` maps a draft image's id to its alt text, caption, credit, position, lead and declaration.
    """
    check_writable(submission)
    may = [WorkingCopy.submission_id == submission.id, WorkingCopy.version == version]
    kept = {**cleaning.article(fields), "version": version + 1, "saved_at": now()}
    done = session.execute(
        update(WorkingCopy)
        .where(*may, *([writers.free_for(tab)] if tab else []))
        .values(**kept, **(writers.held_by(tab) if tab else {}))
        .execution_options(synchronize_session=False)
    )
    session.refresh(submission.copy)
    if cast("CursorResult[Any]", done).rowcount != 1:
        if tab and writers.writing(submission, tab=tab).holder not in ("", tab):
            raise writers.Elsewhere
        raise Stale("This draft was changed in another window or on another device since you opened it here.")
    for image in submission.images:
        if image.id in images:
            _describe(image, images[image.id])
    room.put_in_order(submission)
    return submission.copy.version


def check_room(there: Room, sha256: str) -> Placed | None:
    """The image with these bytes, where the draft has it; else None when there is room for it. Refused when the draft
    is closed or full, or the very bytes were taken down: to be asked before anything is stored."""
    register.check(sha256, guest_id=there.guest_id)
    return _known(there, sha256)


def check_beside(there: Room, sha256: str) -> None:
    """The same for what the desk adds: room for it, not in the article yet, and not taken down."""
    register.check(sha256, guest_id=there.guest_id)
    together = (*there.images, *there.beside)
    if any(image.sha256 == sha256 for image in together):
        raise Refused("This very image stands in the article already.")
    if len(together) >= MOST_IMAGES:
        raise Refused(f"An article can hold {MOST_IMAGES} images. Take one out to add another.")


def _known(there: Room, sha256: str) -> Placed | None:
    check_writable(there)
    if any(image.sha256 == sha256 for image in there.beside):
        raise Refused("The desk is adding this very image. You see it when an editor has signed for it.")
    known = next((image for image in there.images if image.sha256 == sha256), None)
    if known is None and len(there.images) >= MOST_IMAGES:
        raise Refused(f"An article can hold {MOST_IMAGES} images. Remove one to add another.")
    return known


def add_image(there: Room, asset: Asset | Admitted, *, filename: str, by: Member | None = None) -> Placed:
    """Put an asset into the draft, at the end. The same bytes sent twice are one image of the draft.

    The room is held (``room.hold``), so that no other file comes between. The register was asked by ``check_room``:
    what is taken down after that is as if it had been in the draft already, and the desk is shown it. What a program
    sends ``by`` a member is no history of the author's: the event names the submission as a fact only.
    """
    known = _known(there, asset.sha256)
    if known is not None:
        return known
    name = text.line(filename)[:200] or "image"
    row = _row(there, asset, name) | {"lead": not there.images, "declared": {}}
    image_id: int = session.execute(_IMAGE, [row]).scalar_one()
    if by is None:
        record(Kind.IMAGE_RECEIVED, about=asset, by=there.actor, also=[there])
    else:
        record(Kind.IMAGE_RECEIVED, about=asset, by=by.actor, facts={SENT_FOR: there.submission_id})
    return Placed(image_id, row["key"], name, asset.sha256)


def add_for_desk(there: Room, asset: Admitted, *, filename: str, copy_id: int, by: Member) -> int:
    """Put an asset into the desk's copy instead, once ``check_beside`` has let it pass; the id of the image.

    What the desk does before it signs is no history of the author's: the event names the submission as a fact only.
    """
    row = _row(there, asset, text.line(filename)[:200] or "image")
    declared = {declarations.DECLARED_BY: declarations.EDITOR}
    image_id: int = session.execute(
        _IMAGE, [row | {"lead": False, "declared": declared, "desk_copy_id": copy_id}]
    ).scalar_one()
    record(Kind.IMAGE_RECEIVED, about=asset, by=by.actor, facts={SENT_FOR: there.submission_id})
    return image_id


def _row(there: Room, asset: Asset | Admitted, filename: str) -> dict[str, Any]:
    """An image at the end of the list, under a name that no other has."""
    return {
        "submission_id": there.submission_id,
        "asset_id": asset.id,
        "key": _key(filename, {image.key for image in (*there.images, *there.beside)}),
        "use": tokens.public_name(),
        "filename": filename,
        "position": len(there.images) + len(there.beside),
        "made_at": now(),
    }


def place(submission: Submission, asset: Asset, *, filename: str) -> DraftImage:
    """The image that ``add_image`` makes of an asset, in a draft that is held."""
    there = queries.room_in(submission.id)
    register.check(asset.sha256, guest_id=there.guest_id)
    placed = add_image(there, asset, filename=filename)
    session.expire(submission, ["images"])
    return session.get_one(DraftImage, placed.id)


def _just_started(guest: Guest) -> Submission | None:
    found = queries.untouched(guest.id, since=now() - STARTED_WITHIN)
    link = links.current_link(Scope.DRAFT, found.draft_ref) if found else None
    if link is None:
        return None
    if links.last_mailed_at(link) < now() - MAILED_WITHIN:
        guests.ask_again(link)
    return found


def _describe(image: DraftImage, fields: Mapping[str, Any]) -> None:
    kept = cleaning.image(fields)
    if declarations.by_editor(image.declared) and declarations.kept(image.declared) == kept.get("declared"):
        del kept["declared"]  # the same answers stay whose they were
    room.crop(image, kept.pop("crop", image.crop))
    for name, said in kept.items():
        setattr(image, name, said)


def _key(filename: str, taken: set[str]) -> str:
    """A short name for the text, unique in the draft: ``![[knee-diagram]]``."""
    stem = text.slug(filename.rpartition(".")[0] or filename, longest=40) or "image"
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key
