"""An editor's signature for what they changed: it hands the whole to the author, and nothing further.

Source of the rule: domain.md, “Submission and article”; takedowns.md, table 6.4: the editor signs the difference and
makes the rights record of what they add, the author signs the whole again, and silence is never a signature.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app import text
from app.accounts.models import Member
from app.attestations import manifest, queries
from app.attestations.actions import whose
from app.attestations.models import EditorAttestation, Wording
from app.audit.kinds import Kind
from app.audit.log import keep, record
from app.clock import now
from app.db import session
from app.errors import NotFound, Refused, Stale
from app.site import letters
from app.submissions import actions as submissions
from app.submissions.models import Placement, Revision, Submission

LONGEST_WHY = 2000
"""Characters."""
NAME_BY = 160


@dataclass(frozen=True)
class Signed:
    """What an editor typed and ticked, and the wording they were shown, by id and hash."""

    wording_id: int
    wording_sha256: str
    name: str
    why: str
    clauses: Sequence[str]


def clauses(wording: Wording, *, images: bool) -> list[dict[str, Any]]:
    """The clauses to accept: those about images only where some were added."""
    return [one for one in wording.body["clauses"] if images or one.get("when") != "images"]


def check(signed: Signed, wording: Wording, *, images: bool) -> None:
    """Refused, each fault beside its field, where name, message or a clause is missing; Stale for an older wording."""
    if (wording.id, wording.sha256) != (signed.wording_id, signed.wording_sha256):
        raise Stale("The wording changed while this page was open. Please read the new one and sign again.")
    wrong: dict[str, list[str]] = {}
    if not 3 <= len(text.line(signed.name)) <= NAME_BY:
        wrong["name"] = ["Type your full name. It stands for your signature."]
    if fault := _fault_of(signed.why):
        wrong["why"] = [fault]
    for clause in clauses(wording, images=images):
        if clause["id"] not in signed.clauses:
            wrong[f"clause-{clause['id']}"] = [
                "Tick this if it is true. Without it the change cannot go out."
            ]
    if wrong:
        raise Refused("The signature is not complete.", fields=wrong)


def _fault_of(why: str) -> str:
    if not text.plain(why):
        return "Say why, in a sentence or two: the author reads it beside what you changed."
    return f"Keep it under {LONGEST_WHY:,} characters." if len(why) > LONGEST_WHY else letters.gap(why)


def sign(submission: Submission, before: Revision, *, by: Member, signed: Signed) -> EditorAttestation:
    """Make the working copy, as an editor has just changed it, a revision of theirs, and sign its difference from the
    revision ``before``; in the caller's transaction, with the submission held."""
    wording = queries.in_force(queries.CHANGES)
    revision = submissions.snapshot(submission, by=by)
    added = declared_anew(before, revision)
    check(signed, wording, images=bool(added))
    attestation = _attest(before, revision, added, wording, by=by, signed=signed)
    submissions.await_author(submission, by=by)
    facts = {
        "revision": revision.id,
        "number": revision.number,
        "from": before.number,
        "statement_sha256": attestation.statement_hash,
    }
    record(Kind.CHANGES_MADE, about=attestation, by=by.actor, also=[submission, revision], facts=facts)
    return attestation


def declared_anew(before: Revision, after: Revision) -> list[Placement]:
    """The images whose rights stand in one revision and did not stand in the one before."""
    known = {one.rights_id for one in before.placements}
    return [one for one in after.placements if one.rights_id not in known]


def _attest(
    before: Revision,
    after: Revision,
    added: Sequence[Placement],
    wording: Wording,
    *,
    by: Member,
    signed: Signed,
) -> EditorAttestation:
    moment, submission = now(), after.submission
    changed = manifest.digest(difference(before, after))
    kept = {
        label: keep(label, said, owner=submission.ref)
        for label, said in (("name", text.line(signed.name)), ("why", text.plain(signed.why)))
    }
    said = manifest.change(
        submission=submission.draft_ref,
        revisions=(before.number, after.number),
        content_hashes=(before.content_hash, after.content_hash),
        difference=changed,
        wording={
            "name": wording.name,
            "version": wording.version,
            "locale": wording.locale,
            "sha256": wording.sha256,
        },
        clauses=[one["id"] for one in clauses(wording, images=bool(added))],
        images=[
            manifest.SignedImage(one.asset.sha256, one.rights.hash, one.rights.basis, whose(one))
            for one in added
        ],
        signer={"member": by.id, **kept},
        signed_at=moment.isoformat(),
    )
    attestation = EditorAttestation(
        submission_id=submission.id,
        from_revision_id=before.id,
        revision_id=after.id,
        member_id=by.id,
        wording_id=wording.id,
        content_hash=after.content_hash,
        difference_hash=changed,
        statement=said,
        statement_hash=manifest.digest(said),
        signed_at=moment,
    )
    session.add(attestation)
    session.flush()
    return attestation


def difference(before: Revision, after: Revision) -> dict[str, Any]:
    """What was changed between two revisions, as it is hashed. NotFound once one of them was erased."""
    if before.content is None or after.content is None:
        raise NotFound("The text of this revision has been erased.")
    return manifest.difference(before.content, after.content)
