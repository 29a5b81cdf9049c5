"""Permissions that are waited for: of which images, until when, and the sentence that keeps them from readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, select, union
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.db import session
from app.site import queries as site
from app.submissions import consents, content, days, waiting
from app.submissions.choices import PENDING
from app.submissions.kinds import Basis
from app.submissions.models import DraftImage, Placement, Revision, RightsRecord, Submission
from app.submissions.writable import are_writable


@dataclass(frozen=True)
class Waited:
    """An image whose permission has not come. ``key`` is its name in the text, ``number`` its place from 1, ``until``
    the last day for which the answer is waited for. Of a declaration that names no day that can be, nobody knows until
    when to wait: its time is over."""

    placement: Placement
    key: str
    asked_on: date | None
    until: date | None
    over: bool
    first: date | None = None
    """The earliest day that was signed for the same picture: who lets the wait begin again is seen doing so."""

    @property
    def number(self) -> int:
        return self.placement.position + 1

    @property
    def sentence(self) -> str:
        """For the author and the desk alike."""
        asked = f" on {days.in_words(self.asked_on)}" if self.asked_on else ""
        if self.first and self.asked_on and self.first < self.asked_on:
            asked += f", after a first time on {days.in_words(self.first)}"
        ends = (
            f"the answer is waited for until {days.in_words(self.until)}"
            if self.until and not self.over
            else "that time is over"
        )
        return f"Permission for “{self.key}” was asked for{asked}; {ends}."


def days_to_wait() -> int:
    """For how many days an answer is waited for, by the rule in force."""
    return int(site.setting("permission_wait")["days"])


def waits(declared: Mapping[str, Any]) -> str:
    """What a pending permission means for its author, in two sentences; empty where none is waited for."""
    if not waiting.is_pending(declared):
        return ""
    last = waiting.until(declared, wait=days_to_wait())
    means = "You can send the article meanwhile, and the desk reads it. It is not published before you have the answer."
    return f"We wait for it until {days.in_words(last)}. {means}" if last else means


def waited_for(revision: Revision) -> list[Waited]:
    """The images of a revision whose permission has not come, in their order; empty for nearly every article."""
    pending = [one for one in revision.placements if waiting.is_pending(one.rights.declared)]
    if not pending:
        return []
    wait, today = days_to_wait(), site.today()
    keys = {image.use: image.key for image in content.of(revision).images}
    first = _first_asked(revision.submission_id, [one.asset_id for one in pending])
    return [
        _waited(one, keys[one.use], wait=wait, today=today, first=first.get(one.asset_id)) for one in pending
    ]


@dataclass(frozen=True)
class Doubt:
    """Why an image of a revision is not shown to readers, in a sentence for the desk. ``submission_id`` is the other
    submission that says so, where the desk has it; its author and what they wrote are not for this one's."""

    key: str
    asset_id: int
    sentence: str
    submission_id: int | None = None
    elsewhere: bool = False
    consent: bool = False


def doubts(revision: Revision) -> list[Doubt]:
    """Every image of a revision that hangs on a permission which has not come: by what was signed, by what its author
    says since, or by what is said of the same bytes in another submission that is neither declined nor withdrawn. A
    draft that the desk never had counts for its own author alone: a stranger's stops nobody. And every image of people
    who withdrew their consent."""
    if not revision.placements:
        return []
    signed = waited_for(revision)
    known = {one.placement.asset_id for one in signed}
    keys = {image.use: image.key for image in content.of(revision).images}
    said = _said_of([one.asset_id for one in revision.placements])
    placed = {one.asset_id: keys[one.use] for one in revision.placements if one.asset_id not in known}
    later = [_doubt(key, one, revision) for one in said if (key := placed.get(one.asset_id))]
    agreed = {one.use: one.asset_id for one in revision.placements}
    gone = consents.broken(revision)
    return [
        *(Doubt(one.key, one.placement.asset_id, one.sentence) for one in signed),
        *(one for one in later if one),
        *(
            Doubt(key, agreed[use], gone[agreed[use]], consent=True)
            for use, key in keys.items()
            if agreed[use] in gone
        ),
    ]


