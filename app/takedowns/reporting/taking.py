"""Files as they come in with a form: stored, hashed and durable before anything else of the form is judged, so that a
refusal of something else loses none. What is taken is what is taken as evidence of a right (``submissions.papers``)."""

from __future__ import annotations

from collections.abc import Iterable

from werkzeug.datastructures import FileStorage

from app import text, tokens
from app.clock import now
from app.db import session, transaction
from app.errors import Busy
from app.media import turns
from app.media.formats import Unacceptable
from app.media.incoming import NOT_KEPT
from app.media.receive import receive
from app.media.shelf import inbox
from app.media.storage import Unreachable
from app.submissions import papers
from app.submissions.actions import evidence
from app.takedowns.reporting.files import MOST_FILES, TOO_MANY
from app.takedowns.reporting.models import HeldFile


def hold(
    article_id: int, sent: Iterable[FileStorage], *, room: int = MOST_FILES
) -> tuple[list[str], list[str]]:
    """Keep these files until their report is sent: a token for each, and a sentence for each that was refused."""
    held: list[str] = []
    refused: list[str] = []
    for file in sent:
        said = TOO_MANY if len(held) >= room else _take(article_id, file)
        if isinstance(said, tuple):
            held.extend(said)
        else:
            refused.append(f"{file.filename}: {said}")
    return held, refused


def _take(article_id: int, file: FileStorage) -> str | tuple[str]:
    """Receives one file; gives back the sentence that refuses it, or its token."""
    try:
        received = receive(file.stream, folder=inbox(), max_bytes=papers.MOST_BYTES)
    except Unacceptable:
        return papers.TOO_LARGE
    try:
        paper = papers.sniff(received.head)
        if isinstance(paper, str):
            return paper
        token = tokens.public_name()
        row = HeldFile(
            token=token,
            article_id=article_id,
            sha256=received.sha256,
            size=received.size,
            mime=paper.mime,
            filename=text.line(file.filename or "")[:200] or "file",
            made_at=now(),
        )
        with turns.bringing(received.sha256):
            evidence.keep(received)
            with transaction():
                session.add(row)
    except (Unreachable, Busy):
        return NOT_KEPT
    finally:
        received.path.unlink(missing_ok=True)
    return (token,)
