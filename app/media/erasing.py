"""Erasing a picture: what the file said of itself, everything made of it, and the bytes themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from sqlalchemy import delete, select

from app.clock import now
from app.db import insert_new, session
from app.media.models import Asset, AssetFingerprint, Crop, Rendition
from app.media.shelf import storage
from app.media.states import AssetState
from app.media.storage import document_key, evidence_key, mail_key, original_key

SAID = "This picture was erased: nothing of it is kept here."


def known(sha256: str, size: int) -> None:
    """Bytes in the store that no row speaks of, as the pictures of a document nobody wanted: from now on one does, so
    that it can be said of them that they went."""
    row = {"sha256": sha256, "size": size, "made_at": now(), "embedded": {}}
    insert_new(Asset, row | {"state": AssetState.REFUSED.value, "refusal": SAID, "settled_at": now()})


def forget(asset: Asset) -> None:
    """Nothing is left in the rows but which bytes they were. Repeatable; who sends the same bytes again begins anew.

    A worker that is drawing it settles nothing any more, and until its lease ends may still put something into the
    store: so long ``lease_until`` stays (``is_drawn_at``)."""
    leases = [crop.lease_until for crop in asset.crops if crop.lease_until] + [asset.lease_until]
    until = max((one for one in leases if one), default=None)
    for made in (Rendition, Crop, AssetFingerprint):
        session.execute(delete(made).where(made.asset_id == asset.id))
    session.flush()
    session.refresh(asset)
    if asset.state != AssetState.REFUSED:
        asset.advance(AssetState.REFUSED)
    asset.refusal, asset.embedded, asset.recipe = SAID, {}, ""
    asset.lease_owner, asset.lease_until, asset.settled_at = "", until, now()


def is_drawn_at(sha256s: Collection[str]) -> bool:
    """A worker may still be putting something into the store that it made of one of these."""
    drawn = select(Asset.id).where(Asset.sha256.in_(sha256s), Asset.lease_until > now())
    return session.scalar(drawn.limit(1)) is not None


def keys_of(kind: str, sha256: str) -> Iterator[str]:
    """Every key under which bytes of a thing with this SHA-256 are in the store now. Unreachable, if the store is."""
    first, folders = _PLACES[kind]
    if first and storage().exists(first(sha256)):
        yield first(sha256)
    for folder in folders:
        yield from storage().list(f"{folder}/{sha256}")
    if kind in ("evidence", "notice_file"):
        yield from (key for key in storage().list("viewing") if sha256 in key)


_PLACES: dict[str, tuple[Callable[[str], str] | None, tuple[str, ...]]] = {
    "asset": (original_key, ("renditions",)),
    "evidence": (evidence_key, ("views",)),
    "notice_file": (evidence_key, ("views",)),
    "import": (document_key, ()),
    "snapshot": (None, ("snapshots",)),
    "mail": (mail_key, ()),
}
"""Where the bytes of each kind of thing stand, and the folders of what was made of them."""

KINDS = tuple(_PLACES)
