"""The bytes: removed by a worker after the commit, one file after the other, until a look finds none. Repeatable, and
whoever dies in the middle leaves a list from which the next one goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select

from app.audit.models import Erased
from app.clock import now
from app.db import release, session
from app.documents.models import Import
from app.media import erasing as media
from app.media import turns
from app.media.models import Asset
from app.media.shelf import storage
from app.submissions.models import Evidence
from app.takedowns.erasing import things
from app.takedowns.erasing.models import Erasure
from app.takedowns.mailing.models import Mail

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


def are_quiet(erasure_id: int, files: Iterable[File]) -> bool:
    """No worker that had begun before the erasure can still put something into the store: its lease is over."""
    erasure = session.get_one(Erasure, erasure_id)
    reads = select(Import.id).where(
        Import.submission_id == erasure.submission_id,
        Import.lease_until > now(),
        Import.id.in_(select(Erased.thing_id).where(Erased.kind == "import")),
    )
    drawn = media.is_drawn_at([sha256 for kind, sha256 in files if kind == "asset"])
    return not drawn and session.scalar(reads.limit(1)) is None


def is_claimed(file: File) -> bool:
    """Somebody has this file of a line of the ledger: what was sent again since, or what another submission uses, is
    theirs. To be asked when the rows were emptied again."""
    return _is_anybodys(*file)


def is_back(erasure_id: int, file: File) -> bool:
    """Somebody has sent the very bytes since: they are theirs now."""
    kind, sha256 = file
    erasure = session.get_one(Erasure, erasure_id)
    marks = select(Erased.thing_id).where(
        Erased.erasure_id == erasure_id, Erased.kind == kind, Erased.sha256 == sha256
    )
    return any(_is_back(erasure, kind, id_, sha256) for id_ in session.scalars(marks).all())


def remove(files: Iterable[File], *, unless: Callable[[File], bool]) -> int:
    """Delete these files and everything made of them; how many keys that was. No transaction is open meanwhile, and
    nobody brings the same bytes: what somebody has (``unless``) is asked in that quiet."""
    gone = 0
    for file in files:
        kind, sha256 = file
        with turns.erasing(sha256):
            session.rollback()  # read what was committed before the turn was ours
            if unless(file):
                continue
            release()
            for key in list(media.keys_of(kind, sha256)):
                storage().delete(key)
                gone += 1
    release()
    return gone


def left(files: Iterable[File]) -> list[str]:
    """The keys that are still in the store; empty is the proof."""
    release()
    return [key for kind, sha256 in files for key in media.keys_of(kind, sha256)]


def _is_anybodys(kind: str, sha256: str) -> bool:
    if kind == "asset":
        here = select(Asset.id).where(Asset.sha256 == sha256, Asset.refusal != media.SAID)
        return any(session.scalar(one.limit(1)) is not None for one in (things.waiting(sha256), here))
    model: type[Any] = {"evidence": Evidence, "import": Import, "mail": Mail}[kind]
    gone = select(Erased.thing_id).where(Erased.kind == kind)
    return (
        session.scalar(select(model.id).where(model.sha256 == sha256, model.id.not_in(gone)).limit(1))
        is not None
    )


def _is_back(erasure: Erasure, kind: str, id_: int, sha256: str) -> bool:
    """Somebody else has sent the very bytes since: they are theirs now."""
    if kind == "asset":
        if things.shared(erasure, kind, id_, sha256):
            return True
        asset: Any = session.get(Asset, id_, populate_existing=True)
        return asset is not None and asset.refusal != media.SAID
    if kind == "evidence" and session.scalar(select(Evidence.id).where(Evidence.sha256 == sha256)) is None:
        return False
    return bool(things.shared(erasure, kind, id_, sha256))
