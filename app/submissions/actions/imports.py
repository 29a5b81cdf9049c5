"""A document becomes an import at once; a worker reads it afterwards (``app.submissions.importing``); its author puts
it into the draft, or does not.

The row is the worker's order, leased and settled by the worker's own name, so that a worker that dies loses the lease
and not the job.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, or_, select, update

from app import bell, text
from app.accounts.models import Member
from app.audit.kinds import SYSTEM, Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.documents import queries, reading
from app.documents.models import Import
from app.documents.states import ImportState
from app.media.queries import SENT_FOR
from app.media.receive import Received
from app.submissions.models import Submission
from app.submissions.writable import check_writable

LEASE = timedelta(minutes=5)
"""Longer than reading from a slow store, the child's wall limit and forty writes together."""
MOST_ATTEMPTS = 5
SEVERAL_TIMES = "We could not open it, several times over. Please save it as a new .docx file and send that."


def begin(submission: Submission, received: Received, *, filename: str, by: Member | None = None) -> Import:
    """Order a document that is in the store to be read. It takes the place of one the author has not used. What a
    program sends ``by`` a member is no history of the author's: the event names the submission as a fact only."""
    made = _row(submission, filename, sha256=received.sha256, size=received.size)
    if by is None:
        record(Kind.DOCUMENT_RECEIVED, about=made, by=submission.guest.actor, also=[submission])
    else:
        record(Kind.DOCUMENT_RECEIVED, about=made, by=by.actor, facts={SENT_FOR: submission.id})
    bell.ring(bell.READ)
    return made


def refuse(submission: Submission, sentence: str, *, filename: str) -> Import:
    """Keep why a document was not even stored, so that its author reads it beside the form."""
    made = _row(submission, filename)
    _refuse(made, sentence)
    return made


def drop(submission: Submission, import_id: int) -> None:
    """The author does not want it. One that is in the draft already stays there."""
    row = queries.of_submission(submission.id, import_id)
    if row.standing not in (ImportState.PLACED, ImportState.DROPPED):
        row.advance(ImportState.DROPPED)
        row.found = _pictures_of(row)


def lease(owner: str) -> Import | None:
    """Claim one due import. A document that took every attempt down with it is parked as refused."""
    due = session.scalars(
        select(Import)
        .where(
            Import.state == ImportState.RECEIVED.value,
            or_(Import.lease_until.is_(None), Import.lease_until < now()),
        )
        .order_by(Import.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if due is None:
        return None
    if due.attempts >= MOST_ATTEMPTS:
        _refuse(due, SEVERAL_TIMES)
        return lease(owner)
    due.attempts += 1
    due.lease_until = now() + LEASE
    due.lease_owner = owner
    session.flush()
    return due


def announce(import_id: int, owner: str, found: reading.Read) -> bool:
    """Write down which pictures are about to be put into the store, so that no bytes lie there that no row speaks of:
    an erasure finds them by it. False for a worker that lost its lease meanwhile: it puts nothing there."""
    row = session.get_one(Import, import_id)
    new = [{"sha256": one.sha256, "size": one.size} for one in found.pictures]
    earlier = [one for one in _pictures_of(row).get("pictures", []) if one not in new]
    return _change(import_id, owner, found={"pictures": [*earlier, *new]})


def settle(import_id: int, owner: str, found: reading.Read | reading.Refused) -> None:
    """What was read becomes the import's. A worker that lost its lease meanwhile settles nothing."""
    if not _change(import_id, owner, lease_until=None, lease_owner=""):
        return
    row = session.get_one(Import, import_id, populate_existing=True)
    if isinstance(found, reading.Refused):
        _refuse(row, found.sentence)
        return
    row.found = _as_json(found, row.filename)
    row.advance(ImportState.READY)
    row.settled_at = now()
    record(Kind.DOCUMENT_READ, about=row, by=SYSTEM, facts={"words": found.words})


def _pictures_of(row: Import) -> dict[str, Any]:
    """What is kept of a document that nobody wants: which bytes it brought."""
    kept = [{name: one[name] for name in ("sha256", "size")} for one in row.found.get("pictures", [])]
    return {"pictures": kept} if kept else {}


def give_back(import_id: int, owner: str) -> None:
    """A store that is away is no fault of the document: the attempt does not count; the lease keeps it waiting."""
    _change(import_id, owner, attempts=Import.attempts - 1)


def _row(submission: Submission, filename: str, **values: Any) -> Import:
    check_writable(submission)
    for earlier in queries.unanswered(submission.id):
        drop(submission, earlier.id)
    name = text.line(filename)[:200] or "document"
    made = Import(
        submission_id=submission.id, filename=name, found={}, made_at=now(), **{**_NOTHING, **values}
    )
    session.add(made)
    session.flush()
    return made


_NOTHING = {"sha256": "", "size": 0, "state": ImportState.RECEIVED.value}


def _refuse(row: Import, sentence: str) -> None:
    row.advance(ImportState.REFUSED)
    row.refusal = sentence[:400]
    row.settled_at = now()
    record(Kind.DOCUMENT_REFUSED, about=row, by=SYSTEM)


def _change(import_id: int, owner: str, **values: Any) -> bool:
    done = session.execute(
        update(Import)
        .where(
            Import.id == import_id, Import.lease_owner == owner, Import.state == ImportState.RECEIVED.value
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", done).rowcount == 1


def _as_json(found: reading.Read, filename: str) -> dict[str, Any]:
    stem = filename.rpartition(".")[0] or filename
    pictures = [
        {
            "sha256": picture.sha256,
            "size": picture.size,
            "filename": f"{stem[:180]} {number}.{picture.ending}",
            "alt": picture.alt,
            "caption": picture.caption,
        }
        for number, picture in enumerate(found.pictures, start=1)
    ]
    said = {name: getattr(found, name) for name in _SAID}
    return {**said, "left": list(found.left), "pictures": pictures}


_SAID = ("title", "title_stood", "summary", "summary_stood", "markdown", "words", "tables")
