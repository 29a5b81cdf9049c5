"""Evidence of rights: files in, listed, out again; given back to the draft's guest alone. Never public.

Also what the image room shows beside them: what the file says, where it disagrees, the declaration in a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, g, jsonify, redirect, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.errors import NotAllowed, NotFound, Refused
from app.guests import actions as guests
from app.media import fields, terms, turns
from app.media.formats import Unacceptable
from app.media.receive import receive
from app.media.shelf import inbox
from app.media.storage import Unreachable
from app.submissions import (
    actions,
    asking,
    contradictions,
    declarations,
    kinds,
    papers,
    permissions,
    queries,
    shelf,
)
from app.submissions.actions import evidence
from app.submissions.contradictions import Contradiction
from app.submissions.models import DraftImage, Submission
from app.web import access
from app.web.errors import wants_json
from app.web.limits import UPLOAD, limiter

bp = access.blueprint("evidence", __name__, access.Audience.GUEST)

AWAY = "We could not store it just now. Please send it again in a minute."


@bp.app_context_processor
def _tables() -> dict[str, Any]:
    """The tables of the rights form."""
    return {"rights_kinds": kinds, "asking": asking, "accepted_papers": papers.ACCEPT}


@bp.app_template_filter("contradicted")
def contradicted(image: DraftImage) -> list[Contradiction]:
    """Where the file disagrees with the declaration being written."""
    return contradictions.found(image.declaration, image.asset.embedded or {}, credit=image.credit)


@bp.app_template_filter("summed_up")
def summed_up(image: DraftImage) -> str:
    """The declaration being written, in one sentence."""
    return declarations.summary(image.declaration)


@bp.app_template_filter("waits")
def waits(image: DraftImage) -> str:
    """Until when the permission that is waited for is waited for, in a sentence; empty where none is."""
    return permissions.waits(image.declaration)


@bp.app_template_filter("file_says")
def file_says(embedded: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """What a file says about itself, in words, in a fixed order."""
    return fields.told((embedded or {}).get("says") or {})


@bp.app_template_filter("source_type")
def source_type(said: str) -> str:
    """How a picture was made, in words and with the IPTC's term."""
    return terms.source_type(said)


@bp.app_template_filter("declared_answers")
def declared_answers(declared: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every answer of a declaration, in words."""
    return declarations.shown(declared)


@bp.post("/drafts/<ref>/images/<int:image_id>/evidence")
@access.opens("draft")
@access.takes("upload")
@limiter.limit(UPLOAD)
def add(ref: str, image_id: int) -> Answer | Response | tuple[Response, int]:
    """Takes files for one image: each is stored, hashed and durable before the answer."""
    named = request.files.getlist("files") + request.files.getlist(f"image-{image_id}-files")
    files = [file for file in named if file.filename]
    refused = [f"{file.filename}: {said}" for file in files if (said := _take(ref, image_id, file))]
    if not files:
        refused = ["Choose a file first."]
    if wants_json():
        return (jsonify(message=" ".join(refused)), 422) if refused else jsonify(received=len(files))
    for sentence in refused:
        flash(sentence, "error")
    return redirect(f"/drafts/{ref}#image-{image_id}", code=303)


@bp.get("/drafts/<ref>/evidence/<int:evidence_id>")
@access.opens("draft")
def show(ref: str, evidence_id: int) -> str:
    """What the desk will see of the file, for whoever sent it."""
    submission = _mine(ref)
    found = evidence.of_author(submission, evidence_id)
    image = next((one for one in submission.images if one.asset_id == found.asset_id), None)
    back = f"/drafts/{ref}#image-{image.id}" if image else f"/drafts/{ref}"
    declared = image.declared if image else {}
    return shelf.page(
        found,
        shelf.Around("layouts/guest.html", _address(ref, evidence_id), back, "Back to your draft", declared),
    )


@bp.get("/drafts/<ref>/evidence/<int:evidence_id>/original")
@access.opens("draft")
def original(ref: str, evidence_id: int) -> Response:
    """The file itself, to save."""
    return shelf.given(evidence.of_author(_mine(ref), evidence_id))


@bp.get("/drafts/<ref>/evidence/<int:evidence_id>/pictures/<int:number>.jpg")
@access.opens("draft")
def pictured(ref: str, evidence_id: int, number: int) -> Response:
    return shelf.pictured(evidence.of_author(_mine(ref), evidence_id), number)


@bp.post("/drafts/<ref>/evidence/<int:evidence_id>/views")
@access.opens("draft")
@limiter.limit(UPLOAD)
def view_again(ref: str, evidence_id: int) -> Answer:
    return shelf.again(evidence.of_author(_mine(ref), evidence_id), _address(ref, evidence_id))


@bp.post("/drafts/<ref>/evidence/<int:evidence_id>/removals")
@access.opens("draft")
def remove(ref: str, evidence_id: int) -> Answer:
    with transaction():
        submission = actions.hold(_mine(ref).id)
        guests.confirm(submission.guest)
        evidence.remove(submission, evidence_id)
    return redirect(f"/drafts/{ref}#images", code=303)


def _take(ref: str, image_id: int, file: FileStorage) -> str:
    """Receives one file; gives back the sentence that refuses it, or nothing."""
    if image_id not in {image.id for image in _mine(ref).images}:
        raise NotFound
    try:
        received = receive(file.stream, folder=inbox(), max_bytes=papers.MOST_BYTES)
    except Unacceptable:
        return papers.TOO_LARGE
    try:
        paper = papers.sniff(received.head)
        if isinstance(paper, str):
            return paper
        with turns.bringing(received.sha256):
            evidence.keep(received)
            with transaction():
                submission = actions.hold(_mine(ref).id)
                guests.confirm(submission.guest)
                evidence.add(submission, image_id, received, paper=paper, filename=file.filename or "file")
    except (Refused, NotAllowed) as refused:
        return refused.sentence
    except Unreachable:
        return AWAY
    finally:
        received.path.unlink(missing_ok=True)
    return ""


def _address(ref: str, evidence_id: int) -> str:
    return f"/drafts/{ref}/evidence/{evidence_id}"


def _mine(ref: str) -> Submission:
    return queries.of_guest(ref, g.link.guest_id)
