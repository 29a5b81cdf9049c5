"""What the desk's queue shows of a submission: one complete row, made from its state and its newest revision."""

from __future__ import annotations

from collections.abc import Iterable

from app import text
from app.errors import NotFound
from app.media import areas
from app.site import queries as site
from app.submissions import content, lasting, queries, schedules, waiting
from app.submissions.kinds import PROVED_BY_ADDRESS
from app.submissions.models import Revision, RightsRecord, Submission
from app.submissions.schedules import Schedule
from app.submissions.states import PUBLISHABLE, State
from app.worklist.actions import NEVER, Row
from app.worklist.models import Owes

KIND = "submission"
SEVERITY = 2
THUMBNAIL = 320
"""Pixels: the width of the rendition the queue shows."""

OWES: dict[State, Owes] = {
    State.DRAFT: Owes.AUTHOR,
    State.SUBMITTED: Owes.US,
    State.IN_REVIEW: Owes.US,
    State.CHANGES_REQUESTED: Owes.AUTHOR,
    State.AWAITING_AUTHOR: Owes.AUTHOR,
    State.APPROVED: Owes.US,
    State.SCHEDULED: Owes.CLOCK,
    State.PUBLISHED: Owes.NOBODY,
    State.DECLINED: Owes.NOBODY,
    State.WITHDRAWN: Owes.NOBODY,
}

MARKS = ("expired", "none", "assertion", "evidence")
"""From the weakest to the strongest; an article is as strong as its weakest image."""


def row_of(submission: Submission) -> Row:
    """The row as it must stand now. Open while somebody owes a move, or the clock does: what is published by itself is
    due then. Else its clock runs only while it is the desk's turn."""
    revision, schedule = queries.newest(submission), _schedule(submission)
    shown = _content(submission, revision)
    owes = OWES[submission.standing]
    ours = owes == Owes.US
    times = {Owes.US: submission.review_due_at, Owes.CLOCK: schedule.due_at if schedule else None}
    return Row(
        kind=KIND,
        url=f"/desk/submissions/{submission.id}",
        title=shown.title or submission.title,
        detail=_detail(revision, shown, schedule),
        search=_search(submission, shown),
        thumbnail=_thumbnail(submission, revision, shown),
        mark=mark_of(revision),
        state=submission.state,
        owes=owes,
        severity=SEVERITY,
        due_at=times.get(owes) or NEVER,
        our_turn_since=revision.submitted_at if ours and revision else None,
        open=owes != Owes.NOBODY,
    )


def mark_of(revision: Revision | None) -> str:
    """How well the rights are attested: signed at all, and each image by evidence or by the author's word."""
    if revision is None:
        return "none"
    rights = [placed.rights for placed in revision.placements]
    over = lasting.over(rights, today=site.today())
    marks = [rights_mark(one, over=one.id in over) for one in rights]
    return min(marks, key=MARKS.index, default="assertion")


def rights_mark(record: RightsRecord, *, over: bool) -> str:
    """Evidence is what somebody else can check: a file, or an address where the right itself can be read. A permission
    that has not come is no right at all.

    ``over``: it has ended (``lasting.over``).
    """
    if over:
        return "expired"
    if waiting.is_pending(record.declared):
        return "none"
    addressed = record.basis in PROVED_BY_ADDRESS and record.declared.get("source_url")
    return "evidence" if record.declared.get("evidence") or addressed else "assertion"


def _schedule(submission: Submission) -> Schedule | None:
    """The time that was set for what is approved; nothing else has one."""
    return schedules.of(submission) if submission.standing in PUBLISHABLE else None


def _detail(revision: Revision | None, shown: content.Content, schedule: Schedule | None) -> str:
    waited = revision is not None and any(
        waiting.is_pending(one.rights.declared) for one in revision.placements
    )
    said = (
        f"by {shown.byline}" if shown.byline else "",
        "waits for a permission" if waited else "",
        "not published at its time" if schedule and schedule.refused_at else "",
    )
    return ", ".join(part for part in said if part)


def _thumbnail(submission: Submission, revision: Revision | None, shown: content.Content) -> str:
    """The narrowest rendition the queue can show of the lead image."""
    lead = shown.lead
    if lead is None:
        return ""
    placed = revision.placements if revision else submission.images
    widths = [width for one in placed if one.use == lead.use for width in one.asset.widths(lead.crop)]
    return thumbnail(lead, min(widths, default=THUMBNAIL))


def thumbnail(image: content.ContentImage, width: int = THUMBNAIL) -> str:
    """The address of a picture, which the queue cuts to a shape: the fragment names its focal point, as classes."""
    focus = areas.focus(image.crop, image.focal).replace(" ", ",")
    return f"/media/{image.use}/{width}.jpg" + (f"#{focus}" if focus else "")


def _content(submission: Submission, revision: Revision | None) -> content.Content:
    if revision is None:
        return content.of_draft(submission)
    try:
        return content.of(revision)
    except NotFound:
        return content.Content(title="An erased article", summary="", body="", byline="")


def _search(submission: Submission, shown: content.Content) -> str:
    said: Iterable[str] = (
        shown.title,
        shown.byline,
        shown.affiliation,
        submission.guest.email,
        submission.draft_ref,
        text.slug(shown.title),
    )
    return " ".join(part for part in said if part)
