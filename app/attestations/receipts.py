"""The receipt of a signature: a file that anybody can check without this site (schema ``receipt/1``).

``signed`` is what the site signs, over its canonical JSON (RFC 8785): the statement, the whole manifest and the words
of the wording, whose SHA-256s stand in the statement. ``openings`` and ``declarations`` are not signed again: the
statement holds their commitments and hashes. They are for the signer alone.
"""

from __future__ import annotations

import json
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.attestations import keyring, seals
from app.attestations.models import Attestation, Receipt, ReceiptKey
from app.audit.models import Vault
from app.clock import now
from app.db import session
from app.errors import NotFound
from app.site import queries as site
from app.submissions import content
from app.submissions.models import Revision, Submission

SCHEMA = "receipt/1"
KEYS_SCHEMA = "keys/1"
OPENED = ("name", "email", "on_behalf_of")
"""What the signer can open: what they typed and where their code went. Network and browser stay closed."""

LARGEST_BY_MAIL = 4 * 1024 * 1024
"""Bytes. Mail servers commonly take 10 MB, and on the wire a file grows by a third."""


def issue(attestation: Attestation) -> Receipt:
    """Sign for a signature, with the key in force. NotAllowed where there is none to sign with."""
    signer = keyring.in_force()
    receipt = Receipt(
        attestation=attestation,
        key=signer.key,
        site={"name": site.identity().name, "address": current_app.config["BASE_URL"]},
        issued_at=now(),
    )
    receipt.signature = seals.sign(signer.seed, signed_part(receipt))
    session.add(receipt)
    return receipt


def issue_missing(*, limit: int = 100) -> int:
    """Receipts for signatures that were given before there were receipts; how many were made."""
    has_one = select(Receipt.id).where(Receipt.attestation_id == Attestation.id).exists()
    wanted = select(Attestation).join(Revision).where(~has_one, Revision.content.is_not(None))
    found = list(session.scalars(wanted.order_by(Attestation.id).limit(limit)))
    for attestation in found:
        issue(attestation)
    return len(found)


def of(attestation: Attestation) -> Receipt | None:
    """The receipt of a signature; none once what was signed has been erased."""
    if attestation.revision.content is None:
        return None
    return session.scalar(select(Receipt).where(Receipt.attestation_id == attestation.id))


def numbered(submission: Submission, number: int) -> Receipt:
    """The receipt for the revision with this number, or NotFound."""
    signed = (
        select(Attestation)
        .join(Revision)
        .where(Attestation.submission_id == submission.id, Revision.number == number)
    )
    attestation = session.scalar(signed)
    receipt = of(attestation) if attestation else None
    if receipt is None:
        raise NotFound
    return receipt


def numbers(submission: Submission) -> list[int]:
    """The revisions of which there is a receipt to save, newest first."""
    wanted = (
        select(Revision.number)
        .join(Attestation, Attestation.revision_id == Revision.id)
        .join(Receipt, Receipt.attestation_id == Attestation.id)
        .where(Attestation.submission_id == submission.id, Revision.content.is_not(None))
    )
    return list(session.scalars(wanted.order_by(Attestation.id.desc())))


def name_of(receipt: Receipt) -> str:
    """What the file is called. It tells two articles apart and opens nothing."""
    revision = receipt.attestation.revision
    return f"receipt-{revision.submission.draft_ref[:6]}-{revision.number}.json"


def file(receipt: Receipt, *, for_signer: bool) -> bytes:
    """The file, UTF-8. Only the signer's has the openings."""
    made = {
        "schema": SCHEMA,
        "signed": signed_part(receipt),
        "signature": {
            "algorithm": seals.ALGORITHM,
            "public_key": receipt.key.public_key,
            "value": receipt.signature,
        },
        "openings": _openings(receipt.attestation) if for_signer else {},
        "declarations": _declarations(receipt.attestation.revision),
    }
    return json.dumps(made, ensure_ascii=False, indent=1).encode() + b"\n"


def signed_part(receipt: Receipt) -> dict[str, Any]:
    """What the signature is over, put together from the rows that never change."""
    attestation = receipt.attestation
    return {
        "schema": SCHEMA,
        "site": dict(receipt.site),
        "issued_at": receipt.issued_at.isoformat(),
        "key_id": receipt.key.key_id,
        "statement": attestation.statement,
        "manifest": attestation.revision.content,
        "wording": attestation.wording.body,
    }


def keys() -> dict[str, Any]:
    """Every public key there was, newest first, for machines (schema ``keys/1``)."""
    return {
        "schema": KEYS_SCHEMA,
        "site": {"name": site.identity().name, "address": current_app.config["BASE_URL"]},
        "keys": [_described(term) for term in keyring.terms()],
    }


def _described(term: keyring.Term) -> dict[str, Any]:
    key: ReceiptKey = term.key
    return {
        "id": key.key_id,
        "algorithm": seals.ALGORITHM,
        "public_key": key.public_key,
        "fingerprint": seals.fingerprint(key.public_key),
        "in_force_from": key.in_force_from.isoformat(),
        "retired_at": term.retired_at.isoformat() if term.retired_at else None,
        "stolen": term.stolen,
    }


def _openings(attestation: Attestation) -> dict[str, dict[str, str]]:
    """Value and salt of the commitments the signer may open, as far as no erasure has taken them."""
    kept = {label: attestation.statement["signer"].get(label) or {} for label in OPENED}
    rows = {label: session.get(Vault, one["vault"]) for label, one in kept.items() if "vault" in one}
    return {label: {"value": row.value, "salt": row.salt} for label, row in rows.items() if row}


def _declarations(revision: Revision) -> list[dict[str, Any]]:
    """What was declared about each image, as its hash was made."""
    return [
        content.declaration(placed.asset.sha256, placed.rights.declared) for placed in revision.placements
    ]