def obstacle(revision: Revision, *, to: str) -> str:
    """Why this revision may not be approved or published (``to``), naming each image; empty when it may be."""
    found = doubts(revision)
    if not found:
        return ""
    settled = (
        "that is settled, or the author replaces the image"
        if all(one.elsewhere or one.consent for one in found)
        else "the author has the answer and signs again, or replaces the image"
    )
    end = f"It cannot be {to} before {settled}."
    return " ".join([*(one.sentence for one in found), end])


def says_pending(declared: InstrumentedAttribute[dict[str, Any]]) -> ColumnElement[bool]:
    """``waiting.is_pending`` in a question to the database."""
    return and_(
        declared["basis"].as_string() == Basis.PERMISSION.value,
        declared["permission"].as_string() == PENDING,
    )


def is_newest() -> ColumnElement[bool]:
    """In a question about revisions: it was submitted, and none after it."""
    later = aliased(Revision)
    superseded = exists().where(
        later.submission_id == Revision.submission_id, later.submitted_at > Revision.submitted_at
    )
    return and_(Revision.submitted_at.is_not(None), ~superseded)


def _said_of(asset_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Where one of these assets waits for a permission now: in a working copy, or in the newest revision of what is
    not closed."""
    copies = select(DraftImage.asset_id, DraftImage.submission_id).where(
        DraftImage.asset_id.in_(asset_ids), says_pending(DraftImage.declared)
    )
    signed = (
        select(Placement.asset_id, Revision.submission_id)
        .join(Revision, Revision.id == Placement.revision_id)
        .join(RightsRecord, RightsRecord.id == Placement.rights_id)
        .where(Placement.asset_id.in_(asset_ids), says_pending(RightsRecord.declared), is_newest())
    )
    said = union(copies, signed).subquery()
    return session.execute(
        select(said.c.asset_id, Submission.id, Submission.guest_id, Submission.submitted_at)
        .join(Submission, Submission.id == said.c.submission_id)
        .where(are_writable())
        .order_by(said.c.asset_id, Submission.id)
    ).all()


def _doubt(key: str, said: Row[Any], revision: Revision) -> Doubt | None:
    if said.id == revision.submission_id:
        sentence = f"Since signing, the author says that the permission for “{key}” has not come."
        return Doubt(key, said.asset_id, sentence)
    if said.submitted_at is None and said.guest_id != revision.submission.guest_id:
        return None
    sentence = f"The same picture as “{key}” waits for a permission in another submission."
    return Doubt(key, said.asset_id, sentence, said.id if said.submitted_at else None, elsewhere=True)


def _first_asked(submission_id: int, asset_ids: Sequence[int]) -> dict[int, date]:
    """The earliest day on which each of these was asked for, by every revision of the submission that was signed."""
    said = session.execute(
        select(Placement.asset_id, RightsRecord.declared)
        .join(Revision, Revision.id == Placement.revision_id)
        .join(RightsRecord, RightsRecord.id == Placement.rights_id)
        .where(
            Revision.submission_id == submission_id,
            Placement.asset_id.in_(asset_ids),
            says_pending(RightsRecord.declared),
        )
    )
    found: dict[int, date] = {}
    for asset_id, declared in said:
        if asked := days.read(declared.get("asked_on")):
            found[asset_id] = min(asked, found.get(asset_id, asked))
    return found


def _waited(placement: Placement, key: str, *, wait: int, today: date, first: date | None) -> Waited:
    declared = placement.rights.declared
    last = waiting.until(declared, wait=wait)
    asked = days.read(declared.get("asked_on"))
    return Waited(placement, key, asked, last, last is None or last < today, first)
