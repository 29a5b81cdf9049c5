"""What exactly is signed: the statement as canonical JSON (RFC 8785), and its SHA-256; pure.

The shape follows the attestation record (schema ``attestation/1``): wording by id and hash, each clause accepted,
the revision's content hash, each original by SHA-256 with the hash of its rights record, the signer by commitments.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785

SCHEMA = "attestation/1"
CHANGE = "change/1"
DIFFERENCE = "difference/1"


@dataclass(frozen=True)
class SignedImage:
    """An image under the signature: its original's SHA-256, the hash of what is declared about it, and who declared
    that. An editor's declaration is covered by the author's signature as part of the whole, and stays the editor's."""

    asset: str
    rights: str
    basis: str
    declared_by: str = "author"

    def as_json(self) -> dict[str, str]:
        said = {"original_sha256": self.asset, "rights_sha256": self.rights, "basis": self.basis}
        return said if self.declared_by == "author" else {**said, "declared_by": self.declared_by}


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
        "images": [one.as_json() for one in images],
        "signer": dict(signer),
        "signed_at": signed_at,
    }


def change(
    *,
    submission: str,
    revisions: tuple[int, int],
    content_hashes: tuple[str, str],
    difference: str,
    wording: Mapping[str, str],
    clauses: Sequence[str],
    images: Sequence[SignedImage],
    signer: Mapping[str, Any],
    signed_at: str,
) -> dict[str, Any]:
    """An editor's statement: from which revision to which, the hash of the difference, and the images whose rights the
    editor declares. ``signer`` holds the member's id and commitments."""
    return {
        "schema": CHANGE,
        "submission": submission,
        "from": {"revision": revisions[0], "content_sha256": content_hashes[0]},
        "revision": revisions[1],
        "content_sha256": content_hashes[1],
        "difference_sha256": difference,
        "wording": dict(wording),
        "clauses": [{"id": clause, "accepted": True} for clause in clauses],
        "images": [one.as_json() for one in images],
        "signer": dict(signer),
        "signed_at": signed_at,
    }


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What changed between two contents as revisions keep them: each part with its words before and after, and each
    image by its name in the text. The address of an image is no part of it: it follows from the rest."""
    before, after = (
        json.loads(json.dumps(one)) for one in (before, after)
    )  # as it is kept: lists, not tuples
    parts = sorted({*before, *after} - {"schema", "images"})
    old, new = _by_key(before), _by_key(after)
    return {
        "schema": DIFFERENCE,
        "parts": {
            name: {"before": before.get(name), "after": after.get(name)}
            for name in parts
            if before.get(name) != after.get(name)
        },
        "images": {
            key: {"before": old.get(key), "after": new.get(key)}
            for key in sorted({*old, *new})
            if old.get(key) != new.get(key)
        },
        "order": [] if list(old) == list(new) else list(new),
    }


def _by_key(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        image["key"]: {name: said for name, said in image.items() if name != "use"}
        for image in content["images"]
    }


def digest(value: Mapping[str, Any]) -> str:
    """SHA-256, hexadecimal, of the canonical JSON."""
    return hashlib.sha256(rfc8785.dumps(dict(value))).hexdigest()
