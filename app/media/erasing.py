"""Erasing a picture: what the file said of itself, everything made of it, and the bytes themselves."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import delete

from app.clock import now
from app.db import session
from app.media.models import Asset, AssetFingerprint, Crop, Rendition
from app.media.shelf import storage
from app.media.states import AssetState
from app.media.storage import document_key, evidence_key, original_key

SAID = "This picture was erased: nothing of it is kept here."


def forget(asset: Asset) -> None:
    """Nothing is left in the rows but which bytes they were. Repeatable; who sends the same bytes again begins anew."""
    for made in (Rendition, Crop, AssetFingerprint):
        session.execute(delete(made).where(made.asset_id == asset.id))
    session.flush()
    session.refresh(asset)
    if asset.state != AssetState.REFUSED:
        asset.advance(AssetState.REFUSED)
    asset.refusal, asset.embedded, asset.recipe = SAID, {}, ""
    asset.lease_owner, asset.lease_until, asset.settled_at = "", None, now()


def keys_of(kind: str, sha256: str) -> Iterator[str]:
    """Every key under which bytes of a thing with this SHA-256 are in the store now. Unreachable, if the store is."""
    first, folders = _PLACES[kind]
    if storage().exists(first(sha256)):
        yield first(sha256)
    for folder in folders:
        yield from storage().list(f"{folder}/{sha256}")
    if kind == "evidence":
        yield from (key for key in storage().list("viewing") if sha256 in key)


_PLACES = {
    "asset": (original_key, ("renditions",)),
    "evidence": (evidence_key, ("views",)),
    "import": (document_key, ()),
}
"""Where the bytes of each kind of thing stand, and the folders of what was made of them."""

KINDS = tuple(_PLACES)
