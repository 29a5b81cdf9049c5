"""Reading what the desk decided: approvals, decisions, notes, and what changed since somebody looked."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select

from app.accounts.models import Member
from app.audit.kinds import Kind
from app.audit.models import Event, Topic
from app.db import session
from app.lifecycle import words
from app.review import compare, rules
from app.review.models import Decision, Note, Undoing, Verdict
from app.site import queries as site
from app.submissions import content
from app.submissions import queries as submissions
from app.submissions.content import Seen
from app.submissions.kinds import Basis
from app.submissions.models import Revision, Submission
from app.worklist import queries as worklist
from app.worklist.models import Item

STANDS = ~exists().where(Undoing.decision_id == Decision.id).correlate(Decision)
"""In a question about decisions: those that nobody took back."""


def approvals(revision: Revision) -> list[Decision]:
    """The approvals of exactly this revision and this content; each is by a different person."""
    return list(
        session.scalars(
            select(Decision)
            .where(
                Decision.revision_id == revision.id,
                Decision.content_hash == revision.content_hash,
                Decision.verdict == Verdict.APPROVED.value,
                STANDS,
            )
            .order_by(Decision.id)
        )
    )


def needed(submission: Submission) -> int:
    """How many different people must approve this submission, by the policy in force."""
    return rules.approvals_needed(circumstances(submission), site.setting("approvals"))


def is_approved(revision: Revision) -> bool:
    """Enough different people approved exactly this content."""
    return len(approvals(revision)) >= needed(revision.submission)


def circumstances(submission: Submission) -> rules.Circumstances:
    revision = submissions.newest(submission)
    bases = {placed.rights.basis for placed in revision.placements} if revision else set()
    return rules.Circumstances(
        first_time_contributor=submissions.is_first_time(submission),
        ai_image=Basis.AI_GENERATED in bases,
        quotation=Basis.QUOTATION_OR_FAIR_DEALING in bases,
        earlier_takedown=_was_removed_before(submission),
    )


def decisions(submission: Submission) -> list[Decision]:
    """Every decision about this submission, oldest first; those that were taken back, too."""
    return list(
        session.scalars(select(Decision).where(Decision.submission_id == submission.id).order_by(Decision.id))
    )


def decision_of(revision: Revision, member_id: int) -> Decision | None:
    """What this member decided about this revision, if anything; what they took back is none."""
    return session.scalar(
        select(Decision).where(Decision.revision_id == revision.id, Decision.by_id == member_id, STANDS)
    )


def taken_back(revision: Revision, member_id: int) -> int:
    """How many decisions about this revision this member took back."""
    theirs = Decision.revision_id == revision.id, Decision.by_id == member_id
    return session.scalar(select(func.count(Decision.id)).where(*theirs, ~STANDS)) or 0


def undone(submission: Submission) -> set[int]:
    """The numbers of the decisions about it that were taken back."""
    wanted = select(Decision.id).where(Decision.submission_id == submission.id, ~STANDS)
    return set(session.scalars(wanted))


def notes(submission: Submission) -> list[Note]:
    """Internal notes, oldest first."""
    return list(session.scalars(select(Note).where(Note.submission_id == submission.id).order_by(Note.id)))


def noted_since(submission: Submission, body: str, *, by: Member, since: datetime) -> Note | None:
    """The same note about this submission, written by the same person since then."""
    return session.scalar(
        select(Note)
        .where(
            Note.submission_id == submission.id,
            Note.by_id == by.id,
            Note.body == body,
            Note.made_at > since,
        )
        .limit(1)
    )


def reasons_given(since: datetime, until: datetime) -> Counter[tuple[Verdict, str]]:
    """How often each reason was given with each verdict, from ``since`` to before ``until``; what was taken back is not
    counted. A decision with several reasons counts for each; one with none, only a note, for an empty reason."""
    made = (
        select(Decision.verdict, Decision.reasons, func.count())
        .where(Decision.made_at >= since, Decision.made_at < until, STANDS)
        .group_by(Decision.verdict, Decision.reasons)
    )
    found: Counter[tuple[Verdict, str]] = Counter()
    for verdict, reasons, times in session.execute(made):
        for code in dict.fromkeys(reasons) or [""]:
            found[Verdict(verdict), code] += times
    return found


def changes_since(submission: Submission, seen: Seen) -> list[str]:
    """What changed between somebody's screen and now, in sentences."""
    now_stands = submissions.newest(submission)
    read = session.scalar(
        select(Revision).where(
            Revision.submission_id == submission.id, Revision.content_hash == seen.content_hash
        )
    )
    said = [f"It is now “{words(submission.standing)}”."]
    if now_stands is None:
        return said
    if read is None or read.id != now_stands.id:
        said.append(f"The author signed revision {now_stands.number} in the meantime.")
        if read is not None:
            said += compare.in_words(content.of(read), content.of(now_stands))
    else:
        said += [
            f"{one.by.name} decided “{words(Verdict(one.verdict))}”."
            for one in session.scalars(
                select(Decision).where(Decision.revision_id == now_stands.id).order_by(Decision.id)
            )
            if one.undoing is None
        ]
        said += ["A decision about it was taken back."] if undone(submission) else []
    return said


def item_of(submission: Submission) -> Item | None:
    """Its line in the queue."""
    return worklist.item_of(submission.ref)


def _was_removed_before(submission: Submission) -> bool:
    """An article of this contributor, or an image of one, was once taken down for good; read from the log, because
    the takedown is a later stage. What was hidden while a report was looked into says nothing about anybody."""
    theirs = select(Submission.id).where(Submission.guest_id == submission.guest_id)
    removed = exists().where(
        Event.id == Topic.event_id,
        or_(
            Event.kind == Kind.ARTICLE_REMOVED.value,
            and_(Event.kind == Kind.HOLD_PLACED.value, Event.facts["level"].as_string() == "final"),
        ),
        Topic.subject_kind == "submission",
        Topic.subject_id.in_(theirs),
    )
    return bool(session.scalar(select(func.count()).where(removed)))
