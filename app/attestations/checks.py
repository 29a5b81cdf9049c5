"""Is what was signed still what was signed? Wordings, statements, and the events that named them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from app.attestations import manifest
from app.attestations.models import Attestation, EditorAttestation, Wording
from app.audit.checks import kept_words
from app.audit.findings import Fault, Part
from app.audit.kinds import Kind
from app.audit.models import Event
from app.audit.walking import through
from app.db import session
from app.submissions.checks import placed_in
from app.submissions.models import Revision


def _worded(found: Sequence[Wording]) -> list[Fault]:
    """Each wording that anybody could sign, against its hash."""
    return [
        Fault(f"wording {one.id}", f"The wording {one.name} {one.version} ({one.locale}) was changed.")
        for one in found
        if manifest.digest(one.body) != one.sha256
    ]


def _signed(found: Sequence[Attestation]) -> list[Fault]:
    """Each statement against its hash, the event that named it, the revision and the images it binds."""
    named, placed = _named(found), placed_in([one.revision_id for one in found])
    revisions = _revisions(found)
    faults = [
        Fault(str(one.ref), f"Attestation {one.id} (submission {one.submission_id}) {wrong}.")
        for one in found
        if (wrong := _wrong(one, named, revisions, placed.get(one.revision_id, [])))
    ]
    return faults + kept_words(commitments("attestation", found))


def _taken_away(found: Sequence[Any]) -> list[Fault]:
    """Each event of a signature has its attestation: none was taken away."""
    return [
        Fault(f"attestation {row.subject_id}", f"Attestation {row.subject_id} (event {row.id}) is missing.")
        for row in found
        if row.there is None
    ]


def _wrong(
    one: Attestation,
    named: Mapping[int, tuple[Any, tuple[str, int | None]]],
    revisions: Mapping[int, Row[int, int, int, str]],
    placed: Sequence[tuple[str, str]],
) -> str:
    if manifest.digest(one.statement) != one.statement_hash:
        return "is not what was signed: its statement was changed"
    if one.id not in named:
        return "is named by no event of the log"
    hash_, signer = named[one.id]
    if hash_ != one.statement_hash:
        return "is not the one that the log named: statement and hash were changed together"
    if signer != ("guest", one.guest_id):
        return "is said to be of somebody who did not sign it"
    return _beside(one, revisions.get(one.revision_id), placed)


def _beside(
    one: Attestation, revision: Row[int, int, int, str] | None, placed: Sequence[tuple[str, str]]
) -> str:
    """What its row says of it, against what was signed."""
    said = one.statement
    if not revision or not said["content_sha256"] == one.content_hash == revision.content_hash:
        return "does not cover the text of its revision any more"
    signed = said["revision"], datetime.fromisoformat(said["signed_at"])
    if signed != (revision.number, one.signed_at) or revision.submission_id != one.submission_id:
        return "is of another article, revision or time than was signed"
    wording = session.get(Wording, one.wording_id)
    if wording is None or said["wording"]["sha256"] != wording.sha256:
        return "points to another wording than was signed"
    if [(image["original_sha256"], image["rights_sha256"]) for image in said["images"]] != list(placed):
        return "does not cover the images of its revision, or their rights, any more"
    return ""


def _named(found: Sequence[Attestation]) -> dict[int, tuple[Any, tuple[str, int | None]]]:
    """The hash of each statement, and who signed it, as the log has it."""
    wanted = select(Event.subject_id, Event.facts, Event.actor_kind, Event.actor_id).where(
        Event.kind == Kind.ATTESTATION_SIGNED.value,
        Event.subject_kind == "attestation",
        Event.subject_id.in_([one.id for one in found]),
    )
    return {
        row.subject_id: (row.facts.get("statement_sha256"), (row.actor_kind, row.actor_id))
        for row in session.execute(wanted)
    }


def _revisions(found: Sequence[Attestation]) -> dict[int, Row[int, int, int, str]]:
    """What of each revision is compared, without its text."""
    wanted = select(Revision.id, Revision.number, Revision.submission_id, Revision.content_hash)
    wanted = wanted.where(Revision.id.in_([one.revision_id for one in found]))
    return {row.id: row for row in session.execute(wanted)}


def commitments(
    what: str, found: Sequence[Attestation | EditorAttestation]
) -> list[tuple[str, str, dict[str, Any]]]:
    """The words of each signer that only the vault has, with what stands for them in the statement."""
    return [
        (f"{what} {one.id}", label, kept)
        for one in found
        for label, kept in one.statement["signer"].items()
        if isinstance(kept, dict) and {"vault", "commitment"} <= set(kept)
    ]


_TOLD = (
    select(Event.id, Event.subject_id, Attestation.id.label("there"))
    .outerjoin(Attestation, Attestation.id == Event.subject_id)
    .where(Event.kind == Kind.ATTESTATION_SIGNED.value)
)

WORDINGS = Part("wordings", "wordings", through(select(Wording), Wording.id, _worded))
ATTESTATIONS = Part("attestations", "attestations", through(select(Attestation), Attestation.id, _signed))
SIGNATURES = Part("signatures", "signatures in the log", through(_TOLD, Event.id, _taken_away))
