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


class MeasureKind(StrEnum):
    SAFETY_NOTICE = "safety_notice"
    CONCERN = "expression_of_concern"
    LABEL = "label"
    RETRACTION = "retraction"
    UNLISTED = "unlisted"
    PASSAGE = "passage"


@dataclass(frozen=True)
class MeasureRule:
    """What stands on an article that stays readable. ``heading`` is over its sentence, empty where readers see no box;
    ``placed`` and ``lifted`` stand in the public history; ``short`` is its name at the desk; ``tone`` its look."""

    short: str
    heading: str
    placed: str
    lifted: str
    tone: str = "plain"


MEASURES: dict[MeasureKind, MeasureRule] = {
    MeasureKind.SAFETY_NOTICE: MeasureRule(
        "Safety notice",
        "Safety notice",
        "A safety notice was put on it",
        "The safety notice was taken off",
        "alarm",
    ),
    MeasureKind.CONCERN: MeasureRule(
        "Expression of concern",
        "Expression of concern",
        "An expression of concern was published",
        "The expression of concern was withdrawn",
        "amber",
    ),
    MeasureKind.LABEL: MeasureRule("Label", "Note", "A note was put on it", "The note was taken off"),
    MeasureKind.RETRACTION: MeasureRule(
        "Retraction", "Retracted", "Retracted", "The retraction was withdrawn", "alarm"
    ),
    MeasureKind.UNLISTED: MeasureRule(
        "Not listed", "", "Taken out of all lists; it can be read at its address", "Listed again"
    ),
    MeasureKind.PASSAGE: MeasureRule(
        "A passage withheld", "", "A passage was withheld after a report", "The passage was shown again"
    ),
}
"""Each measure short of a hold. Source: the editorial ladder of COPE (retraction, expression of concern), NISO
RP-45-2024 for how it is shown, and the house’s safety notice. A retraction names who retracts and why."""

SAID_OF_PASSAGE = "[withheld: {ground}]"
"""What stands in the place of withheld words; ``ground`` is the lane."""
RETRACTED = "RETRACTED: "
"""Before the title, wherever the title is (NISO RP-45-2024)."""
