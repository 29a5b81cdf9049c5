"""What exactly is signed: the statement as canonical JSON (RFC 8785), and its SHA-256; pure.

The shape follows the attestation record (schema ``attestation/1``): wording by id and hash, each clause accepted,
the revision's content hash, each original by SHA-256 with the hash of its rights record, the signer by commitments.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785

SCHEMA = "attestation/1"


@dataclass(frozen=True)
class SignedImage:
    """An image under the signature: its original's SHA-256 and the hash of what is declared about it."""

    asset: str
    rights: str
    basis: str


def statement(
    *,
    submission: str,
    revision: int,
    content_hash: str,
    wording: Mapping[str, str],
    clauses: Sequence[str],
    images: Sequence[SignedImage],
    signer: Mapping[str, Any],
    signed_at: str,
) -> dict[str, Any]:
    """The whole statement. ``wording`` is id, version, locale and SHA-256; ``signer`` holds commitments only."""
    return {
        "schema": SCHEMA,
        "submission": submission,
        "revision": revision,
        "content_sha256": content_hash,
        "wording": dict(wording),
        "clauses": [{"id": clause, "accepted": True} for clause in clauses],
        "images": [
            {"original_sha256": one.asset, "rights_sha256": one.rights, "basis": one.basis} for one in images
        ],
        "signer": dict(signer),
        "signed_at": signed_at,
    }


def digest(value: Mapping[str, Any]) -> str:
    """SHA-256, hexadecimal, of the canonical JSON."""
    return hashlib.sha256(rfc8785.dumps(dict(value))).hexdigest()
