"""The image room of a draft: files in, how far each of them is, and what can be done with one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Response, current_app, flash, g, jsonify, redirect, render_template, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.errors import NotFound, Refused
from app.guests import actions as guests
from app.media import actions as media
from app.media import areas, turns
from app.media.formats import Unacceptable
from app.media.incoming import NOT_KEPT
from app.media.receive import Received, receive
from app.media.shelf import inbox, storage
from app.media.storage import Unreachable, rendition_key
from app.submissions import actions, crediting, objecting, queries
from app.submissions.content import ContentImage
from app.submissions.forms import image_form
from app.submissions.kinds import BASES
from app.submissions.models import DraftImage, Submission
from app.submissions.states import Stage
from app.web import access
from app.web.errors import wants_json
from app.web.limits import UPLOAD, limiter

bp = access.blueprint("room", __name__, access.Audience.GUEST)

UPLOADS_AT_ONCE = 10
"""Without a script all chosen files come in one request; with it, one file a request."""

WIDEST_TO_CROP = 960
"""Pixels: enough to choose a part of an image from."""


@dataclass
class Taken:
    """What became of the files of one request: the images they are now, and a sentence for each that was refused."""

    images: list[dict[str, Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@bp.app_template_filter("focus")
def focus_of(image: DraftImage | ContentImage) -> str:
    """The classes of an image's focal point."""
    return areas.focus(image.crop, image.focal)


@bp.app_template_filter("credit_lines")
def credit_lines(image: DraftImage) -> list[str]:
    """Credit lines to choose from: what the file asks for, or a line made of whom it or the author names."""
    return crediting.suggested(image.declared, image.asset.embedded, now=image.credit)


@bp.app_template_filter("may_retry")
def may_retry(image: DraftImage) -> bool:
    """Looking at it again could help: it was our side that failed."""
    return image.stage is Stage.UNCUT or media.may_retry(image.asset)


@bp.post("/drafts/<ref>/images")
@access.opens("draft")
@access.takes("upload")
@limiter.limit(UPLOAD)
def images(ref: str) -> Answer | Response | tuple[Response, int]:
    """Takes files: each is stored and hashed before the answer, and looked into by a worker afterwards."""
    files = [file for file in request.files.getlist("files") if file.filename]
    taken = Taken()
    for file in files[:UPLOADS_AT_ONCE]:
        _take(ref, file, taken)
    taken.refused += [
        f"{file.filename}: send at most {UPLOADS_AT_ONCE} at once." for file in files[UPLOADS_AT_ONCE:]
    ]
    if not files:
        taken.refused = ["Choose an image first."]
    if wants_json():
        said = {
            "message": " ".join(taken.refused),
            "images": taken.images,
            "received": len(taken.images),
            "objection": objecting.shown(taken.refused, ref),
        }
        return jsonify(said), 422 if taken.refused else 200
    for sentence in taken.refused:
        flash(objecting.linked(sentence, ref), "error")
    return redirect(f"/drafts/{ref}#images", code=303)


@bp.get("/drafts/<ref>/images")
@access.opens("draft")
def image_states(ref: str) -> Response:
    """How far each image is, in the order of the room, for the page that waits."""
    found = sorted(_mine(ref).images, key=lambda image: image.position)
    answer = jsonify(
        images=[{"id": one.id, "key": one.key, "state": one.stage, "use": one.use} for one in found]
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/drafts/<ref>/images/<int:image_id>")
@access.opens("draft")
def image(ref: str, image_id: int) -> Response:
    """One image as it stands in the room: a piece of the page, for the script that puts it there."""
    submission = _mine(ref)
    found = actions.find_image(submission, image_id)
    piece = render_template(
        "submissions/writing/image.html",
        submission=submission,
        ref=ref,
        image=found,
        f=image_form(found),
        number=found.position + 1,
        bases=BASES,
    )
    answer = Response(piece, mimetype="text/html")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/drafts/<ref>/images/<int:image_id>/whole.jpg")
@access.opens("draft")
@limiter.exempt
def whole(ref: str, image_id: int) -> Response:
    """The whole of an image, whatever is shown of it: its author chooses the part from it."""
    asset = actions.find_image(_mine(ref), image_id).asset
    made = [one for one in asset.shown() if one.format == "jpg" and one.width <= WIDEST_TO_CROP]
    if not made:
        raise NotFound
    key = rendition_key(asset.sha256, asset.recipe, made[-1].width, "jpg")
    answer = Response(storage().read(key), mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/drafts/<ref>/images/<int:image_id>/removals")
@access.opens("draft")
def removals(ref: str, image_id: int) -> Answer | Response:
    """Takes one image out of the draft."""
    with transaction():
        submission = actions.hold(_mine(ref).id)
        guests.confirm(submission.guest)
        actions.remove_image(submission, image_id)
    return jsonify(removed=image_id) if wants_json() else redirect(f"/drafts/{ref}#images", code=303)


@bp.post("/drafts/<ref>/images/<int:image_id>/retries")
@access.opens("draft")
@limiter.limit(UPLOAD)
def retries(ref: str, image_id: int) -> Answer | Response:
    """Has an image looked at again where our side failed."""
    with transaction():
        submission = actions.hold(_mine(ref).id)
        guests.confirm(submission.guest)
        actions.retry_image(actions.find_image(submission, image_id))
    return jsonify(again=image_id) if wants_json() else redirect(f"/drafts/{ref}#image-{image_id}", code=303)


def _take(ref: str, file: FileStorage, taken: Taken) -> None:
    """Receives one file, and writes down what became of it."""
    limit = current_app.config["SETTINGS"].max_upload_bytes
    name = file.filename or "image"
    try:
        received = receive(file.stream, folder=inbox(), max_bytes=limit)
        try:
            taken.images.append(_placed(ref, received, name))
        finally:
            received.path.unlink(missing_ok=True)
    except Unacceptable as refused:
        taken.refused.append(f"{name}: {refused.refusal.sentence}")
    except Refused as refused:
        taken.refused.append(f"{name}: {refused.sentence}")
    except Unreachable:
        taken.refused.append(f"{name}: {NOT_KEPT}")


def _placed(ref: str, received: Received, name: str) -> dict[str, Any]:
    """The image a file has become. What cannot be taken is refused before it is stored."""
    refusal = media.refused_by_name(received.head)
    if refusal:
        raise Unacceptable(refusal)
    there = queries.room_of_guest(ref, g.guest_id)
    known = actions.check_room(there, received.sha256)
    with turns.bringing(received.sha256):
        return _kept(there, received, name) | {"again": known is not None}


def _kept(there: queries.Room, received: Received, name: str) -> dict[str, Any]:
    media.keep(received)
    with transaction():
        # Files that come at once are placed one after the other.
        there = actions.hold_room(there.submission_id)
        guests.confirm_by_id(there.guest_id)
        placed = actions.add_image(there, media.admit(received), filename=name)
    return {"id": placed.id, "key": placed.key, "name": placed.filename}


def _mine(ref: str) -> Submission:
    return queries.of_guest(ref, g.guest_id)
