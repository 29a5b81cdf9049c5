"""Are the stored files the very bytes their names say? Read through in pieces, with no transaction open."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, BinaryIO

from sqlalchemy import Row, select

from app.audit.findings import Fault, Part
from app.audit.queries import erased
from app.audit.walking import through
from app.db import release
from app.media.erasing import SAID
from app.media.models import Asset, Rendition
from app.media.shelf import storage
from app.media.storage import Unreachable, original_key, rendition_key

SIZE = 50
"""Files looked at between two notes of how far the check is."""


def _originals(found: Sequence[Any]) -> list[Fault]:
    """Every image as it came, against the SHA-256 that everything signed about it names. What an erasure took is no
    fault."""
    gone = erased("asset", [row.id for row in found if row.refusal == SAID])
    named = [(f"The original of image {row.id}", row.sha256) for row in found if row.id not in gone]
    return files(named, original_key)


def _renditions(found: Sequence[Row[Rendition, str]]) -> list[Fault]:
    """Every file made of an image, against the SHA-256 that was kept when it was made."""
    return _compared(
        (
            f"The file {made.width}.{made.format} made of image {made.asset_id}",
            made.sha256,
            rendition_key(sha256, made.recipe, made.width, made.format),
            "made",
        )
        for made, sha256 in found
    )


def files(named: Iterable[tuple[str, str]], key: Callable[[str], str]) -> list[Fault]:
    """Of what was sent to the site (what it is, SHA-256): those whose bytes are others, missing or out of reach. The
    connection to the database is given back first."""
    return _compared((what, sha256, key(sha256), "sent") for what, sha256 in named)


def _compared(named: Iterable[tuple[str, str, str, str]]) -> list[Fault]:
    """Of (what it is, SHA-256, key, how it came here)."""
    named = list(named)
    release()
    return [
        Fault(sha256, f"{what} ({sha256[:12]}…) {wrong}.")
        for what, sha256, key, came in named
        if (wrong := _wrong(key, sha256, came))
    ]


def _wrong(key: str, sha256: str, came: str) -> str:
    try:
        with storage().open(key) as file:
            found = _digest(file)
    except FileNotFoundError:
        return "is missing from the store"
    except (Unreachable, OSError) as why:
        return f"could not be read, so it is not known whether it is whole ({type(why).__name__})"
    return "" if found == sha256 else f"has other bytes than those that were {came}"


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := file.read(1024 * 1024):
        digest.update(piece)
    return digest.hexdigest()


_ASSETS = select(Asset.id, Asset.sha256, Asset.refusal)
_MADE = select(Rendition, Asset.sha256).join(Asset, Asset.id == Rendition.asset_id)

ORIGINALS = Part("originals", "stored originals", through(_ASSETS, Asset.id, _originals, size=SIZE))
RENDITIONS = Part("renditions", "files made of images", through(_MADE, Rendition.id, _renditions, size=SIZE))
