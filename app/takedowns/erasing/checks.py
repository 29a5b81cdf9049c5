"""Is each erasure what the log says two people decided, and did it take nothing else?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from app.audit.findings import Batch, Fault, Part
from app.audit.kinds import Kind
from app.audit.models import Erased, Event
from app.audit.walking import through
from app.db import session
from app.documents.models import Import
from app.media import queries as media
from app.review.models import Decision, Note
from app.submissions.comments import Comment
from app.submissions.models import DraftImage, Evidence, Placement, Revision, RightsRecord
from app.takedowns.erasing import ending, ledger
from app.takedowns.erasing.kinds import Scope
from app.takedowns.erasing.models import Erasure, ErasureAnswer

OF_A_SUBMISSION: dict[str, type[Any]] = {
    "revision": Revision,
    "rights_record": RightsRecord,
    "evidence": Evidence,
    "draft_image": DraftImage,
    "comment": Comment,
    "note": Note,
    "decision": Decision,
    "import": Import,
}
"""What a mark may stand for, and which submission that is of."""
OF_AN_IMAGE = ("rights_record", "evidence", "draft_image")


def confirmed(after: int) -> Iterator[Batch]:
    """Each confirmed erasure is named by an event of its second hand, and each of its marks stands for something of its
    own submission: a mark excuses what is missing. One that the ledger brought back has no such event here, because
    that is younger than the backup: it stands in the ledger, which is not in the database. There each of them stands.
    """
    written = {ending.decided(entry) for entry in ledger.read(ending.folder())}

    def faults(found: Sequence[Erasure]) -> list[Fault]:
        named = _named(found)
        return [
            Fault(str(one.ref), f"The erasure {one.number} {wrong}.")
            for one in found
            for wrong in _wrong(one, named, written)
        ]

    yield from through(select(Erasure), Erasure.id, faults)(after)


def _wrong(one: Erasure, named: set[tuple[int, int | None]], written: set[tuple[Any, ...]]) -> Iterator[str]:
    if one.answer and one.is_confirmed:
        if not _is_known(one, one.answer, named, written):
            yield "is not what the log says was confirmed"
        if ending.decided_by(one, one.answer) not in written:
            yield "is not in the ledger: a backup would bring it back"
    for kind, id_ in _strange(one):
        yield f"marks a {kind} of something else: {kind} {id_}"


def _named(found: Sequence[Erasure]) -> set[tuple[int, int | None]]:
    told = select(Event.subject_id, Event.actor_id).where(
        Event.kind == Kind.ERASURE_CONFIRMED.value, Event.subject_id.in_([one.id for one in found])
    )
    return {(row.subject_id, row.actor_id) for row in session.execute(told)}


def _is_known(
    one: Erasure,
    answer: ErasureAnswer,
    named: set[tuple[int, int | None]],
    written: set[tuple[Any, ...]],
) -> bool:
    if one.reason != ending.AGAIN:
        return (one.id, answer.by_id) in named
    return ending.decided_by(one, answer) in written


def _strange(one: Erasure) -> Iterator[tuple[str, int]]:
    """What it marks of another submission; where it took one image, of another image."""
    for kind, model in OF_A_SUBMISSION.items():
        ours = model.submission_id == one.submission_id
        if kind in OF_AN_IMAGE and one.of is Scope.IMAGE:
            ours = and_(ours, model.asset_id == one.asset_id)
        marked = select(Erased.thing_id).join(model, model.id == Erased.thing_id)
        for id_ in session.scalars(marked.where(Erased.erasure_id == one.id, Erased.kind == kind, ~ours)):
            yield kind, id_
    if one.of is Scope.IMAGE:
        others = Erased.thing_id != one.asset_id
    else:
        others = and_(_is_of_some(one, others=True), ~_is_of_some(one, others=False))
    marked = select(Erased.thing_id).where(Erased.erasure_id == one.id, Erased.kind == "asset", others)
    for id_ in session.scalars(marked):
        yield "asset", id_


def _is_of_some(one: Erasure, *, others: bool) -> ColumnElement[bool]:
    """The marked picture is the submission's own; or that of another. One that was taken out again before anybody
    signed is nobody's, and its mark excuses nothing."""
    of = one.submission_id
    placed = select(Placement.asset_id).join(Revision)
    ways = (
        placed.where(Revision.submission_id != of if others else Revision.submission_id == of),
        *(
            select(model.asset_id).where(model.submission_id != of if others else model.submission_id == of)
            for model in (DraftImage, RightsRecord)
        ),
    )
    return or_(*(Erased.thing_id.in_(way) for way in (*ways, *([] if others else [media.sent_for(of)]))))


ERASURES = Part("erasures", "erasures", confirmed)
