"""Reading the list: what is ticked for a revision, by whom, and what still has to be before an approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.attestations import queries as attestations
from app.db import session
from app.errors import NotFound
from app.review.policy.models import Tick
from app.site import lists
from app.site import queries as site
from app.site.lists import Item
from app.site.models import SiteText
from app.submissions import queries as submissions
from app.submissions.models import Revision


@dataclass(frozen=True)
class Line:
    """One line of the list with who ticked it: for this revision, and for the one sent before it.

    ``counted`` are the ticks that an approval rests on: whoever wrote or changed the article did not look at it as
    somebody else would."""

    item: Item
    ticks: Sequence[Tick]
    before: Sequence[Tick]
    counted: Sequence[Tick]

    @property
    def missing(self) -> bool:
        """Somebody has to tick it before an approval, and nobody has who counts."""
        return self.item.needed and not self.counted

    def by(self, member_id: int) -> bool:
        return any(one.by_id == member_id for one in self.ticks)


@dataclass(frozen=True)
class Checked:
    """The list in force as a page shows it. ``before`` is the number of the earlier revision, 0 where there is none."""

    version: SiteText
    lines: Sequence[Line]
    before: int

    @property
    def missing(self) -> list[str]:
        """The words of the lines that hold an approval up."""
        return [line.item.words for line in self.lines if line.missing]


def in_force() -> SiteText | None:
    """The list that holds now; none on a site that has none."""
    try:
        return site.text(lists.CHECKLIST)
    except NotFound:
        return None


def of(revision: Revision) -> Checked | None:
    """The list with what is ticked for this revision."""
    version = in_force()
    if version is None:
        return None
    earlier = submissions.before(revision)
    ticks, before = standing(revision.id), standing(earlier.id) if earlier else []
    changers = attestations.changers(revision.submission_id)
    counted = [one for one in ticks if one.by_id not in changers]
    lines = [
        Line(item, *([one for one in some if one.item == item.key] for some in (ticks, before, counted)))
        for item in lists.items(version.body)
    ]
    return Checked(version, lines, earlier.number if earlier else 0)


def missing(revision: Revision) -> list[str]:
    """The lines that have to be ticked before an approval and are not."""
    checked = of(revision)
    return checked.missing if checked else []


def standing(revision_id: int) -> list[Tick]:
    """What is ticked and was not taken back: the newest word of each member on each line."""
    said = session.scalars(select(Tick).where(Tick.revision_id == revision_id).order_by(Tick.id))
    newest = {(one.item, one.by_id): one for one in said}
    return sorted((one for one in newest.values() if one.ticked), key=lambda one: one.id)
