"""What a pre-flight is made of: findings, where they are, and where the rule comes from; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """A requirement stands before the signature; advice is the author's to take or leave."""

    REQUIREMENT = "requirement"
    ADVICE = "advice"


@dataclass(frozen=True)
class Source:
    """Where a rule comes from. ``kind``: law, code, guidance, standard, research, house; ``url`` may be empty."""

    kind: str
    name: str
    section: str
    url: str
    in_force_from: date

    @property
    def since(self) -> str:
        """Since when, as a person would write it; the first of January stands for a year."""
        if (self.in_force_from.month, self.in_force_from.day) == (1, 1):
            return str(self.in_force_from.year)
        return f"{self.in_force_from.day} {self.in_force_from:%B %Y}"


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
    sources: tuple[Source, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For the page: ``text`` is the sentence."""
        return {
            "rule": self.rule,
            "text": self.sentence,
            "place": self.place,
            "quote": self.quote,
            "offset": self.offset,
            "occurrence": self.occurrence,
            "sources": [
                {"name": one.name, "section": one.section, "url": one.url, "since": one.since}
                for one in self.sources
            ],
        }
