"""What the pages about consent show: who has a link, where the image stands, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app import tokens
from app.db import session
from app.guests.models import Scope
from app.guests.queries import current_link, masked
from app.media import areas
from app.publishing import queries as articles
from app.publishing.models import Article, Use
from app.submissions import consents
from app.submissions.consent_links import Consent
from app.submissions.models import DraftImage, Placement, Revision, RightsRecord, Submission
from app.takedowns.models import Case
from app.takedowns.states import OPEN


@dataclass(frozen=True)
class Given:
    """A link as whoever gave it sees it: to whom it went (masked), or its address, to print."""

    to: str
    path: str
    made_at: datetime
    withdrawn_at: datetime | None


def links_for(image: DraftImage | RightsRecord, key: str) -> list[Given]:
    """The links that were given out for one picture, oldest first."""
    return [_given(one, key) for one in consents.of_image(image.submission_id, image.asset_id)]


def articles_of(consent: Consent) -> list[Article]:
    """The articles of this author that give readers this very picture now."""
    return list(
        session.scalars(
            select(Article)
            .join(Use, Use.article_id == Article.id)
            .join(Submission, Submission.id == Article.submission_id)
            .where(
                Submission.guest_id == consent.submission.guest_id,
                Use.asset_id == consent.asset_id,
                Use.shown,
                ~Article.dark,
            )
            .order_by(Article.id)
            .distinct()
        )
    )


def may_be_seen(consent: Consent) -> bool:
    """Whether its holder is shown the picture: not once anybody in it withdrew, nor while it is on hold."""
    return (
        not consents.withdrawn(consent.submission.guest_id, [consent.asset_id])
        and consent.asset.is_ready
        and not articles.held_assets([consent.asset_id], consent.submission.guest_id)
    )


def crop_of(consent: Consent) -> str | None:
    """The part of the picture that its author shows: in the draft, else where it was placed last; None where it left
    the draft before it was placed."""
    drawn = select(DraftImage.crop).where(
        DraftImage.submission_id == consent.submission_id, DraftImage.asset_id == consent.asset_id
    )
    placed = (
        select(Placement.crop)
        .join(Revision, Revision.id == Placement.revision_id)
        .where(Revision.submission_id == consent.submission_id, Placement.asset_id == consent.asset_id)
        .order_by(Placement.id.desc())
        .limit(1)
    )
    found = session.scalar(drawn)
    return session.scalar(placed) if found is None else found


def size(consent: Consent) -> tuple[int, int]:
    """Width and height in pixels of that part of the upright original."""
    return areas.size_of(crop_of(consent) or "", consent.asset.width, consent.asset.height)


def steps(consent: Consent, cases: list[Case]) -> list[dict[str, Any]]:
    """Where a withdrawal stands, and what happens next by when; empty before it."""
    if consent.withdrawn_at is None:
        return []
    waiting = [case for case in cases if case.standing in OPEN]
    decided = [made.made_at for case in cases for made in case.decisions]
    return [
        {"title": "You withdrew your consent", "state": "done", "at": consent.withdrawn_at},
        {"title": "The image is not shown any more", "state": "done", "at": consent.withdrawn_at},
        {
            "title": "We decide what becomes of it, and tell you",
            "state": "current" if waiting else "done",
            "at": min((case.due_at for case in waiting), default=max(decided, default=consent.withdrawn_at)),
            "text": "We decide by then. Until then it stays hidden." if waiting else None,
        },
    ]


def _given(consent: Consent, key: str) -> Given:
    link = current_link(Scope.CONSENT, consent.consent_ref)
    email = consents.email_of(consent)
    path = f"/c/{tokens.derive(key, link.id, link.generation)}" if link and consent.printed else ""
    return Given(masked(email) if email else "", path, consent.made_at, consent.withdrawn_at)
