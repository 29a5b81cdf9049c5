"""What a new revision of a published article is to its readers; a table of the publisher's own practice (the policy
“Corrections”)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    UPDATE = "update"
    TYPING = "typing"


@dataclass(frozen=True)
class Told:
    """``label`` is what the desk chooses, ``hint`` when it is right; ``said`` stands in the public history and over the
    note; ``noted``: it stands dated on the article, with a note, and counts as a change for whoever follows it."""

    label: str
    hint: str
    said: str
    noted: bool = True


CHANGES: dict[Change, Told] = {
    Change.CORRECTION: Told("A correction", "Something in it was wrong.", "Corrected"),
    Change.CLARIFICATION: Told("A clarification", "It could be misread.", "Clarified"),
    Change.UPDATE: Told("An update", "Something has happened or been found since.", "Updated"),
    Change.TYPING: Told(
        "Typing errors mended",
        "No word means anything else than before. It is listed in the history alone.",
        "Typing errors mended",
        noted=False,
    ),
}
"""Every change of what readers see is one of these, and each is listed in the public history."""
OFFERED = [(change.value, told.label) for change, told in CHANGES.items()]
HINTS = {change.value: told.hint for change, told in CHANGES.items()}
