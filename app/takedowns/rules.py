"""What a notice lacks, and which decisions a case allows; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.accounts.roles import Right
from app.takedowns.fields import LONGEST, Field, Shape
from app.takedowns.kinds import LANES, Lane
from app.takedowns.states import OURS, CaseState

LONGEST_QUOTE = 2000
"""Characters of a passage."""


class Outcome(StrEnum):
    NO_ACTION = "no_action"
    CORRECT = "correct"
    LABEL = "label"
    CONCERN = "expression_of_concern"
    WITHHOLD_PASSAGE = "withhold_passage"
    WITHHOLD_IMAGE = "withhold_image"
    RETRACT = "retract"
    REMOVE_ARTICLE = "remove_article"
    REINSTATE = "reinstate"


@dataclass(frozen=True)
class OutcomeRule:
    """``verb`` is what the desk chooses, ``said`` what both parties read, ``right`` what it takes. ``tells`` says that
    readers are told in a sentence which the desk writes."""

    verb: str
    said: str
    right: Right
    tells: bool = False


OUTCOMES: dict[Outcome, OutcomeRule] = {
    Outcome.NO_ACTION: OutcomeRule(
        "Leave everything as it is", "Everything stays as it was published.", Right.DECIDE
    ),
    Outcome.CORRECT: OutcomeRule(
        "Have it corrected",
        "The article is to be corrected. It is done when the corrected revision is published.",
        Right.DECIDE,
    ),
    Outcome.LABEL: OutcomeRule(
        "Put a note on it for readers",
        "A note for readers was put on it. It stays as it is.",
        Right.DECIDE,
        True,
    ),
    Outcome.CONCERN: OutcomeRule(
        "Publish an expression of concern",
        "An expression of concern was published on the article, which can still be read.",
        Right.DECIDE,
        True,
    ),
    Outcome.WITHHOLD_PASSAGE: OutcomeRule(
        "Take the passage out for good",
        "The passage was taken out. The rest of the article stays.",
        Right.DECIDE,
    ),
    Outcome.WITHHOLD_IMAGE: OutcomeRule(
        "Take the image down for good",
        "The image was taken down. The rest of the article stays.",
        Right.DECIDE,
    ),
    Outcome.RETRACT: OutcomeRule(
        "Retract it: readable, and marked",
        "The article was retracted. It can still be read, marked as retracted, with a notice that says why.",
        Right.DECIDE,
        True,
    ),
    Outcome.REMOVE_ARTICLE: OutcomeRule("Remove the whole article", "The article was removed.", Right.DECIDE),
    Outcome.REINSTATE: OutcomeRule(
        "Put back what was taken down", "What was taken down is shown again.", Right.RESTORE
    ),
}


WAITS = (
    "A specialist was asked. Nothing can be decided until the answer is there, or until the question is taken back "
    "on the page of the case."
)

IN_BULK = (Outcome.NO_ACTION,)
"""What may be decided about many cases at once: what takes something down, or puts it back, is looked at by itself."""


@dataclass(frozen=True)
class Situation:
    """What a decision depends on. ``image`` says that the case names an image or holds one; ``restricted`` that
    something this case took down or marked for good still is; ``published`` that the article has not been removed;
    ``passage`` that the case names words of it, ``retracted`` that it is retracted."""

    state: CaseState
    image: bool
    restricted: bool
    published: bool
    passage: bool = False
    retracted: bool = False


def allowed(at: Situation) -> tuple[Outcome, ...]:
    """The outcomes that a case allows now, the mildest first."""
    if at.state is CaseState.DECIDED and at.restricted:
        return (Outcome.REINSTATE,)
    if at.state not in OURS:
        return ()
    given = {
        Outcome.NO_ACTION: True,
        Outcome.CORRECT: at.published and not at.retracted,
        Outcome.LABEL: at.published,
        Outcome.CONCERN: at.published and not at.retracted,
        Outcome.WITHHOLD_PASSAGE: at.published and at.passage,
        Outcome.WITHHOLD_IMAGE: at.image,
        Outcome.RETRACT: at.published and not at.retracted,
        Outcome.REMOVE_ARTICLE: at.published,
    }
    return tuple(outcome for outcome, is_given in given.items() if is_given)


def faults(lane: Lane, answers: Mapping[str, object]) -> dict[str, list[str]]:
    """What the fields of a lane lack, by field, in sentences; empty when the notice is complete."""
    found = {
        field.name: fault(field if field.is_needed(answers) else field.optional(), answers.get(field.name))
        for field in LANES[lane].fields
    }
    return {name: [said] for name, said in found.items() if said}


def fault(field: Field, answer: object) -> str:
    """What is wrong with one answer, or an empty string."""
    if not answer:
        return field.missing
    if field.shape is Shape.CHOICE:
        return "" if answer in dict(field.choices) else field.missing or "Choose one of these."
    longest = LONGEST.get(field.shape)
    if longest and len(str(answer)) > longest:
        return f"Keep it under {longest:,} characters; this has {len(str(answer)):,}."
    return ""
