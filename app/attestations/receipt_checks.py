"""Does every receipt still bear its signature, and are the keys for receipts those that the log names?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, select

from app.attestations import receipts, seals
from app.attestations.keyring import Why
from app.attestations.models import Attestation, Receipt, ReceiptKey
from app.audit.findings import Fault, Part
from app.audit.kinds import Kind
from app.audit.rows import Named
from app.audit.walking import through
from app.db import session
from app.submissions.models import Revision

SIZE = 100
"""Receipts held at a time, each with the whole article it is over."""


def _signed(found: Sequence[Row[Attestation, Receipt | None]]) -> list[Fault]:
    """Each signature of a contributor has its receipt, and the site's signature fits it: the statement, the article,
    the wording, site, time and key. Where an erasure took the article, the signature can be checked no more."""
    return [
        Fault(f"receipt of attestation {one.id}", f"The receipt of attestation {one.id} {wrong}.")
        for one, receipt in found
        if not _is_erased(one) and (wrong := _wrong(receipt))
    ]


def _is_erased(attestation: Attestation) -> bool:
    """A text that is gone is for the check of revisions; without it no signature can be checked."""
    revision = session.get(Revision, attestation.revision_id)
    return revision is None or revision.content is None


def _wrong(receipt: Receipt | None) -> str:
    if receipt is None:
        return "is missing"
    if session.get(ReceiptKey, receipt.receipt_key_id) is None:
        return "names a key that is not there"
    try:
        fits = seals.is_signed(receipt.key.public_key, receipt.signature, receipts.signed_part(receipt))
    except ValueError:
        fits = False
    return "" if fits else "does not bear the signature of its key any more"


def _name(key: ReceiptKey) -> str:
    """A key is called by its own fingerprint."""
    try:
        right = seals.key_id(key.public_key) == key.key_id
    except ValueError:
        right = False
    return "" if right else f"({key.key_id}) is not the key that its name says"


_KEYS = Named(
    ReceiptKey,
    "Receipt key",
    (Kind.RECEIPT_KEY_MADE, Kind.RECEIPT_KEY_CHANGED),
    lambda key: key.ref,
    untold=lambda key: key.why == Why.FIRST,
)

_ALL = select(Attestation, Receipt).outerjoin(Receipt, Receipt.attestation_id == Attestation.id)

RECEIPTS = Part("receipts", "receipts", through(_ALL, Attestation.id, _signed, size=SIZE))
KEYS_NAMED = _KEYS.events("keys named", "keys for receipts in the log")
KEYS = _KEYS.rows("keys", "keys for receipts", _name)
