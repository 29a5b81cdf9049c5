"""The image room of a draft: files in, and how far each of them is."""

from __future__ import annotations

from flask import Response, current_app, flash, g, jsonify, redirect, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.errors import Refused
from app.guests import actions as guests
from app.media import actions as media
from app.media.formats import Unacceptable
from app.media.receive import receive
from app.media.shelf import inbox
from app.media.storage import Unreachable
from app.submissions import actions, queries
from app.web import access
from app.web.errors import wants_json
from app.web.limits import UPLOAD, limiter

bp = access.blueprint("room", __name__, access.Audience.GUEST)

UPLOADS_AT_ONCE = 10
"""Without a script all chosen files come in one request; with it, one file a request."""


@bp.post("/drafts/<ref>/images")
@access.opens("draft")
@access.takes("upload")
@limiter.limit(UPLOAD)
def images(ref: str) -> Answer | Response | tuple[Response, int]:
    """Takes files: each is stored and hashed before the answer, and looked into by a worker afterwards."""
    files = [file for file in request.files.getlist("files") if file.filename]
    refused = [f"{file.filename}: {said}" for file in files[:UPLOADS_AT_ONCE] if (said := _take(ref, file))]
    refused += [
        f"{file.filename}: send at most {UPLOADS_AT_ONCE} at once." for file in files[UPLOADS_AT_ONCE:]
    ]
    if not files:
        refused = ["Choose an image first."]
    if wants_json():
        return (jsonify(message=" ".join(refused)), 422) if refused else jsonify(received=len(files))
    for sentence in refused:
        flash(sentence, "error")
    return redirect(f"/drafts/{ref}#images", code=303)


@bp.get("/drafts/<ref>/images")
@access.opens("draft")
def image_states(ref: str) -> Response:
    """How far each image is, for the page that waits."""
    found = [
        {"id": image.id, "state": image.asset.state}
        for image in queries.of_guest(ref, g.link.guest_id).images
    ]
    return jsonify(images=found)


def _take(ref: str, file: FileStorage) -> str:
    """Receives one file; gives back the sentence that refuses it, or nothing."""
    limit = current_app.config["SETTINGS"].max_upload_bytes
    try:
        received = receive(file.stream, folder=inbox(), max_bytes=limit)
    except Unacceptable as refused:
        return refused.refusal.sentence
    try:
        refusal = media.refused_by_name(received.head)
        if refusal:
            return refusal.sentence
        media.keep(received)
        with transaction():
            submission = actions.hold(
                queries.of_guest(ref, g.link.guest_id).id
            )  # files that come at once are placed one after the other
            guests.confirm(submission.guest)
            actions.place(submission, media.take_over(received), filename=file.filename or "image")
    except Refused as refused:
        return refused.sentence
    except Unreachable:
        return "We could not store it just now. Please send it again in a minute."
    finally:
        received.path.unlink(missing_ok=True)
    return ""
