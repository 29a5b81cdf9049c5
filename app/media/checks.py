"""Are the stored files the very bytes their names say? Read through in pieces, with no transaction open."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from sqlalchemy import select

from app.audit.findings import Batch, Fault, Part
from app.audit.queries import erased
from app.db import release, session
from app.media.erasing import SAID
from app.media.models import Asset, Rendition
from app.media.shelf import storage
from app.media.storage import Unreachable, original_key, rendition_key

SIZE = 50
"""Files looked at between two notes of how far the check is."""


def originals(after: int) -> Iterator[Batch]:
    """Every image as it came, against the SHA-256 that everything signed about it names. What an
    erasure took is no fault."""
    wanted = select(Asset.id, Asset.sha256, Asset.refusal).order_by(Asset.id).limit(SIZE)
    while found := list(session.execute(wanted.where(Asset.id > after))):
        gone = erased("asset", [row.id for row in found if row.refusal == SAID])
        named = [(f"The original of image {row.id}", row.sha256) for row in found if row.id not in gone]
        after = found[-1].id
        yield Batch(after, len(found), files(named, original_key))


def renditions(after: int) -> Iterator[Batch]:
    """Every file made of an image, against the SHA-256 that was kept when it was made."""
    wanted = (
        select(Rendition, Asset.sha256)
        .join(Asset, Asset.id == Rendition.asset_id)
        .order_by(Rendition.id)
        .limit(SIZE)
    )
    while found := list(session.execute(wanted.where(Rendition.id > after))):
        after = found[-1][0].id
        named = [
            (
                f"The file {made.width}.{made.format} made of image {made.asset_id}",
                made.sha256,
                rendition_key(sha256, made.recipe, made.width, made.format),
            )
            for made, sha256 in found
        ]
        session.expunge_all()
        release()
        faults = [
            Fault(sha256, f"{what} ({sha256[:12]}…) {wrong}.")
            for what, sha256, key in named
            if (wrong := _wrong(key, sha256).replace("were sent", "were made"))
        ]
        yield Batch(after, len(found), faults)


def files(named: Iterable[tuple[str, str]], key: Callable[[str], str]) -> list[Fault]:
    """Of (what it is, SHA-256): those whose bytes are others, missing or out of reach. The connection to the database
    is given back first."""
    release()
    return [
        Fault(sha256, f"{what} ({sha256[:12]}…) {wrong}.")
        for what, sha256 in named
        if (wrong := _wrong(key(sha256), sha256))
    ]


def _wrong(key: str, sha256: str) -> str:
    try:
        with storage().open(key) as file:
            found = _digest(file)
    except FileNotFoundError:
        return "is missing from the store"
    except (Unreachable, OSError) as why:
        return f"could not be read, so it is not known whether it is whole ({type(why).__name__})"
    return "" if found == sha256 else "has other bytes than those that were sent"


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := file.read(1024 * 1024):
        digest.update(piece)
    return digest.hexdigest()


ORIGINALS = Part("originals", "stored originals", originals)
RENDITIONS = Part("renditions", "files made of images", renditions)
