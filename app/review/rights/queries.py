"""Reading what was found about rights: of each record the newest, and what keeps a revision from readers."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from app.attestations import queries as attestations
from app.db import session
from app.review.rights import kinds
from app.review.rights.kinds import Found
from app.review.rights.models import Finding
from app.site import queries as site
from app.submissions import content, days
from app.submissions.models import Revision, Submission


def newest_of(rights_ids: Iterable[int]) -> dict[int, Finding]:
    """What counts of each of these rights records; one nobody looked at is left out."""
    wanted = list(rights_ids)
    if not wanted:
        return {}
    last = select(func.max(Finding.id)).where(Finding.rights_id.in_(wanted)).group_by(Finding.rights_id)
    return {one.rights_id: one for one in session.scalars(select(Finding).where(Finding.id.in_(last)))}


def names(revision: Revision) -> dict[int, str]:
    """What the images of a revision are called in its text, by the id of the record of their right."""
    keys = {image.use: image.key for image in content.of(revision).images}
    return {one.rights_id: keys[one.use] for one in revision.placements}


def told(submission: Submission) -> list[tuple[Finding, str]]:
    """What its author was told of the rights of a submission, oldest first, each with the name of the image."""
    sent = [one for one in submission.revisions if one.submitted_at and one.content is not None]
    called = {id_: name for revision in sent for id_, name in names(revision).items()}
    return [(one, called[one.rights_id]) for one in every(called) if one.standing in kinds.TOLD]


def offered(revision: Revision) -> dict[int, list[str]]:
    """What can be checked about each right of a revision, by the id of its record."""
    return {
        one.rights_id: kinds.offered(
            {"basis": one.rights.basis, **one.rights.declared},
            evidence=bool(one.rights.declared.get("evidence")),
        )
        for one in revision.placements
    }


def every(rights_ids: Iterable[int]) -> list[Finding]:
    """All that was ever found about these records, oldest first."""
    wanted = list(rights_ids)
    return list(session.scalars(select(Finding).where(Finding.rights_id.in_(wanted)).order_by(Finding.id)))


def unsettled(revision: Revision) -> list[str]:
    """Why an image of this revision may not be shown to readers, in one sentence for each; empty: every right is
    accepted and has not ended."""
    findings = newest_of(one.rights_id for one in revision.placements)
    called = names(revision)
    today = site.today()
    said = (_why(called[one.rights_id], findings.get(one.rights_id)) for one in revision.placements)
    ended = (
        f"The right to “{called[one.rights_id]}” ended on {days.in_words(one.rights.expires_on)}."
        for one in revision.placements
        if one.rights.expires_on is not None and one.rights.expires_on < today
    )
    return [*(sentence for sentence in said if sentence), *ended]


def _why(key: str, finding: Finding | None) -> str:
    if finding is None:
        return f"The right to “{key}” has not been accepted yet."
    if finding.standing is Found.ACCEPTED:
        if not attestations.declared_themselves(finding.rights, finding.by_id):
            return ""
        return f"The right to “{key}” was accepted by {finding.by.name}, who has declared it since."
    return f"The right to “{key}” was {finding.found} by {finding.by.name}."
