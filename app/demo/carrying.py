"""What the desk does about the demo content: each piece is carried as far as it is to go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.accounts.models import Member, RoleRow
from app.accounts.roles import Role
from app.clock import now
from app.db import session, transaction
from app.demo.signing import sign
from app.publishing import actions as publishing
from app.publishing.models import Article
from app.review import actions as review
from app.review import looking
from app.review import queries as reviews
from app.review.looking import Looked
from app.review.models import Verdict
from app.review.rights import actions as weighing
from app.review.rights import queries as rights
from app.review.rights.kinds import Found
from app.submissions import actions as submissions
from app.submissions import queries as drafts
from app.submissions.models import Submission
from app.worklist import actions as worklist


@dataclass(frozen=True)
class Piece:
    """A short submission that stops at ``end``, a state of the submission or “removed”."""

    end: str
    title: str
    byline: str
    email: str
    summary: str
    body: str


def _decide(submission_id: int, role: Role, verdict: Verdict, *, reasons: list[str], note: str = "") -> None:
    with transaction():
        by = person(role)
        submission = submissions.hold(submission_id)
        item = reviews.item_of(submission)
        if item is None:
            raise LookupError("a submission without an item in the queue")
        review.open_item(item, by)
        review.decide(submission_id, verdict, by=by, reasons=reasons, note=note, seen=_seen(submission))


def _seen(submission: Submission) -> Looked:
    session.flush()
    session.refresh(submission)
    return looking.at(submission)


def person(role: Role) -> Member:
    """Somebody at the desk who holds exactly this role."""
    return session.scalars(select(Member).join(Member.roles).where(RoleRow.name == role.value).limit(1)).one()


def _approve(submission_id: int, by_name: str) -> None:
    sign(submission_id, by_name)
    for role in (Role.REVIEWER, Role.WEBMASTER):
        _decide(submission_id, role, Verdict.APPROVED, reasons=[])
    _accept_rights(submission_id)


def _accept_rights(submission_id: int) -> None:
    with transaction():
        revision = drafts.newest(submissions.hold(submission_id))
        if revision and (offered := rights.offered(revision)):
            said = {id_: weighing.Weighed(Found.ACCEPTED, codes[:2]) for id_, codes in offered.items()}
            weighing.weigh(submission_id, said, by=person(Role.REVIEWER), content_hash=revision.content_hash)


def publish(submission_id: int, *, by_name: str, slug: str = "") -> int:
    """Signed, approved by two and published; the article."""
    _approve(submission_id, by_name)
    with transaction():
        seen = _seen(submissions.hold(submission_id))
        publishing.publish(submission_id, by=person(Role.EDITOR), seen=seen, slug=slug)
    return session.scalars(select(Article.id).where(Article.submission_id == submission_id)).one()


def relate(slugs: Sequence[str]) -> None:
    """Each of these articles leads to the next two."""
    for place, slug in enumerate(slugs):
        others = [slugs[(place + step) % len(slugs)] for step in (1, 2)]
        with transaction():
            article = session.scalars(select(Article).where(Article.slug == slug)).one()
            publishing.relate(article.id, slugs=others, by=person(Role.EDITOR), version=article.version)


def carry(piece: Piece, submission_id: int) -> int | None:
    """Carries a short piece as far as it goes; gives back the article it became, if it did."""
    became: int | None = CARRIED[piece.end](piece, submission_id)
    return became


def _submitted(piece: Piece, submission_id: int) -> None:
    sign(submission_id, piece.byline)


def _claimed(piece: Piece, submission_id: int) -> None:
    sign(submission_id, piece.byline)
    with transaction():
        by = person(Role.REVIEWER)
        item = reviews.item_of(submissions.hold(submission_id))
        if item is not None:
            review.open_item(item, by)
            worklist.release(item, by=by)


def _asked(submission_id: int, quote: str, body: str) -> int:
    with transaction():
        submission = submissions.hold(submission_id)
        about = submissions.About(quote=quote)
        return submissions.comment(submission, body=body, by=person(Role.REVIEWER), about=about).id


def _changes(piece: Piece, submission_id: int) -> None:
    """Two comments stand in their place: one open, one settled."""
    sign(submission_id, piece.byline)
    _asked(submission_id, piece.title, "How many people, and which? A title promises no more than the text.")
    settled = _asked(submission_id, piece.summary, "Could you say here for whom it is not suitable?")
    with transaction():
        submissions.settle(submissions.hold(submission_id), settled, by=person(Role.REVIEWER))
    note = "Please say for whom this is not suitable, and give a source for the title, or change it."
    _decide(submission_id, Role.REVIEWER, Verdict.CHANGES_REQUESTED, reasons=[], note=note)


def _declined(piece: Piece, submission_id: int) -> None:
    sign(submission_id, piece.byline)
    note = "We do not print advertising, or claims of cure without evidence."
    _decide(submission_id, Role.EDITOR, Verdict.DECLINED, reasons=[], note=note)


def _withdrawn(piece: Piece, submission_id: int) -> None:
    sign(submission_id, piece.byline)
    with transaction():
        submission = submissions.hold(submission_id)
        submissions.withdraw(submission, reason="Another journal took it.")
        review.update_item(submission)


def _scheduled(piece: Piece, submission_id: int) -> None:
    """In a fortnight, at a whole hour."""
    _approve(submission_id, piece.byline)
    at = (now() + timedelta(days=14)).replace(minute=0, second=0, microsecond=0)
    with transaction():
        seen = _seen(submissions.hold(submission_id))
        publishing.schedule(submission_id, at=at, by=person(Role.EDITOR), seen=seen)


CARRIED: dict[str, Callable[[Piece, int], Any]] = {
    "draft": lambda _piece, _id: None,
    "submitted": _submitted,
    "in_review": _claimed,
    "changes_requested": _changes,
    "approved": lambda piece, submission_id: _approve(submission_id, piece.byline),
    "scheduled": _scheduled,
    "declined": _declined,
    "withdrawn": _withdrawn,
    "removed": lambda piece, submission_id: publish(submission_id, by_name=piece.byline),
}
