"""Which specialists there are, in words; pure."""

from __future__ import annotations

from enum import StrEnum


class Mark(StrEnum):
    """The marks of a person at the desk that make a specialist of them; each is a column of theirs."""

    CLINICAL = "clinical"
    LEGAL = "legal"


SPECIALISTS: dict[Mark, str] = {
    Mark.CLINICAL: "A clinical specialist",
    Mark.LEGAL: "A legal specialist",
}


def named(mark: str) -> str:
    """In the middle of a sentence: “a clinical specialist”."""
    said = SPECIALISTS[Mark(mark)]
    return f"{said[0].lower()}{said[1:]}"
