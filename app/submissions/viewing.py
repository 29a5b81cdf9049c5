"""What can be looked at of a file of evidence: ordered when the file is added, made once by a worker, kept beside it.

The store holds all of it: the order, the attempts, the pictures, and last the report, without which there is no view.
It is made from the bytes alone and under their SHA-256, so that making it twice is harmless; whatever is lost can be
made again, and no row speaks of it.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Protocol

import structlog
from sqlalchemy import select

from app.audit.queries import erased
from app.db import release, session
from app.media.shelf import inbox, storage
from app.media.storage import Unreachable, evidence_key, view_key, view_order_key
from app.submissions.models import Evidence, RightsRecord
from app.viewing import kinds, reading
from app.viewing.views import View

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 3
"""Of these each may fell the worker; after them the file counts as one that cannot be shown."""
_REPORT = "report.json"
_ORDERED = 0


class Filed(Protocol):
    """A file in the store of evidence, whichever row speaks of it."""

    @property
    def sha256(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def mime(self) -> str: ...
    @property
    def filename(self) -> str: ...


def of(evidence: Filed) -> View | None:
    """What can be looked at, or None where it was not made yet."""
    try:
        return View.from_json(json.loads(storage().read(view_key(evidence.sha256, _REPORT))))
    except FileNotFoundError:
        return None
    except (KeyError, TypeError, ValueError):
        log.warning("evidence.view_unreadable", sha256=evidence.sha256)
        return View(refused=kinds.CRASHED.sentence)


def mime_of(sha256: str) -> str | None:
    """What a file of evidence is, where anybody still looks at it; else None."""
    same = session.scalars(select(Evidence).where(Evidence.sha256 == sha256))
    return next((one.mime for one in same if is_in_use(one)), None)


def is_in_use(evidence: Evidence) -> bool:
    """It stands on the draft, or was declared: then it stays with what was signed. Not what was erased."""
    if erased("evidence", [evidence.id]):
        return False
    if evidence.removed_at is None:
        return True
    records = session.scalars(
        select(RightsRecord).where(
            RightsRecord.submission_id == evidence.submission_id, RightsRecord.asset_id == evidence.asset_id
        )
    )
    return any(evidence.sha256 in record.declared.get("evidence", ()) for record in records)


def is_ordered(evidence: Filed) -> bool:
    """It waits for a worker, or one is at it."""
    return storage().exists(view_order_key(evidence.sha256, _ORDERED))


def picture(evidence: Filed, number: int) -> BinaryIO | None:
    """One picture of it, as a JPEG; 0 is the thumbnail. None where there is none."""
    try:
        return storage().open(view_key(evidence.sha256, f"{number}.jpg"))
    except FileNotFoundError:
        return None


def order(sha256: str) -> None:
    """Have it made. One that is there stays."""
    storage().put(view_order_key(sha256, _ORDERED), b"ordered")


def forget(sha256: str) -> None:
    """Take away what was made and what was ordered. The report goes first: without it nothing counts as made."""
    storage().delete(view_key(sha256, _REPORT))
    for key in list(storage().list(f"views/{sha256}")):
        storage().delete(key)
    _settle(sha256)


def make_next(mime_of: Callable[[str], str | None] = mime_of) -> bool:
    """Make one view that is waited for. True when there was one: call again. No transaction is open meanwhile.
    ``mime_of`` says what a file is that somebody looks at: a later stage has files of its own."""
    waiting = {_sha256(key) for key in storage().list("viewing")}
    if not waiting:
        return False
    sha256 = random.choice(sorted(waiting))  # noqa: S311 - so that two workers seldom take the same
    mime = _mime_now(sha256, mime_of)
    if mime is None:
        forget(sha256)  # its row was removed, or never came
    elif not storage().exists(view_key(sha256, _REPORT)):
        _make(sha256, mime)
        if _mime_now(sha256, mime_of) is None:
            forget(sha256)
    _settle(sha256)
    return True


def _make(sha256: str, mime: str) -> None:
    attempt = next(
        (n for n in range(1, MOST_ATTEMPTS + 1) if not storage().exists(view_order_key(sha256, n))), 0
    )
    if not attempt:
        _keep(sha256, reading.Made(View(refused=kinds.SEVERAL_TIMES.sentence), {}))
        return
    storage().put(view_order_key(sha256, attempt), b"begun")
    with tempfile.TemporaryDirectory(prefix="viewing-", dir=inbox()) as name:
        source, made = Path(name) / "evidence", Path(name) / "made"
        try:
            source.write_bytes(storage().read(evidence_key(sha256)))
        except Unreachable:
            storage().delete(view_order_key(sha256, attempt))
            raise
        made.mkdir()
        _keep(sha256, reading.read(source, made, mime=mime, name=""))


def _keep(sha256: str, made: reading.Made) -> None:
    """The report last: what it speaks of is there."""
    for number, body in made.pictures.items():
        storage().put(view_key(sha256, f"{number}.jpg"), body)
    storage().put(view_key(sha256, _REPORT), json.dumps(made.view.as_json()).encode())


def _settle(sha256: str) -> None:
    for attempt in range(MOST_ATTEMPTS, _ORDERED - 1, -1):
        storage().delete(view_order_key(sha256, attempt))


def _sha256(key: str) -> str:
    return key.rpartition("/")[2].partition("-")[0]


def _mime_now(sha256: str, mime_of: Callable[[str], str | None]) -> str | None:
    found = mime_of(sha256)
    release()
    return found
