"""Reading rights that end: what is shown under them, what the author signed since, and what keeps an image hidden."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, exists, or_, select

from app.db import session
from app.errors import NotFound
from app.publishing import queries as articles
from app.publishing.models import Article
from app.review.rights import queries as findings
from app.review.rights.kinds import Found
from app.site import queries as site
from app.submissions import consents, content, declarations
from app.submissions import queries as submissions
from app.submissions.content import ContentImage
from app.submissions.kinds import RECOGNISED
from app.submissions.models import Placement, Revision, RightsRecord, Submission
from app.submissions.rows import rights_mark
from app.submissions.states import PUBLISHABLE, State
from app.takedowns.models import Case, Ending, RightDecision
from app.takedowns.states import EndingState

ENDED = (
    "The right to show this image has ended. Once the author has renewed it, signed, and the desk has approved that, or"
    " once the desk has kept it with what shows the right, it can be shown again."
)
WITHDRAWN = (
    "A person shown withdrew their consent. Once they have agreed anew, the author has declared and signed that, and"
    " the desk has approved it, the image can be shown again."
)


_DECIDED = exists().where(RightDecision.ending_id == Ending.id).correlate(Ending)
ENDS_ON: ColumnElement[date | None] = case((_DECIDED, Ending.last_on), else_=RightsRecord.expires_on)
"""In a question about rights records and their endings, where there is one: the last day. It is what was signed, until
the desk decides on another."""


@dataclass(frozen=True)
class Shown:
    """A published image under one right. ``image`` is what the revision says of it; None after an erasure."""

    article: Article
    placement: Placement
    image: ContentImage | None

    @property
    def name(self) -> str:
        """The image as letters and the queue call it."""
        key = f", “{self.image.key}”" if self.image else ""
        return f"Image {self.placement.position + 1}{key}"


def record(rights_id: int) -> RightsRecord:
    """The rights record of this number, or NotFound; what its author has not sent yet is not for the desk."""
    sent = select(Placement.id).join(Revision, Revision.id == Placement.revision_id)
    sent = sent.where(Placement.rights_id == rights_id, Revision.submitted_at.is_not(None))
    if session.scalar(sent.limit(1)) is None:
        raise NotFound
    return session.get_one(RightsRecord, rights_id)


def ending_of(rights_id: int | None) -> Ending | None:
    return session.scalar(select(Ending).where(Ending.rights_id == rights_id))


def article_of(right: RightsRecord) -> Article | None:
    return session.scalar(select(Article).where(Article.submission_id == right.submission_id))


def shown(right: RightsRecord) -> Shown | None:
    """The image that the published article shows under this right, whether it is withheld or not."""
    article = article_of(right)
    placed = (
        next((one for one in article.revision.placements if one.rights_id == right.id), None)
        if article
        else None
    )
    return Shown(article, placed, image_of(placed)) if article and placed else None


def image_of(placed: Placement) -> ContentImage | None:
    """What the revision of a placement says of its image; None after an erasure."""
    if placed.revision.content is None:
        return None
    return next((one for one in content.of(placed.revision).images if one.use == placed.use), None)


def is_visible(found: Shown) -> bool:
    """Whether readers are given this image now."""
    return articles.is_visible_use(found.placement.use)


def title_of(right: RightsRecord) -> str:
    """The article a right belongs to, as the desk knows it."""
    article = article_of(right)
    if article is not None:
        return article.title
    sent = submissions.newest(session.get_one(Submission, right.submission_id))
    return content.of(sent).title if sent and sent.content is not None else "An erased article"


def newest_placement(right: RightsRecord) -> Placement | None:
    """The same picture in the newest revision that was signed, under whatever was declared there."""
    return session.scalar(
        select(Placement)
        .join(RightsRecord, RightsRecord.id == Placement.rights_id)
        .where(Placement.asset_id == right.asset_id, RightsRecord.submission_id == right.submission_id)
        .order_by(Placement.revision_id.desc())
        .limit(1)
    )


def shows_people(right: RightsRecord) -> bool:
    """Whether it says that people can be recognised, who must have agreed."""
    return declarations.renewed(right.declared).get("people") in set(RECOGNISED)


def people_in(submission: Submission, asset_id: int) -> str | None:
    """Whom a picture shows, by the newest revision that was signed; None where it is not in it."""
    revision = submissions.newest(submission)
    placed = (
        next((one for one in revision.placements if one.asset_id == asset_id), None) if revision else None
    )
    return str(declarations.renewed(placed.rights.declared).get("people", "")) if placed else None


def renewal(right: RightsRecord) -> RightsRecord | None:
    """What the author signed in place of this right since, if it holds today."""
    submission = session.get_one(Submission, right.submission_id)
    revision = submissions.newest(submission)
    placed = (
        next((one for one in revision.placements if one.asset_id == right.asset_id), None)
        if revision
        else None
    )
    if placed is None or placed.rights_id == right.id or not holds(placed.rights, today=site.today()):
        return None
    return placed.rights


def is_renewed(right: RightsRecord) -> bool:
    """Whether what the author signed in its place was accepted and approved. It is not published while this one is."""
    answered = renewal(right)
    return answered is not None and _is_accepted(answered) and _is_approved(right)


def holds(right: RightsRecord, *, today: date) -> bool:
    """Whether it may be shown today under this right: to the end of its last day, or of the one the desk kept it to."""
    return not over([right.id], today=today)


def over(ids: Collection[int], *, today: date) -> set[int]:
    """Those of these rights that have ended by that day: by somebody's word, or because their last day has passed."""
    ended = or_(Ending.revoked_at.is_not(None), today > ENDS_ON)
    wanted = select(RightsRecord.id).outerjoin(Ending, Ending.rights_id == RightsRecord.id)
    return set(session.scalars(wanted.where(RightsRecord.id.in_(ids), ended)))


def mark(right: RightsRecord, *, today: date) -> str:
    """How well it is attested, and whether it still holds (``rows.MARKS``)."""
    return rights_mark(right, over=not holds(right, today=today))


def obstacle(case: Case) -> str:
    """Why what a case hid because a right ended cannot be shown again yet; empty where it can, or for other cases.

    Both reasons are asked, whichever opened the case: a right may end while the case of a withdrawn consent is open.
    """
    if not case.opened_for or case.rights is None:
        return ""
    if not _agreed_anew(case.rights):
        return WITHDRAWN
    ending = ending_of(case.rights_id)
    if ending is not None and ending.standing is EndingState.RENEWED:
        return ""
    if holds(case.rights, today=site.today()):
        return ""
    return "" if is_renewed(case.rights) else ENDED


def _agreed_anew(right: RightsRecord) -> bool:
    """Nobody withdrew a consent; or the author signed a newer one, which the desk approved and accepted."""
    submission = session.get_one(Submission, right.submission_id)
    if not consents.withdrawn(submission.guest_id, [right.asset_id]):
        return True
    revision = submissions.newest(submission)
    if revision is None or not _is_approved(right):
        return False
    placed = next((one for one in revision.placements if one.asset_id == right.asset_id), None)
    if placed is None or right.asset_id in consents.broken(revision):
        return False
    return _is_accepted(placed.rights)


def _is_approved(right: RightsRecord) -> bool:
    return session.get_one(Submission, right.submission_id).standing in {*PUBLISHABLE, State.PUBLISHED}


def _is_accepted(right: RightsRecord) -> bool:
    finding = findings.newest_of([right.id]).get(right.id)
    return finding is not None and finding.standing is Found.ACCEPTED
