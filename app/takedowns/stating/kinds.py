"""What a statement of reasons is made of: the vocabulary of the DSA transparency database, as tables that a lawyer can
read and change; pure.

Source: Digital Services Act arts. 17(3) and 24(5), and the documentation of the transparency database
(transparency.dsa.ec.europa.eu, API version 2). The publisher is too small to have to report there; the vocabulary is
used all the same, so that every decision says facts, ground and reasons in the same way and can be exported.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.publishing.states import Ended
from app.takedowns.kinds import Lane
from app.takedowns.rules import Outcome

LONGEST_FACTS = 5000
"""Characters (``decision_facts``)."""
LONGEST_EXPLANATION = 2000
"""Characters (``illegal_content_explanation``, ``incompatible_content_explanation``)."""
LONGEST_GROUND = 500
"""Characters (``illegal_content_legal_ground``, ``incompatible_content_ground``)."""
LONGEST_SENTENCE = 1000
"""Characters of what readers are told on an article."""
LONGEST_URL = 500
"""Characters (``decision_ground_reference_url``)."""


class Ground(StrEnum):
    ILLEGAL = "illegal"
    INCOMPATIBLE = "incompatible"


@dataclass(frozen=True)
class GroundRule:
    """``label`` is what the desk chooses, ``said`` what both sides read before the ground itself."""

    code: str
    label: str
    said: str


GROUNDS: dict[Ground, GroundRule] = {
    Ground.ILLEGAL: GroundRule("DECISION_GROUND_ILLEGAL_CONTENT", "It breaks a law", "It breaks a law"),
    Ground.INCOMPATIBLE: GroundRule(
        "DECISION_GROUND_INCOMPATIBLE_CONTENT", "It breaks our own rules", "It breaks our rules"
    ),
}

RETRACTS = {
    "publisher": "the publisher",
    "author": "its author",
    "both": "its author and the publisher",
}
"""Who retracts, as the notice says it (COPE retraction guidelines: state who is retracting, and why)."""

AT_SIGHT = {"yes": "Yes", "no": "No, it took a closer legal look"}
"""Whether a diligent reader could see without a detailed legal examination that it is illegal (DSA art. 16(3))."""


@dataclass(frozen=True)
class Specification:
    """One kind of violation: its ``category`` and ``keyword`` in the database, ``label`` for the desk."""

    category: str
    keyword: str
    label: str


_C, _K = "STATEMENT_CATEGORY_", "KEYWORD_"
_PROPERTY = f"{_C}INTELLECTUAL_PROPERTY_INFRINGEMENTS"
_DATA = f"{_C}DATA_PROTECTION_AND_PRIVACY_VIOLATIONS"
_SPEECH = f"{_C}ILLEGAL_OR_HARMFUL_SPEECH"
_CIVIC = f"{_C}NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS"

SPECIFICATIONS: dict[str, Specification] = {
    "copyright": Specification(_PROPERTY, f"{_K}COPYRIGHT_INFRINGEMENT", "Infringes copyright"),
    "trademark": Specification(_PROPERTY, f"{_K}TRADEMARK_INFRINGEMENT", "Infringes a trade mark"),
    "defamation": Specification(_SPEECH, f"{_K}DEFAMATION", "Defames somebody"),
    "discrimination": Specification(_SPEECH, f"{_K}DISCRIMINATION", "Discriminates against somebody"),
    "hate": Specification(_SPEECH, f"{_K}HATE_SPEECH", "Incites hatred"),
    "no_ground": Specification(
        _DATA, f"{_K}MISSING_PROCESSING_GROUND", "Shows personal data without a legal ground"
    ),
    "forgotten": Specification(_DATA, f"{_K}RIGHT_TO_BE_FORGOTTEN", "Has to be forgotten"),
    "biometric": Specification(_DATA, f"{_K}BIOMETRIC_DATA_BREACH", "Makes somebody recognisable"),
    "intimate": Specification(
        f"{_C}CYBER_VIOLENCE", f"{_K}NON_CONSENSUAL_IMAGE_SHARING", "An intimate picture without consent"
    ),
    "health": Specification(
        f"{_C}RISK_FOR_PUBLIC_SECURITY", f"{_K}RISK_PUBLIC_HEALTH", "Could harm people’s health"
    ),
    "misleading": Specification(_CIVIC, f"{_K}MISINFORMATION_DISINFORMATION", "Misleads its readers"),
    "rules": Specification(f"{_C}OTHER_VIOLATION_TC", f"{_K}OTHER", "Breaks another rule of ours"),
    "ordered": Specification(f"{_C}NOT_SPECIFIED_NOTICE", f"{_K}OTHER", "Something else that is illegal"),
}


@dataclass(frozen=True)
class Usual:
    """What a decision in a lane usually rests on: the form begins with it, and whoever decides may say otherwise."""

    ground: Ground
    rests_on: str
    specification: str


USUAL: dict[Lane, Usual] = {
    Lane.COPYRIGHT: Usual(
        Ground.ILLEGAL, "Copyright, Designs and Patents Act 1988, section 16(2)", "copyright"
    ),
    Lane.TRADEMARK: Usual(Ground.ILLEGAL, "Trade Marks Act 1994, section 10", "trademark"),
    Lane.DEFAMATION: Usual(Ground.ILLEGAL, "Defamation Act 2013, section 1", "defamation"),
    Lane.PRIVACY: Usual(Ground.ILLEGAL, "UK GDPR, articles 6 and 9", "no_ground"),
    Lane.ACCURACY: Usual(
        Ground.INCOMPATIBLE, "Our guidelines for contributors: what is said can be relied on", "health"
    ),
    Lane.ILLEGAL: Usual(Ground.ILLEGAL, "", "ordered"),
    Lane.AUTHOR_WISH: Usual(Ground.INCOMPATIBLE, "Our terms: its author may withdraw it", "rules"),
    Lane.ORDER: Usual(Ground.ILLEGAL, "", "ordered"),
}


@dataclass(frozen=True)
class Effect:
    """What an outcome is in the database; ``other`` says it in words where that has no word of its own."""

    visibility: str
    other: str = ""


_V = "DECISION_VISIBILITY_"

EFFECTS: dict[Outcome, Effect] = {
    Outcome.CORRECT: Effect(f"{_V}OTHER", "It has to be corrected; it stays readable meanwhile."),
    Outcome.LABEL: Effect(f"{_V}CONTENT_LABELLED"),
    Outcome.CONCERN: Effect(f"{_V}CONTENT_LABELLED"),
    Outcome.WITHHOLD_PASSAGE: Effect(f"{_V}CONTENT_DISABLED"),
    Outcome.RETRACT: Effect(f"{_V}CONTENT_LABELLED"),
    Outcome.WITHHOLD_IMAGE: Effect(f"{_V}CONTENT_DISABLED"),
    Outcome.REMOVE_ARTICLE: Effect(f"{_V}CONTENT_REMOVED"),
}
"""The outcomes that restrict something. An outcome that is not here restricts nothing and needs no such statement."""


class Source(StrEnum):
    """How it came to the desk."""

    ARTICLE_16 = "SOURCE_ARTICLE_16"
    OTHER = "SOURCE_TYPE_OTHER_NOTIFICATION"
    VOLUNTARY = "SOURCE_VOLUNTARY"


SAID_OF_SOURCE: dict[str, str] = {
    Source.ARTICLE_16: "A report came to us. Who sent it is not passed on.",
    Source.OTHER: "Somebody wrote to us. Who it was is not passed on.",
    Source.VOLUNTARY: "We found it ourselves.",
}

NOT_OF_ILLEGAL_CONTENT = frozenset({Lane.ACCURACY, Lane.AUTHOR_WISH, Lane.ORDER})
"""Notices in these say something else than that content is illegal, which article 16 is about; an order is art. 9."""

BY_SOMEBODY = frozenset({Ended.CONSENT_WITHDRAWN, Ended.RIGHT_REVOKED})
"""What the site opened a case for because somebody said so, and not because a day had come."""


def source_of(lane: Lane, *, noticed: bool, opened_for: str) -> Source:
    if noticed:
        return Source.OTHER if lane in NOT_OF_ILLEGAL_CONTENT else Source.ARTICLE_16
    return Source.OTHER if opened_for in set(BY_SOMEBODY) else Source.VOLUNTARY


NOT_AUTOMATED = "AUTOMATED_DECISION_NOT_AUTOMATED"
SAID_OF_MEANS = "None. A person looked into it and a person decided it."
"""No part of the product decides about content, or finds it, by itself (article 17(3)(c))."""

EVERYWHERE = "worldwide"
"""The product shows the same to everybody, so each measure holds everywhere."""
TERRITORY = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS"),
    *("IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
)
"""``territorial_scope`` of a measure that holds everywhere: the European Economic Area."""

WITHOUT_END = "Everywhere, until a later decision ends it."

TEXT, IMAGE = "CONTENT_TYPE_TEXT", "CONTENT_TYPE_IMAGE"
OF_ARTICLE = (TEXT, IMAGE)


@dataclass(frozen=True, kw_only=True)
class Derived:
    """What nobody has to be asked for."""

    visibility: str
    source: Source
    content_types: tuple[str, ...]
    language: str
    content_on: date
    applied_on: date
