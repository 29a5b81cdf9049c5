"""Bringing a document into a draft: the file in, how far it is, into the text or away again."""

from __future__ import annotations

from flask import Response, current_app, flash, g, jsonify, redirect, render_template, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Answer

from app.audit import queries as audit
from app.db import transaction
from app.documents import kinds
from app.documents import queries as documents
from app.documents.models import Import
from app.documents.states import ImportState
from app.errors import Refused, Stale
from app.guests import actions as guests
from app.media import turns
from app.media.formats import Refusal, Unacceptable
from app.media.receive import receive
from app.media.shelf import inbox, storage
from app.media.storage import Unreachable, document_key
from app.submissions import objecting, queries
from app.submissions.actions import hold, imports, placing
from app.submissions.models import Submission
from app.web import access
from app.web.errors import status_of, wants_json
from app.web.limits import UPLOAD, limiter

bp = access.blueprint("imports", __name__, access.Audience.GUEST)

AWAY = "We could not store it just now. Please send it again in a minute."


@bp.app_template_global("import_of")
def import_of(submission: Submission) -> Import | None:
    """The import that the writing desk speaks of."""
    return documents.newest(submission.id)


@bp.app_template_global("reader_away")
def reader_away() -> bool:
    """No worker has given a sign of life for documents."""
    return "images" in audit.silent_queues()


@bp.post("/drafts/<ref>/imports")
@access.opens("draft")
@access.takes("upload")
@limiter.limit(UPLOAD)
def begin(ref: str) -> Answer | Response | tuple[Response, int]:
    """Takes one document: stored and hashed before the answer, read by a worker afterwards."""
    file = request.files.get("document")
    if file is None or not file.filename:
        return _answer(ref, 422, "Choose a document first.")
    refusal = _take(ref, file)
    if refusal:
        with transaction():
            imports.refuse(_held(ref), refusal, filename=file.filename)
    return _answer(ref, 422 if refusal else 200)


@bp.get("/drafts/<ref>/imports")
@access.opens("draft")
def states(ref: str) -> Response:
    """How far the document is, for the page that waits."""
    return jsonify(_shown(queries.of_guest(ref, g.link.guest_id)))


@bp.post("/drafts/<ref>/imports/<int:import_id>/placements")
@access.opens("draft")
def placements(ref: str, import_id: int) -> Answer | Response | tuple[Response, int]:
    """Puts what was read into the draft."""
    said = request.form.get("version", "")
    version = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0
    try:
        with transaction():
            left = placing.put(_held(ref), import_id, how=request.form.get("how", ""), version=version)
    except Stale as stale:
        return _answer(
            ref, status_of(stale), f"{stale.sentence} Nothing was put in; look at it and press again."
        )
    except Refused as refusal:
        return _answer(ref, status_of(refusal), refusal.sentence)
    for sentence in left:
        flash(objecting.linked(sentence, ref), "error")
    flash("The document is in your draft now.")
    return redirect(f"/drafts/{ref}", code=303)


@bp.post("/drafts/<ref>/imports/<int:import_id>/removals")
@access.opens("draft")
def removals(ref: str, import_id: int) -> Answer | Response | tuple[Response, int]:
    """Sends a document away that the author does not want."""
    with transaction():
        imports.drop(_held(ref), import_id)
    return _answer(ref, 200)


def _take(ref: str, file: FileStorage) -> str:
    """Receives one file; gives back the sentence that refuses it, or nothing."""
    most = current_app.config["SETTINGS"].max_document_bytes
    try:
        received = receive(file.stream, folder=inbox(), max_bytes=most)
    except Unacceptable:
        return kinds.too_many_bytes(most).sentence
    try:
        kind = kinds.sniff(received.head, file.filename or "")
        if isinstance(kind, Refusal):
            return kind.sentence
        with turns.bringing(received.sha256):
            storage().put(document_key(received.sha256), received.path, expect_sha256=received.sha256)
            with transaction():
                imports.begin(_held(ref), received, filename=file.filename or "document")
    except Unreachable:
        return AWAY
    finally:
        received.path.unlink(missing_ok=True)
    return ""


def _held(ref: str) -> Submission:
    submission = hold(queries.of_guest(ref, g.link.guest_id).id)
    guests.confirm(submission.guest)
    return submission


def _answer(ref: str, status: int, trouble: str = "") -> Answer | tuple[Response, int]:
    if wants_json():
        shown = _shown(queries.of_guest(ref, g.link.guest_id), trouble)
        return jsonify(shown), status
    if trouble:
        flash(trouble, "error")
    return redirect(f"/drafts/{ref}#import", code=303)


def _shown(submission: Submission, trouble: str = "") -> dict[str, object]:
    row = import_of(submission)
    html = render_template("submissions/writing/import.html", submission=submission, trouble=trouble)
    waiting = row is not None and row.standing is ImportState.RECEIVED
    return {"state": row.state if row else "", "waiting": waiting, "message": trouble, "html": html}
