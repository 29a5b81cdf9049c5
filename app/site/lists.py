"""The publisher's own list of what is looked at before an article is approved: a site text, one line for each; pure.

A line begins with ``-``, or with ``!`` where it has to be ticked before an approval is possible.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

CHECKLIST = "checklist"
MOST = 40
"""Lines."""
LONGEST = 200
"""Characters of one line."""
_BEGINS = {"-": False, "!": True}


@dataclass(frozen=True)
class Item:
    """One thing to look at. ``key`` is the same as long as its words are, whichever version they stand in."""

    key: str
    words: str
    needed: bool


def items(body: str) -> list[Item]:
    """The list as it is read. What is no line of it is left out; ``fault`` keeps that from coming in."""
    return [_item(line) for line in body.splitlines() if _is_line(line)]


def fault(body: str) -> str:
    """What is wrong with a list, in one sentence; empty when nothing is."""
    lines = [line for line in body.splitlines() if line.strip()]
    for line in lines:
        if not _is_line(line):
            return f"Begin each line with “- ”, or with “! ” where it has to be ticked. This does not: “{line[:60]}”."
        if len(line) > LONGEST:
            return f"Keep each line under {LONGEST} characters. This is longer: “{line[:60]}…”."
    keys = [_item(line).key for line in lines]
    if len(keys) > MOST:
        return f"A list has {MOST} lines at most; this has {len(keys)}."
    return "Two lines of the list say the same." if len(set(keys)) < len(keys) else ""


def _is_line(line: str) -> bool:
    mark, _, words = line.strip().partition(" ")
    return mark in _BEGINS and bool(words.strip())


def _item(line: str) -> Item:
    mark, _, words = line.strip().partition(" ")
    said = " ".join(words.split())
    return Item(hashlib.sha256(said.encode()).hexdigest()[:16], said, _BEGINS[mark])
