"""What a look-alike is of, and how near; pure. Nothing of it refuses, and nothing of it counts against anybody."""

from __future__ import annotations

from enum import StrEnum

from app.lookalikes.shingles import STRONG
from app.media.findings import ALIKE


class Strength(StrEnum):
    """``SAME`` are the same bytes; ``LIKE`` and ``ADVISORY`` two bands of distance between pictures; ``STRONG`` and
    ``NEAR`` two of what texts have in common."""

    SAME = "same"
    LIKE = "like"
    ADVISORY = "advisory"
    STRONG = "strong"
    NEAR = "near"


WORDS: dict[Strength, str] = {
    Strength.SAME: "The same file",
    Strength.LIKE: "Looks like it",
    Strength.ADVISORY: "May look like it",
    Strength.STRONG: "Much the same text",
    Strength.NEAR: "Passages in common",
}
"""In the order in which the desk should look."""


def of_pictures(distance: int) -> Strength:
    """Bits of 256 in which two pictures differ, at most ``findings.SIMILAR``."""
    return Strength.LIKE if distance <= ALIKE else Strength.ADVISORY


def of_texts(share: float) -> Strength:
    return Strength.STRONG if share >= STRONG else Strength.NEAR
