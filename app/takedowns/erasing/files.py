"""The bytes: removed by a worker after the commit, one file after the other, until a look finds none. Repeatable, and
whoever dies in the middle leaves a list from which the next one goes on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app.audit.models import Erased
from app.db import release, session
from app.documents.models import Import
from app.media import erasing as media
from app.media.models import Asset
from app.media.shelf import storage
from app.submissions.models import Evidence
from app.takedowns.erasing import things
from app.takedowns.erasing.models import Erasure

File = tuple[str, str]
"""Kind and SHA-256."""


def listed(erasure_id: int) -> list[File]:
    """What has to go: everything with bytes that nobody else used, and that nobody has brought again since."""
    erasure = session.get_one(Erasure, erasure_id)
    wanted = select(Erased).where(
        Erased.erasure_id == erasure_id, Erased.kind.in_(media.KINDS), Erased.kept == ""
    )
    rows = [(row.kind, row.thing_id, row.sha256) for row in session.scalars(wanted.order_by(Erased.thing_id))]
    return [(kind, sha256) for kind, id_, sha256 in rows if not _is_back(erasure, kind, id_, sha256)]


def unclaimed(files: Iterable[File]) -> list[File]:
    """Those of a line of the ledger that nobody has: what was sent again since, or what another submission uses, is
    theirs. To be asked when the rows were emptied again."""
    return [(kind, sha256) for kind, sha256 in files if not _is_anybodys(kind, sha256)]


def remove(files: Iterable[File]) -> int:
    """Delete these files and everything made of them; how many keys that was. No transaction is open meanwhile."""
    release()
    gone = 0
    for kind, sha256 in files:
        for key in list(media.keys_of(kind, sha256)):
            storage().delete(key)
            gone += 1
    return gone


def left(files: Iterable[File]) -> list[str]:
    """The keys that are still in the store; empty is the proof."""
    release()
    return [key for kind, sha256 in files for key in media.keys_of(kind, sha256)]


def _is_anybodys(kind: str, sha256: str) -> bool:
    if kind == "asset":
        here = select(Asset.id).where(Asset.sha256 == sha256, Asset.refusal != media.SAID)
        return session.scalar(here.limit(1)) is not None
    model: type[Any] = {"evidence": Evidence, "import": Import}[kind]
    gone = select(Erased.thing_id).where(Erased.kind == kind)
    return (
        session.scalar(select(model.id).where(model.sha256 == sha256, model.id.not_in(gone)).limit(1))
        is not None
    )


def _is_back(erasure: Erasure, kind: str, id_: int, sha256: str) -> bool:
    """Somebody else has sent the very bytes since: they are theirs now."""
    if kind == "asset":
        asset: Any = session.get(Asset, id_)
        return asset is not None and asset.refusal != media.SAID
    if kind == "evidence" and session.scalar(select(Evidence.id).where(Evidence.sha256 == sha256)) is None:
        return False
    return bool(things.shared(erasure, kind, id_, sha256))
