"""Reading wordings and attestations."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from app.accounts.models import Member, Token
from app.attestations.models import Attestation, EditorAttestation, Wording
from app.audit.models import Vault
from app.clock import now
from app.db import session
from app.errors import NotFound
from app.submissions import content, declarations
from app.submissions.handed_in import HandedIn
from app.submissions.models import Placement, Revision, RightsRecord, Submission
from app.submissions.states import State

RIGHTS = "rights"
"""The wording a contributor signs for an article and its images."""
CHANGES = "changes"
"""The wording an editor signs for what they changed."""


def in_force(name: str = RIGHTS, locale: str = "en-GB") -> Wording:
    """The wording to sign now, or NotFound when the site has none."""
    row = session.scalar(
        select(Wording)
        .where(Wording.name == name, Wording.locale == locale, Wording.in_force_from <= now())
        .order_by(Wording.in_force_from.desc(), Wording.id.desc())
        .limit(1)
    )
    if row is None:
        raise NotFound("There is no wording to sign. Ask the webmaster to install one.")
    return row


def covering(revision: Revision) -> Attestation | None:
    """The attestation that covers exactly this revision: same revision, same hash."""
    return session.scalar(
        select(Attestation).where(
            Attestation.revision_id == revision.id, Attestation.content_hash == revision.content_hash
        )
    )


def standing(submission: Submission) -> Revision | None:
    """The revision that was signed last, while the working copy still is what was signed and no change of the desk's
    waits for an answer."""
    if submission.standing is State.AWAITING_AUTHOR:
        return None
    newest = next(iter(of(submission)), None)
    return newest.revision if newest and newest.content_hash == content.of_draft(submission).hash else None


def of(submission: Submission) -> list[Attestation]:
    """Every signature of a submission, newest first; all but the newest are superseded."""
    return list(
        session.scalars(
            select(Attestation)
            .where(Attestation.submission_id == submission.id)
            .order_by(Attestation.id.desc())
        )
    )


def changes(submission: Submission) -> list[EditorAttestation]:
    """Every change that an editor signed for, oldest first."""
    wanted = select(EditorAttestation).where(EditorAttestation.submission_id == submission.id)
    return list(session.scalars(wanted.order_by(EditorAttestation.id)))


def change_of(revision: Revision) -> EditorAttestation | None:
    """The editor's signature for exactly this revision: same revision, same hash, same person."""
    return session.scalar(
        select(EditorAttestation).where(
            EditorAttestation.revision_id == revision.id,
            EditorAttestation.content_hash == revision.content_hash,
            EditorAttestation.member_id == revision.by_member_id,
        )
    )


def waiting_change(submission: Submission) -> EditorAttestation | None:
    """The change that waits for the author's signature, if one does."""
    if submission.standing is not State.AWAITING_AUTHOR:
        return None
    return next(iter(reversed(changes(submission))), None)


def has_changed(submission_id: int, member_id: int) -> bool:
    """Whether this member had a hand in this article: what they wrote or changed, they do not judge."""
    return member_id in changers(submission_id)


def changers(submission_id: int) -> set[int]:
    """The members who ever signed for a change to this article, and whoever's program handed it in, by number. Nobody
    but the token that began a draft adds anything to it."""
    signed = select(EditorAttestation.member_id).where(EditorAttestation.submission_id == submission_id)
    sent = select(Token.member_id).join(HandedIn).where(HandedIn.submission_id == submission_id)
    return set(session.scalars(signed.union(sent)))


def unanswered_for(revision: Revision) -> list[Placement]:
    """The images whose right an editor is said to have declared, and for which no editor has signed."""
    return [
        one
        for one in revision.placements
        if declarations.by_editor(one.rights.declared) and declarer_of(one.rights) is None
    ]


def declarer_of(rights: RightsRecord) -> EditorAttestation | None:
    """The editor's signature that declared this right; None where its author did."""
    named = (
        select(EditorAttestation)
        .join(Placement, Placement.revision_id == EditorAttestation.revision_id)
        .where(Placement.rights_id == rights.id, EditorAttestation.submission_id == rights.submission_id)
        .order_by(EditorAttestation.id)
    )
    return session.scalar(named.limit(1)) if declarations.by_editor(rights.declared) else None


def declarers(rights: Iterable[RightsRecord]) -> dict[int, str]:
    """The names of the editors who declared these rights, by the number of the record; an author's are left out."""
    ids = [one.id for one in rights if declarations.by_editor(one.declared)]
    if not ids:
        return {}
    named = (
        select(Placement.rights_id, Member.name)
        .join(EditorAttestation, EditorAttestation.revision_id == Placement.revision_id)
        .join(Member, Member.id == EditorAttestation.member_id)
        .where(Placement.rights_id.in_(ids))
        .order_by(EditorAttestation.id.desc())
    )
    return {row.rights_id: row.name for row in session.execute(named)}


def declared_themselves(rights: RightsRecord, member_id: int) -> bool:
    """Whether this member ever signed for this right as theirs, and brought it into the article."""
    here, there = aliased(Placement), aliased(Placement)
    stood = exists().where(
        there.revision_id == EditorAttestation.from_revision_id, there.rights_id == rights.id
    )
    theirs = (
        select(EditorAttestation.id)
        .join(here, here.revision_id == EditorAttestation.revision_id)
        .where(here.rights_id == rights.id, EditorAttestation.member_id == member_id, ~stood)
    )
    return declarations.by_editor(rights.declared) and session.scalar(theirs.limit(1)) is not None


def why(change: EditorAttestation) -> str:
    """What the editor told the author; the vault alone knows. Empty after an erasure."""
    kept = session.get(Vault, change.statement["signer"]["why"]["vault"])
    return kept.value if kept else ""
