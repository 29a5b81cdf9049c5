"""Where an article stands, in the words of its author's status page; a table over the states. It only reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from app.attestations import queries as attestations
from app.audit import queries as audit
from app.audit.models import Event
from app.publishing.models import Article
from app.publishing.states import ArticleState
from app.review import compare
from app.review import queries as review
from app.review.undoing import SAYS
from app.submissions import content, schedules
from app.submissions.models import Revision, Submission
from app.submissions.states import State
from app.submissions.writable import is_writable

DESK = "The desk"
AUTHOR = "You"
NOBODY = "Nobody; it is finished"
CLOCK = "Nobody; it is published by itself"


@dataclass(frozen=True)
class Standing:
    """``at`` is how far the four steps are: the number of the current one, 4 when all are done. ``turn`` is whose move
    is next."""

    at: int
    next: str
    turn: str = NOBODY
    over: str = ""


STANDINGS: dict[State, Standing] = {
    State.DRAFT: Standing(
        0, "It is still with you. Write as long as you like; we read it once you have signed it.", AUTHOR
    ),
    State.SUBMITTED: Standing(1, "It waits to be read. There is nothing you need to do.", DESK),
    State.IN_REVIEW: Standing(1, "It is being read. There is nothing you need to do.", DESK),
    State.CHANGES_REQUESTED: Standing(
        0,
        "We asked you for changes; what we need stands below. Revise it and sign again, whenever you like.",
        AUTHOR,
    ),
    State.AWAITING_AUTHOR: Standing(
        0,
        "An editor changed something in it and says why below. It goes on when you have signed the whole again; "
        "saying nothing is no signature.",
        AUTHOR,
    ),
    State.APPROVED: Standing(
        3, "It is approved. An editor publishes it next, and you get a letter with its address.", DESK
    ),
    State.SCHEDULED: Standing(
        3,
        "It is approved, and will be published on {on}. You may still change it: then it is not published at that "
        "time, and is read again first.",
        CLOCK,
    ),
    State.PUBLISHED: Standing(
        4, "It is published. You may still change it: a new revision is read and signed anew."
    ),
    State.DECLINED: Standing(1, "We do not print it; the reasons stand below.", over="Declined"),
    State.WITHDRAWN: Standing(0, "You took it back. We do nothing more with it.", over="Withdrawn"),
}
CORRECTION_DECLINED = Standing(
    4,
    "We do not print what you changed last; the reasons stand below. You may change the article again: a new "
    "revision is read and signed anew.",
)
STEPS = ("Written and signed", "Read by the desk", "Approved", "Published")


def next_words(submission: Submission, article: Article | None) -> str:
    """What happens next, in one or two sentences."""
    planned = schedules.of(submission)
    said = _stands(submission, article).next.format(on=schedules.said(planned.due_at) if planned else "")
    if article is None or submission.standing is State.PUBLISHED:
        return _to_readers(article) or said
    if submission.standing is State.DECLINED:
        return f"{said} What readers see stays as it is."
    return f"{said} What readers see stays as it is until then."


def title(submission: Submission, sent: Revision | None) -> str:
    """As it was sent, once it was; a newer one is its author's own until they sign again."""
    if sent is None or sent.content is None:
        return submission.title
    return content.of(sent).title


def is_changed(submission: Submission, sent: Revision | None) -> bool:
    """Whether the author wrote on since it was sent, and could send that: it waits for a new signature."""
    if sent is None or not is_writable(submission):
        return False
    return content.of_draft(submission).hash != sent.content_hash


def _to_readers(article: Article | None) -> str:
    """What readers find where that is not simply the article."""
    if article is None:
        return ""
    if article.dark:
        return "It is not shown to readers at present."
    if article.state == ArticleState.RETRACTED:
        return "It was retracted: readers find it marked as retracted, with a notice that says why."
    return "Readers find it at its address, and in no list at present." if article.unlisted else ""


def steps(submission: Submission, revision: Revision | None, article: Article | None) -> list[dict[str, Any]]:
    """The way of the article, with what is known of each step."""
    stands = _stands(submission, article)
    when: Sequence[datetime | None] = (
        revision.submitted_at if revision and stands.at > 0 else None,
        None,
        None,
        article.published_at if article and stands.at == len(STEPS) else None,
    )
    made = [
        {"title": title, "state": _state(number, stands), "at": when[number]}
        for number, title in enumerate(STEPS)
    ]
    if stands.over:
        made[stands.at] = {"title": stands.over, "state": "current", "at": None}
        return made[: stands.at + 1]
    return made


def turn(submission: Submission) -> tuple[str, datetime | None]:
    """Whose move is next, and by when where there is a date. Only the desk's moves have one."""
    whose = STANDINGS[submission.standing].turn
    return whose, submission.review_due_at if whose == DESK else None


@dataclass(frozen=True)
class Sent:
    """A revision as its author reads it: when it was sent, and what changed since the one before. Only the one that
    was opened has the words of its changes."""

    number: int
    at: datetime
    parts: Sequence[str] = ()
    images: Sequence[str] = ()
    changes: Sequence[compare.Change] | None = None


def history(submission: Submission) -> list[Event]:
    """What happened to it, without decisions that were taken back: nobody outside hears that there was one."""
    undone = review.undone(submission)
    events = audit.history(submission.ref)
    return [one for one in events if one.name not in SAYS or one.facts.get("decision") not in undone]


def revisions(submission: Submission, *, opened: int | None = None) -> list[Sent]:
    """Every revision that was signed and sent, newest first, each beside the one sent before it. The words of one are
    compared, of the revision with the number ``opened``: however many were sent, the page costs one comparison."""
    sent = sorted(
        (one for one in submission.revisions if one.submitted_at and one.content is not None),
        key=lambda one: (one.submitted_at, one.number),
    )
    found, earlier = [], None
    for revision in sent:
        shown = content.of(revision)
        if earlier is None:
            found.append(Sent(revision.number, cast("datetime", revision.submitted_at)))
        else:
            said = compare.parts(earlier, shown), compare.image_changes(earlier, shown)
            words = compare.changes(earlier, shown) if revision.number == opened else None
            found.append(Sent(revision.number, cast("datetime", revision.submitted_at), *said, words))
        earlier = shown
    return found[::-1]


@dataclass(frozen=True)
class Changed:
    """What an editor changed and the author has not signed yet; no member is named."""

    why: str
    images: Sequence[str]
    changes: Sequence[compare.Change]


def changed_by_desk(submission: Submission) -> Changed | None:
    """The change that waits for the author's signature, beside what they signed last."""
    waiting = attestations.waiting_change(submission)
    if waiting is None:
        return None
    before, after = waiting.from_revision, waiting.revision
    if before.content is None or after.content is None:
        return Changed(attestations.why(waiting), (), ())
    old, new = content.of(before), content.of(after)
    words = [*compare.changes(old, new), *compare.image_words(old, new)]
    return Changed(attestations.why(waiting), compare.image_changes(old, new), words)


def _stands(submission: Submission, article: Article | None) -> Standing:
    """A correction that was declined leaves the article where it was: published."""
    if submission.standing is State.DECLINED and article is not None:
        return CORRECTION_DECLINED
    return STANDINGS[submission.standing]


def _state(number: int, stands: Standing) -> str:
    if number < stands.at:
        return "done"
    return "current" if number == stands.at else "ahead"
