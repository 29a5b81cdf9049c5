"""Reading submissions: by reference, by use, and the conversation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.audit.kinds import Actor, Kind, Ref, guest
from app.audit.models import Erased, Event, Topic
from app.db import session, table
from app.errors import NotFound
from app.guests.models import Scope
from app.media.models import Asset
from app.submissions.comments import Comment
from app.submissions.models import (
    DraftImage,
    Evidence,
    Placement,
    Revision,
    RightsRecord,
    Submission,
    WorkingCopy,
)
from app.submissions.states import State


def by_ref(ref: str) -> Submission | None:
    return session.scalar(select(Submission).where(Submission.draft_ref == ref))


def of_guest(ref: str, guest_id: int) -> Submission:
    """The submission of this reference, for the guest it belongs to; to anybody else it is not there."""
    found = by_ref(ref)
    if found is None or found.guest_id != guest_id:
        raise NotFound
    return found


def untouched(guest_id: int, *, since: datetime) -> Submission | None:
    """The newest draft this guest started since then, if nothing was written or placed in it yet."""
    return session.scalar(
        select(Submission)
        .join(WorkingCopy, WorkingCopy.submission_id == Submission.id)
        .where(
            Submission.guest_id == guest_id,
            Submission.state == State.DRAFT.value,
            Submission.made_at > since,
            WorkingCopy.version == 1,
            ~Submission.images.any(),
        )
        .order_by(Submission.id.desc())
        .limit(1)
    )


def written(guest_id: int) -> dict[tuple[str, str], datetime]:
    """This guest's drafts in which anything was written, placed or asked, and when their author last did so: saved
    the text, wrote to the desk, sent an image or a file that shows a right. What the desk wrote is not in it."""
    asked = exists().where(Comment.submission_id == Submission.id)
    times = (
        WorkingCopy.saved_at,
        _newest_of(Comment, Comment.guest_id == Submission.guest_id),
        _newest_of(DraftImage),
        _newest_of(Evidence),
    )
    found = session.execute(
        select(Submission.draft_ref, *times)
        .join(WorkingCopy, WorkingCopy.submission_id == Submission.id)
        .where(
            Submission.guest_id == guest_id,
            or_(
                Submission.state != State.DRAFT.value, WorkingCopy.version > 1, Submission.images.any(), asked
            ),
        )
    )
    return {(Scope.DRAFT.value, ref): max(filter(None, times)) for ref, *times in found}


def _newest_of(
    made: type[Comment | DraftImage | Evidence], *which: ColumnElement[bool]
) -> ScalarSelect[datetime]:
    """When the newest of these was made for the submission of the row around it; null where there is none."""
    newest_at = select(func.max(made.made_at)).where(made.submission_id == Submission.id, *which)
    return newest_at.scalar_subquery()


def newest(submission: Submission) -> Revision | None:
    """The newest revision that was signed and submitted: the one everything is decided about."""
    return session.scalar(
        select(Revision)
        .where(Revision.submission_id == submission.id, Revision.submitted_at.is_not(None))
        .order_by(Revision.submitted_at.desc(), Revision.number.desc())
        .limit(1)
    )


def before(revision: Revision) -> Revision | None:
    """The revision that was submitted before this one."""
    if revision.submitted_at is None:
        return None
    return session.scalar(
        select(Revision)
        .where(
            Revision.submission_id == revision.submission_id, Revision.submitted_at < revision.submitted_at
        )
        .order_by(Revision.submitted_at.desc())
        .limit(1)
    )


class Placed(NamedTuple):
    """An image of a draft, by what one that comes beside it needs to know of it."""

    id: int
    key: str
    filename: str
    sha256: str


@dataclass(frozen=True)
class Room:
    """What a draft has, and whether it may have more. ``beside`` is what an editor is adding in the desk's copy."""

    submission_id: int
    guest_id: int
    standing: State
    images: list[Placed]
    beside: list[Placed]

    @property
    def ref(self) -> Ref:
        return Ref("submission", self.submission_id)

    @property
    def actor(self) -> Actor:
        return guest(self.guest_id)


_DRAFTS, _PLACED, _ASSETS = table(Submission), table(DraftImage), table(Asset)
_IS_ERASED = exists().where(Erased.kind == "draft", Erased.thing_id == _DRAFTS.c.id)
_ROOM = select(
    _DRAFTS.c.id,
    _DRAFTS.c.guest_id,
    _DRAFTS.c.state,
    _PLACED.c.id,
    _PLACED.c.key,
    _PLACED.c.filename,
    _ASSETS.c.sha256,
    _PLACED.c.desk_copy_id,
).select_from(
    _DRAFTS.outerjoin(_PLACED, _PLACED.c.submission_id == _DRAFTS.c.id).outerjoin(
        _ASSETS, _ASSETS.c.id == _PLACED.c.asset_id
    )
)
_ROOM_OF_GUEST = _ROOM.where(
    _DRAFTS.c.draft_ref == bindparam("ref"), _DRAFTS.c.guest_id == bindparam("guest")
)
_ROOM_IN = _ROOM.where(_DRAFTS.c.id == bindparam("submission"), ~_IS_ERASED)


