"""What the desk is offered to do while it looks into a case, the usual first; a table that a lawyer can change; pure.

Source: the interim measures by lane of the house, after the COPE guidelines and the DSA: the least that protects
whoever is concerned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.publishing.kinds import MeasureKind
from app.takedowns.kinds import LANES, Lane


class Step(StrEnum):
    SAFETY_NOTICE = "safety_notice"
    UNLIST = "unlist"
    PASSAGE = "passage"


@dataclass(frozen=True)
class StepRule:
    """``verb`` stands on the button, ``means`` beside it, ``done`` is said afterwards. ``sentence`` is what readers are
    told unless the desk says otherwise."""

    kind: MeasureKind
    verb: str
    means: str
    done: str
    sentence: str = ""


STEPS: dict[Step, StepRule] = {
    Step.SAFETY_NOTICE: StepRule(
        MeasureKind.SAFETY_NOTICE,
        "Put a safety notice on it",
        "Readers see it above the text. The article stays readable.",
        "Readers see a safety notice above the text from now on.",
        "What this article says may be unsafe to follow. We are looking into it. If it concerns you, ask your doctor "
        "or pharmacist before you act on it.",
    ),
    Step.UNLIST: StepRule(
        MeasureKind.UNLISTED,
        "Take it out of all lists",
        "It can be read at its address, and stands in no list, search, feed or search engine.",
        "It stands in no list any more.",
    ),
    Step.PASSAGE: StepRule(
        MeasureKind.PASSAGE,
        "Withhold the passage",
        "Readers see a placeholder in its place. The rest stays.",
        "Withheld: readers see a placeholder in its place.",
    ),
}

USUAL: dict[Lane, tuple[Step, ...]] = {
    Lane.COPYRIGHT: (Step.PASSAGE,),
    Lane.TRADEMARK: (),
    Lane.DEFAMATION: (Step.PASSAGE,),
    Lane.PRIVACY: (Step.PASSAGE, Step.UNLIST),
    Lane.ACCURACY: (Step.SAFETY_NOTICE, Step.PASSAGE),
    Lane.ILLEGAL: (Step.PASSAGE, Step.UNLIST),
    Lane.AUTHOR_WISH: (Step.UNLIST,),
    Lane.ORDER: (Step.PASSAGE,),
}
"""By lane, what is offered besides hiding an image or the whole article (``kinds.LaneRule.interim``)."""

FIRST: dict[Lane, Step] = {Lane.ACCURACY: Step.SAFETY_NOTICE, Lane.AUTHOR_WISH: Step.UNLIST}
"""Where the usual measure is one of these and not to hide something: it is one press away."""


def first(lane: Lane, answers: Mapping[str, object]) -> Step | None:
    """What is offered first; of a child or a recognisable patient the article leaves the lists."""
    urgent = LANES[lane].urgent
    if lane is Lane.PRIVACY and answers.get(urgent) == "yes":
        return Step.UNLIST
    return FIRST.get(lane)
