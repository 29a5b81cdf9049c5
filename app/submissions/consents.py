"""Reading consents: who may withdraw one for which image, and what stays hidden until the people shown agree anew.

A consent covers one picture of one author: its very bytes, in everything this author sends. Somebody else's article
with the same bytes stands under a consent of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.audit.models import Vault
from app.db import session
from app.errors import NotFound
from app.submissions import content, days, declarations
from app.submissions.consent_links import Consent
from app.submissions.kinds import RECOGNISED
from app.submissions.models import DraftImage, Placement, Revision, RightsRecord, Submission
from app.submissions.plausible import AHEAD

EMAIL = "email"
"""The label of the vault row that keeps where the person is written to."""

AGREE_ANEW = (
    "a person shown withdrew their consent on {day}. If they agreed again, give that later day under “Agreed on”, or"
    " use another image"
)


def by_ref(ref: str) -> Consent:
    """The consent of a reference, or NotFound."""
    found = session.scalar(select(Consent).where(Consent.consent_ref == ref))
    if found is None:
        raise NotFound
    return found


def of_image(submission_id: int, asset_id: int) -> list[Consent]:
    """The links that were given out for one picture, oldest first."""
    wanted = (Consent.submission_id == submission_id, Consent.asset_id == asset_id)
    return list(session.scalars(select(Consent).where(*wanted).order_by(Consent.id)))


def email_of(consent: Consent) -> str:
    """Where the person is written to: the vault alone knows. Empty for a link on paper, and after an erasure."""
    kept = select(Vault.value).where(
        Vault.owner_kind == consent.ref.kind, Vault.owner_id == consent.id, Vault.label == EMAIL
    )
    return session.scalar(kept.order_by(Vault.id.desc()).limit(1)) or ""


def of_email(email: str) -> list[Consent]:
    """The consents of which letters go to this address (folded), newest first."""
    owners = select(Vault.owner_id).where(
        Vault.owner_kind == "consent", Vault.label == EMAIL, Vault.value == email
    )
    return list(session.scalars(select(Consent).where(Consent.id.in_(owners)).order_by(Consent.id.desc())))


def places(consent: Consent) -> list[int]:
    """The submissions of the same author in which the picture stands or stood, by id, in the order of locks."""
    drawn = select(DraftImage.submission_id).where(DraftImage.asset_id == consent.asset_id)
    placed = (
        select(Revision.submission_id)
        .join(Placement, Placement.revision_id == Revision.id)
        .where(Placement.asset_id == consent.asset_id)
    )
    of_author = select(Submission.guest_id).where(Submission.id == consent.submission_id).scalar_subquery()
    found = select(Submission.id).where(
        Submission.guest_id == of_author, Submission.id.in_(drawn.union(placed))
    )
    return sorted({consent.submission_id, *session.scalars(found)})


def withdrawn(guest_id: int, asset_ids: Iterable[int]) -> dict[int, date]:
    """Of these pictures of one author, those for which a consent was withdrawn, and on which day last."""
    found = session.execute(
        select(Consent.asset_id, func.max(Consent.withdrawn_on))
        .join(Submission, Submission.id == Consent.submission_id)
        .where(
            Submission.guest_id == guest_id,
            Consent.asset_id.in_(list(asset_ids)),
            Consent.withdrawn_on.is_not(None),
        )
        .group_by(Consent.asset_id)
    )
    return {asset_id: day for asset_id, day in found if day is not None}


def day_of_withdrawal(consent: Consent, *, today: date) -> date:
    """The site's day, or the next where what is declared of the picture names that already: east of the site it may
    have begun. Else a consent from before the withdrawal would count as a newer one."""
    of_author = Submission.guest_id == consent.submission.guest_id
    drawn = select(DraftImage).join(Submission, Submission.id == DraftImage.submission_id)
    sent = select(RightsRecord).join(Submission, Submission.id == RightsRecord.submission_id)
    said = [
        *(
            one.declaration
            for one in session.scalars(drawn.where(of_author, DraftImage.asset_id == consent.asset_id))
        ),
        *(
            declarations.renewed(one.declared)
            for one in session.scalars(sent.where(of_author, RightsRecord.asset_id == consent.asset_id))
        ),
    ]
    named = [day for one in said if (day := days.read(one.get("consent_on"))) and day <= today + AHEAD]
    return max([today, *named])


def is_new(declared: Mapping[str, Any], *, since: date) -> bool:
    """Whether a declaration names a consent of a later day: of the same day nobody can tell which came first.
    Saying that nobody can be recognised is none."""
    agreed = days.read(declared.get("consent_on"))
    return declared.get("people") in set(RECOGNISED) and agreed is not None and agreed > since


def lacking(submission: Submission) -> dict[int, str]:
    """The images of a draft that wait for a new consent, by id, each with a sentence."""
    if not submission.images:
        return {}
    gone = withdrawn(submission.guest_id, [image.asset_id for image in submission.images])
    return {
        image.id: _sentence(image.filename, gone[image.asset_id])
        for image in submission.images
        if image.asset_id in gone and not is_new(image.declaration, since=gone[image.asset_id])
    }


def broken(revision: Revision) -> dict[int, str]:
    """The pictures of a revision whose people did not agree anew, by their asset, each with a sentence."""
    if not revision.placements or revision.content is None:
        return {}
    gone = withdrawn(revision.submission.guest_id, [one.asset_id for one in revision.placements])
    if not gone:
        return {}
    keys = {image.use: image.key for image in content.of(revision).images}
    return {
        one.asset_id: _sentence(f"“{keys[one.use]}”", gone[one.asset_id])
        for one in revision.placements
        if one.asset_id in gone
        and not is_new(declarations.renewed(one.rights.declared), since=gone[one.asset_id])
    }


def _sentence(name: str, day: date) -> str:
    return f"{name}: {AGREE_ANEW.format(day=days.in_words(day))}."
