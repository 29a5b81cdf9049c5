"""A file from anybody becomes a receipt, or one sentence that says why it is none; pure.

Strict on purpose: what two readers could understand in two ways (a name that stands twice, a number beyond 2^53, half
of a character) is refused, as RFC 8785 and RFC 7493 ask of what is signed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import rfc8785

LARGEST = 8 * 1024 * 1024
DEEPEST = 32
LONGEST_NUMBER = 17
"""Digits and sign of a whole number that JSON can carry safely (2^53, RFC 7493, 2.2), and one more."""
_NO_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|[^][{}"]+', re.DOTALL)

SENTENCES: Mapping[str, Mapping[str, str]] = json.loads(
    Path(__file__).with_name("sentences.json").read_text(encoding="utf-8")
)

TEXT, OBJECT, LIST = str, dict, list
SHAPE: Mapping[str, type] = {
    "signed": OBJECT,
    "signed.site": OBJECT,
    "signed.site.name": TEXT,
    "signed.site.address": TEXT,
    "signed.issued_at": TEXT,
    "signed.key_id": TEXT,
    "signed.statement": OBJECT,
    "signed.statement.content_sha256": TEXT,
    "signed.statement.wording": OBJECT,
    "signed.statement.wording.sha256": TEXT,
    "signed.statement.clauses": LIST,
    "signed.statement.images": LIST,
    "signed.statement.signer": OBJECT,
    "signed.statement.signed_at": TEXT,
    "signed.manifest": OBJECT,
    "signed.manifest.title": TEXT,
    "signed.manifest.images": LIST,
    "signed.wording": OBJECT,
    "signed.wording.clauses": LIST,
    "signature": OBJECT,
    "signature.public_key": TEXT,
    "signature.value": TEXT,
    "openings": OBJECT,
    "declarations": LIST,
}
"""What every receipt has, outer parts before inner ones. Lists hold objects."""


class Unreadable(ValueError):
    """The file is no receipt. ``sentence`` says why."""

    def __init__(self, fault: str, **facts: str) -> None:
        self.sentence = SENTENCES["fault"][fault].format(**facts)
        super().__init__(self.sentence)


def receipt(raw: bytes) -> dict[str, Any]:
    """The receipt in these bytes. Unreadable for everything else."""
    said = parsed(raw)
    if said.get("schema") != "receipt/1":
        raise Unreadable("schema")
    for path, kind in SHAPE.items():
        found: Any = said
        for name in path.split("."):
            found = found.get(name)
        if not isinstance(found, kind) or (isinstance(found, list) and not _is_of_objects(found)):
            raise Unreadable("shape", part=path)
    return said


def _is_of_objects(found: list[Any]) -> bool:
    return all(isinstance(one, dict) for one in found)


def keys(raw: bytes) -> dict[str, Any]:
    """A list of keys as a site gives it (``keys/1``). Unreadable for everything else."""
    said = parsed(raw)
    there, site = said.get("keys"), said.get("site")
    right = said.get("schema") == "keys/1" and isinstance(there, list) and isinstance(site, dict)
    if not right or not _is_of_objects(there or []):
        raise Unreadable("keys")
    return said


def parsed(raw: bytes) -> dict[str, Any]:
    """The JSON object in these bytes, if it can be signed."""
    if len(raw) > LARGEST:
        raise Unreadable("size")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("text") from None
    _check_depth(text)
    try:
        said = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_int=_whole)
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable("json") from None
    if not isinstance(said, dict):
        raise Unreadable("schema")
    try:
        rfc8785.dumps(said)
    except ValueError:
        raise Unreadable("number") from None
    return said


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Unreadable("twice")
    return made


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise Unreadable("number")
    return int(digits)


def _no_number(_word: str) -> Any:
    raise Unreadable("json")


def _check_depth(text: str) -> None:
    """Before anything is parsed: what is open at once, outside of strings. A string that never ends goes to the end."""
    depth = 0
    for bracket in _NO_BRACKET.sub("", text):
        depth += 1 if bracket in "[{" else -1
        if depth > DEEPEST:
            raise Unreadable("depth")
