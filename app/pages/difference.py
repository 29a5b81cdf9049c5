"""What changed between an earlier revision and the one on the page: words, images, what is declared. It only reads.

One pair of revisions is compared, however many there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.db import session
from app.errors import NotFound
from app.pages.sides import Side, hidden, side
from app.review import compare
from app.submissions import content, conversation, declarations
from app.submissions import queries as submissions
from app.submissions.content import Content
from app.submissions.models import Placement, Revision, RightsRecord, Submission

NOTHING = "nothing"
NOT_THERE = "It was not there."
TAKEN_OUT = "It is not there any more."


@dataclass(frozen=True)
class Pictures:
    key: str
    old: Side
    new: Side


@dataclass(frozen=True)
class Answers:
    """What is declared about one image otherwise than before: (question, then, now)."""

    key: str
    changed: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Difference:
    number: int
    earlier: Sequence[int]
    changes: Sequence[compare.Change]
    images: Sequence[str]
    pictures: Sequence[Pictures]
    rights: Sequence[Answers]

    @property
    def is_empty(self) -> bool:
        return not (self.changes or self.images or self.rights)


def since(revision: Revision, shown: Content, number: str | None) -> Difference | None:
    """What changed since the revision of this number, or since the one before; None where there is none before it.

    NotFound, with what there is, for one that was not sent before this one.
    """
    earlier = _earlier(revision)
    if number is None:
        if not earlier:
            return None
        wanted = earlier[-1]
    else:
        wanted = next((one for one in earlier if str(one) == number), 0)
    before = conversation.revision(revision.submission, wanted) if wanted else None
    if before is None:
        raise NotFound(_hint(revision.number, earlier))
    return _between(before, revision, content.of(before), shown, earlier)


def _earlier(revision: Revision) -> list[int]:
    """The numbers of what was sent before it and has not been erased, oldest first."""
    sent = select(Revision.number).where(
        Revision.submission_id == revision.submission_id,
        Revision.submitted_at < revision.submitted_at,
        Revision.erasure_id.is_(None),
    )
    return list(session.scalars(sent.order_by(Revision.submitted_at, Revision.number)))


def _hint(number: int, earlier: Sequence[int]) -> str:
    if not earlier:
        return f"Revision {number} is the first that was sent: there is none to compare it with."
    there = ", ".join(str(one) for one in earlier)
    return f"Revision {number} can be compared with what was sent before it: {there}."


def _between(
    before: Revision, after: Revision, old: Content, new: Content, earlier: Sequence[int]
) -> Difference:
    was, now = ({one.use: one for one in submissions.placements(each)} for each in (before, after))
    return Difference(
        before.number,
        earlier,
        [*compare.changes(old, new), *compare.image_words(old, new)],
        compare.image_changes(old, new),
        _pictures(old, new, was, now, after.submission),
        _rights(old, new, was, now),
    )


Placed = Mapping[str, Placement]


def _pictures(old: Content, new: Content, was: Placed, now: Placed, submission: Submission) -> list[Pictures]:
    """Images that came, went, or show something else, side by side. What is hidden from readers is not shown here."""
    assets = [one.asset_id for one in (*was.values(), *now.values())]
    held = hidden(assets, submission)
    keys = dict.fromkeys([*(one.key for one in new.images), *(one.key for one in old.images)])
    found = []
    for key in keys:
        first, second = old.image(key), new.image(key)
        if first and second and (first.asset, first.crop) == (second.asset, second.crop):
            continue
        left = side(was[first.use], held) if first else Side(empty=NOT_THERE)
        right = side(now[second.use], held) if second else Side(empty=TAKEN_OUT)
        found.append(Pictures(key, left, right))
    return found


def _rights(old: Content, new: Content, was: Placed, now: Placed) -> list[Answers]:
    """Which answers changed about the images that stand in both."""
    found = []
    for image in new.images:
        before = old.image(image.key)
        if before is None or before.rights == image.rights:
            continue
        said, says = (_said(placed.rights) for placed in (was[before.use], now[image.use]))
        changed = [
            (question, said.get(question, NOTHING), says.get(question, NOTHING))
            for question in dict.fromkeys([*says, *said])
            if said.get(question) != says.get(question)
        ]
        if changed:
            found.append(Answers(image.key, changed))
    return found


def _said(record: RightsRecord) -> dict[str, str]:
    """Every answer in words; of what an erasure took, nothing."""
    if not record.declared:
        return {}
    shown = declarations.shown({"basis": record.basis, "people": record.people, **record.declared})
    files = ", ".join(one.filename for one in submissions.evidence_of(record))
    return dict(shown) | ({"Evidence": files} if files else {})
