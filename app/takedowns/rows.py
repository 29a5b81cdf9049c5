"""What the desk's queue shows of a case."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from app.site import queries as site
from app.submissions import content
from app.submissions import queries as submissions
from app.submissions.models import Placement
from app.submissions.rows import THUMBNAIL, mark_of, thumbnail
from app.takedowns import rights
from app.takedowns.kinds import LANES, Lane
from app.takedowns.models import Case
from app.takedowns.states import OPEN, OURS, CaseState
from app.worklist.actions import NEVER, Row
from app.worklist.models import Owes

KIND = "case"
OWED_ELSEWHERE = {
    CaseState.AWAITING_SPECIALIST: Owes.SPECIALIST,
    CaseState.NEEDS_INFORMATION: Owes.CLAIMANT,
}


def row_of(case: Case) -> Row:
    """The row as it must stand now. Waiting counts from when the first notice was received. While a specialist owes an
    answer the clock runs on: the law's does not rest for a question of ours."""
    label = LANES[Lane(case.lane)].label
    is_open, ours = case.standing in OPEN, case.standing in OURS
    owes = Owes.US if ours else OWED_ELSEWHERE.get(case.standing, Owes.NOBODY)
    gone = case.standing in (CaseState.ERASING, CaseState.ERASED)
    placed = submissions.placement_of(case.use_name) if case.use_name else None
    return Row(
        kind=KIND,
        url=f"/desk/cases/{case.id}",
        title=f"{case.public_number} · {label} · {case.article.title}",
        detail="one image" if case.use_name else "the article",
        search=f"{case.public_number} {label} {case.article.title} {case.article.slug} {case.article.byline}",
        thumbnail=_thumbnail(case.use_name, placed) if case.use_name and not gone else "",
        mark=_mark(case, placed),
        state=case.state,
        owes=owes,
        severity=case.severity,
        due_at=case.due_at if is_open else NEVER,
        our_turn_since=case.received_at if ours else None,
        open=is_open,
    )


def _thumbnail(use: str, placed: Placement | None) -> str:
    """The image reported; in the middle where its revision is erased."""
    known = content.of(placed.revision).images if placed and placed.revision.content else ()
    shown = next((image for image in known if image.use == use), None)
    return thumbnail(shown) if shown else f"/media/{use}/{THUMBNAIL}.jpg"


def _mark(case: Case, placed: Placement | None) -> str:
    """How well the very thing reported is attested."""
    if placed is None:
        return mark_of(case.article.revision)
    zone = ZoneInfo(site.identity().zone)
    return rights.mark(placed.rights, today=case.received_at.astimezone(zone).date())
