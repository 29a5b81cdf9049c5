"""Is what was written and declared still what was hashed? Revisions, rights records, and the files that show rights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from app.audit.findings import Fault, Part
from app.audit.kinds import Kind, Ref
from app.audit.queries import erased
from app.audit.rows import Named
from app.audit.walking import through
from app.db import session
from app.media import checks as media
from app.media.models import Asset
from app.media.storage import evidence_key
from app.submissions import content, declarations
from app.submissions.comments import Settlement
from app.submissions.models import Evidence, Placement, Revision, RightsRecord

SIZE = 100
"""Revisions held at a time; one has a few hundred kilobytes at most."""


def _revisions(found: Sequence[Any]) -> list[Fault]:
    """Each text against its hash, and each image placed in it against what it names. One that an erasure emptied is no
    fault where two people's mark of it stands: its hash stays."""
    ids = [row.id for row in found]
    placed, gone = _placed(ids), erased("revision", ids)
    return [
        Fault(f"revision {row.id}", f"Revision {row.number} of submission {row.submission_id} {wrong}.")
        for row in found
        if (wrong := _changed(row, placed.get(row.id, []), is_erased=row.id in gone))
    ]


def _rights(found: Sequence[Row[RightsRecord, str]]) -> list[Fault]:
    """Each declaration, with the original it is about, against its hash; and what was drawn from it."""
    gone = erased("rights_record", [record.id for record, _ in found])
    faults = _without_files([record for record, _ in found if record.id not in gone])
    return faults + [
        Fault(
            str(record.ref),
            f"Rights record {record.id} (image {record.asset_id}, submission {record.submission_id}) is not what "
            "was declared.",
        )
        for record, sha256 in found
        if not (_is_declared(record, sha256) or (record.id in gone and record.declared == {}))
    ]


def _evidence(found: Sequence[Any]) -> list[Fault]:
    """Every file that shows a right, against its SHA-256."""
    gone = erased("evidence", [row.id for row in found])
    named = [(f"The file of evidence {row.id}", row.sha256) for row in found if row.id not in gone]
    return media.files(named, evidence_key)


def placed_in(ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """The originals and rights records placed in each of these revisions, in order."""
    return {number: [(sha256, hash_) for sha256, hash_, *_ in rows] for number, rows in _placed(ids).items()}


def _placed(ids: Sequence[int]) -> dict[int, list[tuple[str, str, str, str]]]:
    """Original, rights, public name and part of each image placed in these revisions, in order."""
    wanted = (
        select(Placement.revision_id, Asset.sha256, RightsRecord.hash, Placement.use, Placement.crop)
        .join(Asset, Asset.id == Placement.asset_id)
        .join(RightsRecord, RightsRecord.id == Placement.rights_id)
        .where(Placement.revision_id.in_(ids))
        .order_by(Placement.revision_id, Placement.position)
    )
    found: dict[int, list[tuple[str, str, str, str]]] = {}
    for revision_id, sha256, hash_, use, crop in session.execute(wanted):
        found.setdefault(revision_id, []).append((sha256, hash_, use, crop))
    return found


def _changed(row: Any, placed: list[tuple[str, str, str, str]], *, is_erased: bool) -> str:
    if row.content is None:
        return "" if is_erased else "has lost its text without an erasure"
    if content.canonical_hash(row.content) != row.content_hash:
        return "is not what was hashed: its text or what stands with an image was changed"
    named = [
        (image["asset"], image["rights"], image["use"], image.get("crop", ""))
        for image in row.content["images"]
    ]
    if [one[:2] for one in named] != [one[:2] for one in placed]:
        return "shows other images, or other rights, than were placed in it"
    return (
        ""
        if named == placed
        else "shows other parts of its images, or under other names, than were placed in it"
    )


def _without_files(records: Sequence[RightsRecord]) -> list[Fault]:
    """Declarations that name a file of which the site knows nothing any more."""
    named = {
        (record.submission_id, record.asset_id, sha256): record
        for record in records
        for sha256 in record.declared.get("evidence", ())
    }
    if not named:
        return []
    of = {record.submission_id for record in records}
    wanted = select(Evidence.submission_id, Evidence.asset_id, Evidence.sha256)
    there = {tuple(row) for row in session.execute(wanted.where(Evidence.submission_id.in_(of)))}
    return [
        Fault(
            str(record.ref),
            f"Rights record {record.id} names a file of evidence ({key[2][:12]}…) that is missing.",
        )
        for key, record in named.items()
        if key not in there
    ]


def _is_declared(record: RightsRecord, sha256: str) -> bool:
    declared = record.declared
    drawn = (
        declared.get("basis", "unknown"),
        declared.get("people", "none"),
        declarations.expiry(declared),
    )
    kept = (record.basis, record.people, record.expires_on)
    return content.declaration_hash(sha256, declared) == record.hash and kept == drawn


_TEXTS = select(Revision.id, Revision.submission_id, Revision.number, Revision.content, Revision.content_hash)
_DECLARED = select(RightsRecord, Asset.sha256).join(Asset, Asset.id == RightsRecord.asset_id)
_FILES = select(Evidence.id, Evidence.sha256)

REVISIONS = Part("revisions", "revisions", through(_TEXTS, Revision.id, _revisions, size=SIZE))
RIGHTS = Part("rights", "rights records", through(_DECLARED, RightsRecord.id, _rights, size=SIZE))
EVIDENCE = Part("evidence", "files of evidence", through(_FILES, Evidence.id, _evidence, size=media.SIZE))

_SETTLED = Named(
    Settlement,
    "Settlement",
    (Kind.COMMENT_SETTLED,),
    lambda one: Ref("submission", one.comment.submission_id),
    "settlement",
)

SETTLED = _SETTLED.events("settled", "comments settled in the log")
SETTLEMENTS = _SETTLED.rows("settlements", "comments settled")
