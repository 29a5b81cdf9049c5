"""Does every receipt still bear its signature, and are the keys for receipts those that the log names?"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from app.attestations import receipts, seals
from app.attestations.keyring import Why
from app.attestations.models import Attestation, Receipt, ReceiptKey
from app.audit.findings import Batch, Fault, Part
from app.audit.kinds import Kind
from app.audit.rows import Named
from app.db import session
from app.submissions.models import Revision

SIZE = 100
"""Receipts held at a time, each with the whole article it is over."""


def signed(after: int) -> Iterator[Batch]:
    """Each signature of a contributor has its receipt, and the site's signature fits it: the statement, the article,
    the wording, site, time and key. Where an erasure took the article, the signature can be checked no more."""
    wanted = (
        select(Attestation, Receipt)
        .outerjoin(Receipt, Receipt.attestation_id == Attestation.id)
        .order_by(Attestation.id)
        .limit(SIZE)
    )
    while found := list(session.execute(wanted.where(Attestation.id > after))):
        after = found[-1].Attestation.id
        faults = [
            Fault(
                f"receipt of attestation {attestation.id}",
                f"The receipt of attestation {attestation.id} {wrong}.",
            )
            for attestation, receipt in found
            if not _is_erased(attestation) and (wrong := _wrong(receipt))
        ]
        session.expunge_all()
        yield Batch(after, len(found), faults)


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

RECEIPTS = Part("receipts", "receipts", signed)
KEYS_NAMED = _KEYS.events("keys named", "keys for receipts in the log")
KEYS = _KEYS.rows("keys", "keys for receipts", _name)
