"""A mail taken apart (RFC 5322, RFC 2045, RFC 3464). In the child alone: every value is a stranger's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parseaddr
from typing import Any

from app import text as door
from app.intake.kinds import LONGEST, LONGEST_ID, MOST_FILES, MOST_REFERENCES, MOST_WORDS, SIGNS
from app.viewing import letters, markup

MOST_DEPTH = 20
MOST_PARTS = 400
MOST_FIELDS = 20
"""Blocks of a delivery report that are read."""

_ID = re.compile(r"<[^<>\s]{1,%d}>" % LONGEST_ID)  # noqa: UP031 - braces of its own


def read(body: bytes) -> dict[str, Any]:
    """The mail as plain values: see ``reading.believed`` for what is asked of them."""
    message = message_from_bytes(body, policy=policy.compat32)
    parts = list(_through(message))
    plain = [letters.decoded(part) for part in parts if _is(part, "text/plain")]
    formatted = [letters.decoded(part) for part in parts if _is(part, "text/html")]
    words = door.plain("\n\n".join(plain)) or door.plain(markup.words("\n".join(formatted)))
    files = [letters.file_name(part) for part in parts if not letters.is_text(part) and _is_file(part)]
    return {
        "sender": letters.sender(message),
        "name": _line(parseaddr(_said(message, "From"))[0]),
        "subject": _line(_said(message, "Subject")),
        "message_id": next(iter(_ids(message, "Message-ID")), ""),
        "refers": _refers(message),
        "headers": {name: _line(_said(message, name)) for name in SIGNS if name in message},
        "words": words[:MOST_WORDS],
        "files": files[:MOST_FILES],
        "bounce": _bounce(message, parts),
    }


def _through(message: Message) -> Iterator[Message]:
    """The parts that hold something, in order. What stands inside an attached mail is not this mail's."""
    waiting, seen = [(message, 0)], 0
    while waiting and seen < MOST_PARTS:
        part, depth = waiting.pop(0)
        seen += 1
        inside: Any = part.get_payload()
        is_whole = part.get_content_type() == "message/rfc822" and depth > 0
        if isinstance(inside, list) and not is_whole and not _is(part, "message/delivery-status"):
            if depth < MOST_DEPTH:
                waiting[:0] = [(one, depth + 1) for one in inside]
        else:
            yield part


def _is(part: Message, kind: str) -> bool:
    if kind.startswith("text/"):
        return letters.is_text(part) and part.get_content_type() == kind
    return part.get_content_type() == kind


def _is_file(part: Message) -> bool:
    return not part.is_multipart() or part.get_content_type() == "message/rfc822"


def _said(message: Message, name: str) -> str:
    """A header as words; several of one name one after the other."""
    return " ".join(letters.words(str(value)) for value in message.get_all(name, [])[:3])


def _line(value: str) -> str:
    return door.line(value)[:LONGEST]


def _ids(message: Message, name: str) -> list[str]:
    return _ID.findall(" ".join(str(value) for value in message.get_all(name, [])[:3])[:20_000])


def _refers(message: Message) -> list[str]:
    """What it answers: the newest first, each once (RFC 5322, 3.6.4)."""
    found = [*_ids(message, "In-Reply-To"), *reversed(_ids(message, "References"))]
    return list(dict.fromkeys(found))[:MOST_REFERENCES]


def _bounce(message: Message, parts: list[Message]) -> dict[str, Any] | None:
    """What a report about a delivery says; None where it is none."""
    status = next((part for part in parts if _is(part, "message/delivery-status")), None)
    if message.get_content_type() != "multipart/report" or status is None:
        return None
    inside: Any = status.get_payload()
    blocks = inside[:MOST_FIELDS] if isinstance(inside, list) else []
    told = next((block for block in blocks if block.get("Action")), None)
    if told is None:
        return None
    return {
        "letter": next(iter(_letters_in(message, parts)), ""),
        "failed": str(told.get("Action", "")).strip().lower() == "failed",
        "status": _line(str(told.get("Status", "")))[:20],
        "why": _line(str(told.get("Diagnostic-Code", ""))),
    }


def _letters_in(message: Message, parts: list[Message]) -> Iterator[str]:
    """The Message-ID of the letter that is sent back with the report, whole or its head alone; else what it answers."""
    for part in parts:
        inside: Any = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(inside, list) and inside:
            yield from _ids(inside[0], "Message-ID")
        elif part.get_content_type() == "text/rfc822-headers":
            yield from _ids(message_from_bytes(letters.body_of(part), policy=policy.compat32), "Message-ID")
    yield from _refers(message)
