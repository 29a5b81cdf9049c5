"""What a pre-flight is made of: findings, where they are, and where the rule comes from; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Severity(StrEnum):
    """A requirement stands before the signature; advice is the author's to take or leave."""

    REQUIREMENT = "requirement"
    ADVICE = "advice"


@dataclass(frozen=True)
class Source:
    """Where a rule comes from. ``section`` is empty for a rule of the house; ``url`` may be."""

    name: str
    section: str
    url: str
    in_force_from: date


@dataclass(frozen=True)
class Finding:
    """One thing to do. ``place`` is the id of the field to jump to.

    ``quote`` is the very text it is about, if it is about a passage; ``offset`` is where it begins in the field, in
    characters (code points), and ``occurrence`` how often the quote was read before it, link targets left out.
    """

    rule: str
    severity: Severity
    place: str
    sentence: str
    quote: str = ""
    offset: int = 0
    occurrence: int = 0
    source: Source | None = None
