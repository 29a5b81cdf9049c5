"""A file that a program sends into a draft it handed in: taken as the writing desk takes one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from flask import current_app
from werkzeug.datastructures import FileStorage

from app.accounts import bearers
from app.db import session, transaction
from app.documents import kinds
from app.documents.models import Import
from app.errors import Busy, Refused
from app.media import actions as media
from app.media import turns
from app.media.formats import Refusal, Unacceptable
from app.media.incoming import NOT_KEPT
from app.media.receive import Received, receive
from app.media.shelf import inbox, storage
from app.media.storage import Unreachable, document_key
from app.submissions import actions, queries
from app.submissions.actions import imports
from app.submissions.handed_in import HandedIn
from app.submissions.models import DraftImage
from app.web.contract import FILE


def image(handed: HandedIn, file: FileStorage, said: Mapping[str, str]) -> DraftImage:
    """The image it has become. What cannot be taken is refused before it is stored."""
    submission_id, name = handed.submission_id, file.filename or "image"
    most = current_app.config["SETTINGS"].max_upload_bytes
    with _received(file, most) as received:
        return _placed(submission_id, received, name, said)


def document(handed: HandedIn, file: FileStorage) -> Import:
    """The import it has become; a worker reads it, and its author puts it into the draft, or does not."""
    submission_id, name = handed.submission_id, file.filename or "document"
    most = current_app.config["SETTINGS"].max_document_bytes
    with _received(file, most) as received:
        kind = kinds.sniff(received.head, name)
        if isinstance(kind, Refusal):
            raise Unacceptable(kind)
        actions.check_untouched(session.get_one(HandedIn, submission_id))
        with turns.bringing(received.sha256):
            storage().put(document_key(received.sha256), received.path, expect_sha256=received.sha256)
            with transaction():
                _token, by = bearers.acting()
                submission = actions.hold(submission_id)
                actions.check_untouched(session.get_one(HandedIn, submission_id))
                begun = imports.begin(submission, received, filename=name, by=by).id
        return session.get_one(Import, begun)


@contextmanager
def _received(file: FileStorage, most: int) -> Iterator[Received]:
    """The file where uploads are kept on their way; gone when this ends. What is refused is said of its part."""
    try:
        received = receive(file.stream, folder=inbox(), max_bytes=most)
        try:
            yield received
        finally:
            received.path.unlink(missing_ok=True)
    except Unacceptable as refused:
        sentence = refused.refusal.sentence
        raise Refused(sentence, fields={FILE: [sentence]}) from None
    except Unreachable:
        raise Busy(NOT_KEPT) from None


def _placed(submission_id: int, received: Received, name: str, said: Mapping[str, str]) -> DraftImage:
    refusal = media.refused_by_name(received.head)
    if refusal:
        raise Unacceptable(refusal)
    actions.check_untouched(session.get_one(HandedIn, submission_id))
    actions.check_room(queries.room_in(submission_id), received.sha256)
    with turns.bringing(received.sha256):
        media.keep(received)
        with transaction():
            _token, by = bearers.acting()
            handed = session.get_one(HandedIn, submission_id)
            placed = actions.add_handed_image(handed, media.admit(received), said, filename=name, by=by)
            session.flush()
            placed_id = placed.id
    return session.get_one(DraftImage, placed_id)
