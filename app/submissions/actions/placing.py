"""What was read of a document goes into the draft: its text, and its images where they stood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.documents import kinds, queries, signs
from app.documents.states import ImportState
from app.errors import Refused
from app.media import actions as media
from app.media.receive import Received
from app.register.actions import StaysDown
from app.submissions.actions import drafts
from app.submissions.kinds import Basis
from app.submissions.models import Submission
from app.submissions.writable import check_writable

_SLOT = re.compile(r"^!\[\[imported-(\d{1,2})\]\]\n?", re.MULTILINE)
_NOTE = re.compile(r"(?<!\\)\[\^(\d{1,6})\]")
_CHOOSE = "Say what is to become of the text you have: replace it, or add the document at its end."
_FULL = (
    "Images that did not fit: {count}. An article can hold 40; remove some and send the others one by one."
)
_LONG = "Together that is longer than an article can be. Replace your text, or shorten it first."


class How(StrEnum):
    """What becomes of a text that is there already."""

    REPLACE = "replace"
    ADD = "add"


def put(submission: Submission, import_id: int, *, how: str, version: int) -> list[str]:
    """Put what was read into the draft over ``version`` of it; sentences about what did not fit.

    Stale when another window saved meanwhile. A title or summary the author has stays; the document's then stands in
    the text, if it stood there before. Its images are of unknown origin until the author says whose they are. Asked
    twice, it is done once.
    """
    row = queries.of_submission(submission.id, import_id)
    check_writable(submission)
    if row.standing is ImportState.PLACED:
        return []
    if row.standing is not ImportState.READY:
        raise Refused("This document cannot be put into the draft any more. Send it again.")
    before = submission.copy.body.strip()
    if before and how not in set(How):
        raise Refused(_CHOOSE, fields={"how": [_CHOOSE]})
    kept = before if how == How.ADD else ""
    keys, down = _images(submission, row.found["pictures"])
    drafts.save(submission, _fields(submission, row.found, kept, keys), version=version, images={})
    row.advance(ImportState.PLACED)
    row.placed_at = now()
    record(Kind.DOCUMENT_PLACED, about=row, by=submission.guest.actor, also=[submission])
    left_out = len(row.found["pictures"]) - len(keys) - len(down)
    return [*down, *([_FULL.format(count=left_out)] if left_out else [])]


def _images(submission: Submission, pictures: list[dict[str, Any]]) -> tuple[dict[int, str], list[str]]:
    """The document's pictures as images of the draft, as many as there is room for: place in the document to key. And a
    sentence for each that was taken down once and stays down."""
    keys: dict[int, str] = {}
    down: list[str] = []
    for number, picture in enumerate(pictures):
        asset = media.take_over(Received(Path(), picture["sha256"], picture["size"], b""))
        try:
            image = drafts.place(submission, asset, filename=picture["filename"])
        except StaysDown as refusal:
            down.append(f"{picture['filename']}: {refusal.sentence}")
            continue
        except Refused:
            continue
        image.alt = image.alt or picture["alt"]
        image.caption = image.caption or picture["caption"]
        if not image.declared.get("basis"):
            image.declared = {**image.declared, "basis": Basis.UNKNOWN.value}
        session.flush()
        keys[number] = image.key
    return keys, down


def _fields(
    submission: Submission, found: Mapping[str, Any], kept: str, keys: Mapping[int, str]
) -> dict[str, str]:
    """The title, the summary and the text as they are then."""
    copy = submission.copy
    title, summary = copy.title or found["title"], copy.summary or found["summary"]
    above = (
        [f"## {signs.escaped(found['title'])}"] if found["title_stood"] and title != found["title"] else []
    )
    if found["summary_stood"] and summary != found["summary"]:
        above.append(signs.opened(signs.escaped(found["summary"])))
    notes = max((int(number) for number in _NOTE.findall(kept)), default=0)
    text = _NOTE.sub(lambda note: f"[^{int(note[1]) + notes}]", found["markdown"])
    text = _SLOT.sub(lambda slot: _slot(keys.get(int(slot[1])), kept), text)
    body = "\n\n".join(part for part in (kept, *above, text.strip()) if part)
    if len(body) > kinds.MOST_CHARACTERS:
        raise Refused(_LONG, fields={"how": [_LONG]})
    return {"title": title, "summary": summary, "body": body}


def _slot(key: str | None, kept: str) -> str:
    """A figure stands in a text once: where the author has it already, it stays."""
    return f"![[{key}]]\n" if key and f"![[{key}]]" not in kept else ""
