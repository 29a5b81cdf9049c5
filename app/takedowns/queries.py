"""Reading notices and cases: what stood there, what stands there now, what was attested, what happened."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.attestations import queries as attestations
from app.attestations.models import Attestation
from app.audit.kinds import Ref
from app.db import session
from app.errors import NotFound
from app.guests.models import Scope
from app.publishing import queries as articles
from app.publishing import withholding
from app.publishing.models import Article, Hold, Use
from app.publishing.states import Ended
from app.submissions import content, passages
from app.submissions.consent_links import Consent
from app.submissions.content import Content, ContentImage
from app.submissions.models import Placement, Revision, Submission
from app.submissions.passages import Passage
from app.takedowns.models import Case, Notice
from app.takedowns.states import OPEN, NoticeState


@dataclass(frozen=True)
class Picture:
    """An image as a page shows it: address, widths made (pixels), and what was said with it."""

    use: str
    base: str
    widths: tuple[int, ...]
    width: int
    height: int
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True)
class Standing:
    """What a revision says about the thing reported. ``passage`` is None where it does not say it (any more)."""

    revision: Revision
    content: Content | None
    picture: Picture | None
    passage: Passage | None


def confirmed(guest_id: int) -> dict[tuple[str, str], datetime]:
    """This guest's notices that they confirmed, and when: what a stranger sends under their address is not in it."""
    found = session.execute(
        select(Notice.notice_ref, Notice.confirmed_at).where(
            Notice.guest_id == guest_id, Notice.confirmed_at.is_not(None)
        )
    )
    return {(Scope.NOTICE.value, ref): at for ref, at in found if at}


def by_ref(ref: str) -> Notice:
    """The notice of a reference, or NotFound."""
    notice = session.scalar(select(Notice).where(Notice.notice_ref == ref))
    if notice is None:
        raise NotFound
    return notice


def others_said(article_id: int, use: str | None, lane: str) -> int:
    """How many people have reported the same, in a case that is open; 0 where it is only one, who might be known by
    that. Unconfirmed reports are nobody's."""
    found = session.scalar(
        select(func.count(func.distinct(Notice.guest_id)))
        .join(Case, Case.id == Notice.case_id)
        .where(
            Case.article_id == article_id,
            Case.use_name.is_(None) if use is None else Case.use_name == use,
            Case.lane == lane,
            Case.state.in_([state.value for state in OPEN]),
            Notice.state == NoticeState.CONFIRMED.value,
        )
    )
    return int(found or 0) if (found or 0) > 1 else 0


def of_guest_by_number(guest_id: int, numbers: Collection[str]) -> Ref | None:
    """The case or notice of this guest that one of these numbers names, as our letters name it."""
    found = list(
        session.scalars(select(Notice).where(Notice.guest_id == guest_id).order_by(Notice.id.desc()))
    )
    for notice in found:
        if notice.case and notice.case.public_number in numbers:
            return notice.case.ref
    return next((notice.ref for notice in found if notice.public_number in numbers), None)


def is_article(slug: str) -> bool:
    """An article has, or had, this name in its address."""
    return articles.by_slug(slug) is not None


def case(case_id: int) -> Case:
    found = session.get(Case, case_id)
    if found is None:
        raise NotFound
    return found


def as_in(revision: Revision, *, use: str | None, notice: Notice | None) -> Standing:
    """The thing reported, as it stands in a revision."""
    try:
        said = content.of(revision)
    except NotFound:
        return Standing(revision, None, None, None)
    passage = None
    if notice and notice.quote:
        words = passages.said_in(said)
        passage = passages.find(notice.quote, words, before=notice.prefix, after=notice.suffix)
    return Standing(revision, said, _picture_in(said, use), passage)


def pictures(article: Article) -> list[Picture]:
    """The images a reader sees in an article now, in their order; none of a dark one."""
    visible = {use.name for use in articles.visible_uses(article)}
    shown = withholding.of(article).images if visible else ()
    return [_picture(image) for image in shown if image.use in visible]


def placement(revision: Revision, use: str | None) -> Placement | None:
    """The image of a case as it was placed, with the rights record its author signed."""
    return next((placed for placed in revision.placements if placed.use == use), None)


def attestation(revision: Revision) -> Attestation | None:
    return attestations.covering(revision)


def consents_of(case: Case) -> list[Consent]:
    """The withdrawn consents that a case is about: those of its author to the very picture."""
    if case.opened_for != Ended.CONSENT_WITHDRAWN or case.use is None:
        return []
    return list(
        session.scalars(
            select(Consent)
            .join(Submission, Submission.id == Consent.submission_id)
            .where(
                Submission.guest_id == case.article.submission.guest_id,
                Consent.asset_id == case.use.asset_id,
                Consent.withdrawn_at.is_not(None),
            )
            .order_by(Consent.id)
        )
    )


def of_consent(consent: Consent) -> list[Case]:
    """The cases that a withdrawal opened, oldest first."""
    return list(
        session.scalars(
            select(Case)
            .join(Article, Article.id == Case.article_id)
            .join(Submission, Submission.id == Article.submission_id)
            .join(Use, Use.name == Case.use_name)
            .where(
                Submission.guest_id == consent.submission.guest_id,
                Use.asset_id == consent.asset_id,
                Case.opened_for == Ended.CONSENT_WITHDRAWN.value,
            )
            .order_by(Case.id)
        )
    )


def also_affects(use: Use) -> list[Use]:
    """Where else the same bytes are shown."""
    return [other for other in articles.also_affects(use.asset_id) if other.article_id != use.article_id]


def holds(case: Case) -> list[Hold]:
    """Every hold that stands on the article of a case, whichever case placed it."""
    return articles.holds_on(case.article)


def _picture_in(said: Content, use: str | None) -> Picture | None:
    return next((_picture(image) for image in said.images if image.use == use), None)


def _picture(image: ContentImage) -> Picture:
    use = articles.use(image.use)
    return Picture(
        use=image.use,
        base=f"/media/{image.use}",
        widths=tuple(use.asset.widths(use.crop)) if use else (),
        width=image.width,
        height=image.height,
        alt=image.alt,
        caption=image.caption,
        credit=image.credit,
    )
