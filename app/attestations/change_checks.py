"""Is what editors changed still what they signed for?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.attestations import changes, manifest
from app.attestations.checks import commitments
from app.attestations.models import EditorAttestation
from app.audit.checks import kept_words
from app.audit.findings import Fault, Part
from app.audit.kinds import Kind
from app.audit.models import Event
from app.audit.walking import through
from app.db import session
from app.submissions.checks import placed_in
from app.submissions.models import Revision


def _signed(found: Sequence[EditorAttestation]) -> list[Fault]:
    """Each statement of an editor against its hash, the event that named it, both revisions and their difference."""
    named, placed = _named([one.id for one in found]), placed_in([one.revision_id for one in found])
    faults = [
        Fault(str(one.ref), f"The editor’s attestation {one.id} (submission {one.submission_id}) {wrong}.")
        for one in found
        if (wrong := _wrong(one, named.get(one.id), placed.get(one.revision_id, [])))
    ]
    return faults + kept_words(commitments("editor attestation", found))


def _taken_away(found: Sequence[Any]) -> list[Fault]:
    """Each event of a change has its attestation: none was taken away."""
    return [
        Fault(
            f"editor_attestation {row.subject_id}",
            f"The editor’s attestation {row.subject_id} (event {row.id}) is missing.",
        )
        for row in found
        if row.there is None
    ]


def _unsigned(found: Sequence[Any]) -> list[Fault]:
    """Each revision that an editor made has that editor's signature."""
    return [
        Fault(
            f"revision {row.id}",
            f"Revision {row.number} of submission {row.submission_id} has no signature of the editor who made it.",
        )
        for row in found
        if row.member_id != row.by_member_id
    ]


def _wrong(one: EditorAttestation, event: Any, placed: Sequence[tuple[str, str]]) -> str:
    said = one.statement
    if manifest.digest(said) != one.statement_hash:
        return "is not what was signed: its statement was changed"
    if event is None or event.facts.get("statement_sha256") != one.statement_hash:
        return "is not the one that the log named"
    if one.member_id != said["signer"]["member"] or one.member_id != event.actor_id:
        return "is said to be of somebody who did not sign it"
    if said["wording"]["sha256"] != one.wording.sha256:
        return "points to another wording than was signed"
    if not _fits(one, said):
        return "does not cover its revisions any more, or is of another article or time"
    declared = {(image["original_sha256"], image["rights_sha256"]) for image in said["images"]}
    return (
        "" if declared <= set(placed) else "does not cover the images it declares, or their rights, any more"
    )


def _fits(one: EditorAttestation, said: Mapping[str, Any]) -> bool:
    """Article, time, both revisions, and their difference as long as no erasure has taken a text."""
    before, after = one.from_revision, one.revision
    numbers = said["from"]["revision"], said["revision"]
    if numbers != (before.number, after.number) or datetime.fromisoformat(said["signed_at"]) != one.signed_at:
        return False
    if not one.submission_id == before.submission_id == after.submission_id:
        return False
    hashes = said["from"]["content_sha256"], said["content_sha256"], said["difference_sha256"]
    if hashes != (before.content_hash, after.content_hash, one.difference_hash):
        return False
    if one.content_hash != after.content_hash:
        return False
    if before.content is None or after.content is None:
        return True
    return manifest.digest(changes.difference(before, after)) == one.difference_hash


def _named(ids: Sequence[int]) -> dict[int, Any]:
    wanted = select(Event.subject_id, Event.facts, Event.actor_id).where(
        Event.kind == Kind.CHANGES_MADE.value, Event.subject_id.in_(ids)
    )
    return {row.subject_id: row for row in session.execute(wanted)}


_TOLD = (
    select(Event.id, Event.subject_id, EditorAttestation.id.label("there"))
    .outerjoin(EditorAttestation, EditorAttestation.id == Event.subject_id)
    .where(Event.kind == Kind.CHANGES_MADE.value)
)
_REVISIONS = (
    select(Revision.id, Revision.number, Revision.submission_id, Revision.by_member_id)
    .add_columns(EditorAttestation.member_id)
    .outerjoin(EditorAttestation, EditorAttestation.revision_id == Revision.id)
    .where((Revision.by_member_id.is_not(None)) | (EditorAttestation.id.is_not(None)))
)

SIGNED = Part(
    "changes", "changes of editors", through(select(EditorAttestation), EditorAttestation.id, _signed)
)
NAMED = Part("changes_named", "changes of editors in the log", through(_TOLD, Event.id, _taken_away))
MADE = Part("changes_made", "revisions of editors", through(_REVISIONS, Revision.id, _unsigned))
