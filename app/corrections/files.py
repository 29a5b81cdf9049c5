"""The files that come with a change: images, new or in the place of others, and what shows their rights."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import Request, current_app, request
from werkzeug.datastructures import FileStorage

from app.accounts.guards import acting
from app.accounts.models import Member
from app.corrections import actions, queries
from app.db import session, transaction
from app.errors import NotFound, Refused
from app.media import actions as media
from app.media import turns
from app.media.formats import Unacceptable
from app.media.incoming import NOT_KEPT
from app.media.receive import Received, receive
from app.media.shelf import inbox
from app.media.storage import Unreachable
from app.submissions import actions as submissions
from app.submissions import papers
from app.submissions import queries as drafts
from app.submissions.actions import evidence
from app.submissions.models import Submission

AT_ONCE = 10
"""As many as a guest may send in one request."""


def press(submission_id: int, form: Mapping[str, str], *, by: Member) -> None:
    """What a button beside an image or a file asks for, besides saving."""
    for name, act in (("remove", actions.remove_image), ("off", actions.remove_evidence)):
        if number := _number(form.get(name, "")):
            act(submission_id, number, by=by)


def take_all(submission_id: int, keys: Sequence[str]) -> list[str]:
    """Take every file of the request, each in a transaction of its own; a sentence for each that was refused. ``keys``
    are the images that were there, in the order of the page."""
    refused = []
    wanted: list[tuple[str, Callable[[Received, str], None], int]] = [
        ("files", lambda received, name: _image(submission_id, received, name), AT_ONCE)
    ]
    for number, key in enumerate(keys):
        wanted.append((f"picture-{number}-file", _in_place_of(submission_id, key), 1))
    for field in request.files:
        if id_ := _number(field.removeprefix("image-").removesuffix("-files")):
            wanted.append((field, _paper_for(submission_id, id_), AT_ONCE))
    for field, take, most in wanted:
        sent = [file for file in request.files.getlist(field) if file.filename]
        limit = papers.MOST_BYTES if field.startswith("image-") else _most()
        refused += [said for file in sent[:most] if (said := _taken(file, take, limit))]
        refused += [f"{file.filename}: send at most {most} at once." for file in sent[most:]]
    return refused


def place(asked: Request) -> str:
    """The part of the page to come back to."""
    sent = any(file.filename for field in asked.files for file in asked.files.getlist(field))
    return "#images" if sent or asked.form.get("remove") or asked.form.get("off") else ""


def _in_place_of(submission_id: int, key: str) -> Callable[[Received, str], None]:
    return lambda received, name: _image(submission_id, received, name, key)


def _paper_for(submission_id: int, image_id: int) -> Callable[[Received, str], None]:
    return lambda received, name: _paper(submission_id, image_id, received, name)


def _taken(file: FileStorage, take: Callable[[Received, str], None], limit: int) -> str:
    name = file.filename or "file"
    try:
        received = receive(file.stream, folder=inbox(), max_bytes=limit)
        try:
            take(received, name)
        finally:
            received.path.unlink(missing_ok=True)
    except Unacceptable as refused:
        return f"{name}: {refused.refusal.sentence}"
    except Refused as refused:
        return f"{name}: {refused.sentence}"
    except Unreachable:
        return f"{name}: {NOT_KEPT}"
    return ""


def _image(submission_id: int, received: Received, name: str, key: str = "") -> None:
    """A file becomes a new image of the copy. What cannot be taken is refused before it is stored."""
    if refusal := media.refused_by_name(received.head):
        raise Unacceptable(refusal)
    submissions.check_beside(drafts.room_in(submission_id), received.sha256)
    session.rollback()
    with turns.bringing(received.sha256):
        _keep_image(submission_id, received, name, key)


def _keep_image(submission_id: int, received: Received, name: str, key: str) -> None:
    media.keep(received)
    with transaction():
        copy = queries.copy_of(submissions.hold(submission_id))
        if copy is None:
            raise NotFound(actions.GONE)
        there = drafts.room_in(submission_id)
        submissions.check_beside(there, received.sha256)
        image_id = submissions.add_for_desk(
            there, media.admit(received), filename=name, copy_id=copy.id, by=acting()
        )
        session.expire(copy, ["images"])
        actions.add_image(copy, image_id, key=key)


def _paper(submission_id: int, image_id: int, received: Received, name: str) -> None:
    paper = papers.sniff(received.head)
    if isinstance(paper, str):
        raise Refused(paper)
    with turns.bringing(received.sha256):
        _keep_paper(submission_id, image_id, received, name, paper)


def _keep_paper(
    submission_id: int, image_id: int, received: Received, name: str, paper: papers.Paper
) -> None:
    evidence.keep(received)
    with transaction():
        submission: Submission = submissions.hold(submission_id)
        copy = queries.copy_of(submission)
        image = next((one for one in copy.images if one.id == image_id), None) if copy else None
        if copy is None or image is None:
            raise NotFound
        evidence.attach(image, received, paper=paper, filename=name)
        copy.version += 1


def _most() -> int:
    return int(current_app.config["SETTINGS"].max_upload_bytes)


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0