def room_of_guest(ref: str, guest_id: int) -> Room:
    """The image room of this reference, for the guest it belongs to; to anybody else it is not there."""
    return _room(_ROOM_OF_GUEST, ref=ref, guest=guest_id)


def room_in(submission_id: int) -> Room:
    """The same by its number. NotFound once it was erased."""
    session.flush()
    return _room(_ROOM_IN, submission=submission_id)


def _room(asked: Select[Any], **which: str | int) -> Room:
    rows = session.execute(asked, which).all()
    if not rows:
        raise NotFound
    submission_id, guest_id, state = rows[0][:3]
    placed = [(row[-1], Placed(*row[3:-1])) for row in rows if row[3] is not None]
    images, beside = ([one for copy, one in placed if (copy is not None) is desk] for desk in (False, True))
    return Room(submission_id, guest_id, State(state), images, beside)


def draft_image_of(use: str) -> DraftImage | None:
    return session.scalar(select(DraftImage).where(DraftImage.use == use))


def shows_part(asset_id: int, crop: str) -> bool:
    """Whether an image of any draft or revision shows this part of an asset."""
    wanted = (
        select(one.id).where(one.asset_id == asset_id, one.crop == crop).limit(1)
        for one in (DraftImage, Placement)
    )
    return any(session.scalar(each) is not None for each in wanted)


def placement_of(use: str) -> Placement | None:
    """The newest placement under this use; the same use may stand in several revisions."""
    return session.scalar(
        select(Placement).where(Placement.use == use).order_by(Placement.id.desc()).limit(1)
    )


def comments(submission: Submission) -> list[Comment]:
    return list(
        session.scalars(select(Comment).where(Comment.submission_id == submission.id).order_by(Comment.id))
    )


def may_be_discussed(submission: Submission) -> bool:
    """Guest and desk may write to each other: not about what was taken back before it was ever sent."""
    return submission.was_sent or submission.standing is not State.WITHDRAWN


def is_first_time(submission: Submission) -> bool:
    """No article of this contributor was ever published: the log knows, whatever became of the article since."""
    theirs = select(Submission.id).where(Submission.guest_id == submission.guest_id)
    published = (
        select(Event.id)
        .join(Topic, Topic.event_id == Event.id)
        .where(
            Event.kind == Kind.ARTICLE_PUBLISHED.value,
            Topic.subject_kind == "submission",
            Topic.subject_id.in_(theirs),
        )
    )
    return session.scalar(published.limit(1)) is None


def placements(revision: Revision) -> list[Placement]:
    """The placements of a revision in their order, with what was made of their assets, in two statements."""
    wanted = select(Placement).where(Placement.revision_id == revision.id).order_by(Placement.position)
    made = joinedload(Placement.asset).selectinload(Asset.renditions)
    return list(session.scalars(wanted.options(made)).unique())


def rights_of(revision: Revision) -> dict[str, RightsRecord]:
    """The rights record of each placed asset, by the asset's SHA-256."""
    return {placement.asset.sha256: placement.rights for placement in revision.placements}


def evidence_of(record: RightsRecord) -> list[Evidence]:
    """The files a declaration names, also those that were taken off the draft since, in the order they came."""
    named = record.declared.get("evidence") or ()
    return list(
        session.scalars(
            select(Evidence)
            .where(
                Evidence.submission_id == record.submission_id,
                Evidence.asset_id == record.asset_id,
                Evidence.sha256.in_(named),
            )
            .order_by(Evidence.id)
        )
        if named
        else ()
    )


def signed_with(evidence: Evidence) -> RightsRecord | None:
    """The newest declaration that was sent and names this file."""
    sent = select(Placement.rights_id).join(Revision).where(Revision.submitted_at.is_not(None))
    records = session.scalars(
        select(RightsRecord)
        .where(
            RightsRecord.submission_id == evidence.submission_id,
            RightsRecord.asset_id == evidence.asset_id,
            RightsRecord.id.in_(sent.where(Revision.submission_id == evidence.submission_id)),
        )
        .order_by(RightsRecord.id.desc())
    )
    return next((one for one in records if evidence.sha256 in (one.declared.get("evidence") or ())), None)


def handed_in(ids: Iterable[int]) -> set[int]:
    """Which of these submissions have a page at the desk: what was sent, what its author asked about before sending
    it, and what was withdrawn. The others are drafts, and private to their authors."""
    asked = select(Submission.id).where(Submission.id.in_(set(ids)))
    heard = exists().where(Comment.submission_id == Submission.id)
    over = Submission.state == State.WITHDRAWN.value
    return set(session.scalars(asked.where(or_(Submission.submitted_at.is_not(None), heard, over))))
