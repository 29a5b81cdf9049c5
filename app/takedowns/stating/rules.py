"""What a statement of reasons lacks; pure. Without it nothing can be restricted (DSA art. 17(1))."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from app.site import letters
from app.takedowns.rules import OUTCOMES, Outcome
from app.takedowns.stating.kinds import (
    AT_SIGHT,
    EFFECTS,
    LONGEST_EXPLANATION,
    LONGEST_FACTS,
    LONGEST_GROUND,
    LONGEST_SENTENCE,
    LONGEST_URL,
    RETRACTS,
    SPECIFICATIONS,
    Ground,
)

LONGEST: Mapping[str, int] = {
    "ground": LONGEST_GROUND,
    "reference_url": LONGEST_URL,
    "facts": LONGEST_FACTS,
    "explanation": LONGEST_EXPLANATION,
    "sentence": LONGEST_SENTENCE,
    "internal": 5000,
}
"""Characters of what is written."""
READ = ("ground", "facts", "explanation", "sentence")
"""What both sides read, or everybody does."""

MISSING = {
    "ground": "Name the rule or law this rests on.",
    "explanation": "Say in your own words why; both sides read it.",
}
MISSING_OF_RESTRICTION = {
    "facts": "Say what you found: the facts and circumstances it rests on. Both sides read it.",
}
NO_URL = "Enter the whole address of the rule or law, beginning with https://."
NO_KIND = "Say whether it breaks a law or our own rules."
NO_SPECIFICATION = "Choose what kind of problem it is."
NO_SENTENCE = "Say to readers what is wrong, and what follows from it. It stands on the article."
NO_WHO = "Say who retracts it."
NO_ANSWER = "Say whether this could be seen without a detailed legal examination."
NAMED = "This names somebody who did not agree to be named here. Say it without the name."
SHORTEST_NAME = 3
"""Characters of a name that is looked for; shorter ones are parts of too many words."""


def faults(
    said: Mapping[str, str], outcome: Outcome, *, noticed: bool, secret: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """What is wrong with the reasons of a decision, by field. ``noticed``: a notice is answered with it. ``secret``
    are names and addresses that are not to be read there."""
    restricts = outcome in EFFECTS
    needed = MISSING | (MISSING_OF_RESTRICTION if restricts else {})
    wrong = {name: sentence for name, sentence in needed.items() if not said[name]}
    wrong |= {name: fault for name in LONGEST if (fault := _written(name, said[name], secret.get(name, ())))}
    chosen = {
        "sentence": NO_SENTENCE if OUTCOMES[outcome].tells and not said["sentence"] else "",
        "retracted_by": NO_WHO if outcome is Outcome.RETRACT and said["retracted_by"] not in RETRACTS else "",
        "reference_url": NO_URL if said["reference_url"] and not _is_address(said["reference_url"]) else "",
        "kind": NO_KIND if restricts and said["kind"] not in set(Ground) else "",
        "specification": NO_SPECIFICATION
        if restricts and said["specification"] not in SPECIFICATIONS
        else "",
        "at_sight": _answer(said["at_sight"], needed=restricts and noticed),
    }
    wrong |= {name: sentence for name, sentence in chosen.items() if sentence and name not in wrong}
    return {name: [sentence] for name, sentence in wrong.items()}


def _written(name: str, words: str, secret: Sequence[str]) -> str:
    if len(words) > LONGEST[name]:
        return f"Keep it under {LONGEST[name]:,} characters; this has {len(words):,}."
    if name not in READ:
        return ""
    folded = words.casefold()
    named = any(one.casefold() in folded for one in secret if len(one) >= SHORTEST_NAME)
    return letters.gap(words) or (NAMED if named else "")


def _answer(said: str, *, needed: bool) -> str:
    return NO_ANSWER if (said or needed) and said not in AT_SIGHT else ""


def _is_address(typed: str) -> bool:
    try:
        parts = urlsplit(typed)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not any(sign.isspace() for sign in typed)
