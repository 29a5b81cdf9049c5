"""A decision as the DSA transparency database takes it (``POST /api/v1/statement``): names and values of its
documentation, and no personal data, which article 24(5) forbids there."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.takedowns.models import CaseDecision
from app.takedowns.stating import queries
from app.takedowns.stating.kinds import GROUNDS, TERRITORY, Ground
from app.takedowns.stating.models import Statement

_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
TAKEN_OUT = "[taken out]"

Day = str


class Exported(BaseModel):
    """One statement of reasons. ``puid`` names it for good and says nothing of anybody."""

    model_config = ConfigDict(extra="forbid", strict=True)

    puid: str = Field(pattern=r"^[A-Za-z0-9_-]{1,500}$")
    decision_visibility: list[
        Literal[
            "DECISION_VISIBILITY_CONTENT_REMOVED",
            "DECISION_VISIBILITY_CONTENT_DISABLED",
            "DECISION_VISIBILITY_CONTENT_DEMOTED",
            "DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED",
            "DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED",
            "DECISION_VISIBILITY_CONTENT_LABELLED",
            "DECISION_VISIBILITY_OTHER",
        ]
    ] = Field(min_length=1)
    decision_visibility_other: str | None = Field(default=None, max_length=500)
    end_date_visibility_restriction: Day | None = None
    decision_ground: Literal["DECISION_GROUND_ILLEGAL_CONTENT", "DECISION_GROUND_INCOMPATIBLE_CONTENT"]
    decision_ground_reference_url: str | None = Field(default=None, max_length=500)
    illegal_content_legal_ground: str | None = Field(default=None, max_length=500)
    illegal_content_explanation: str | None = Field(default=None, max_length=2000)
    incompatible_content_ground: str | None = Field(default=None, max_length=500)
    incompatible_content_explanation: str | None = Field(default=None, max_length=2000)
    incompatible_content_illegal: Literal["Yes", "No"] | None = None
    content_type: list[Literal["CONTENT_TYPE_TEXT", "CONTENT_TYPE_IMAGE"]] = Field(min_length=1)
    category: str = Field(pattern=r"^STATEMENT_CATEGORY_[A-Z_]+$")
    category_specification: list[str] = Field(min_length=1)
    territorial_scope: list[str] = Field(min_length=1)
    content_language: str = Field(pattern=r"^[A-Z]{2}$")
    content_date: Day
    application_date: Day
    decision_facts: str = Field(max_length=5000)
    source_type: Literal[
        "SOURCE_ARTICLE_16", "SOURCE_TRUSTED_FLAGGER", "SOURCE_TYPE_OTHER_NOTIFICATION", "SOURCE_VOLUNTARY"
    ]
    automated_detection: Literal["Yes", "No"]
    automated_decision: Literal[
        "AUTOMATED_DECISION_FULLY", "AUTOMATED_DECISION_PARTIALLY", "AUTOMATED_DECISION_NOT_AUTOMATED"
    ]


def exported(decision: CaseDecision) -> Exported | None:
    """None of what restricted nothing, was decided by an older version, or has lost its words to an erasure."""
    stated = queries.of(decision)
    if stated is None or not stated.visibility or not stated.facts:
        return None
    hidden = queries.everybody(decision.case)
    facts, ground, why = (
        _cleaned(said, hidden) for said in (stated.facts, decision.ground, decision.explanation)
    )
    illegal = stated.ground == Ground.ILLEGAL
    said = {
        "illegal_content_legal_ground" if illegal else "incompatible_content_ground": ground,
        "illegal_content_explanation" if illegal else "incompatible_content_explanation": why,
        "incompatible_content_illegal": None if illegal else "No",
    }
    return Exported.model_validate(
        {
            "puid": f"{decision.case.public_number}-{decision.sequence}",
            "decision_visibility": [stated.visibility],
            "decision_visibility_other": stated.visibility_other or None,
            "end_date_visibility_restriction": stated.ends_on.isoformat() if stated.ends_on else None,
            "decision_ground": GROUNDS[Ground(stated.ground)].code,
            "decision_ground_reference_url": stated.reference_url or None,
            **said,
            **_derived(stated),
            "category": stated.category,
            "category_specification": [stated.specification],
            "decision_facts": facts,
        }
    )


def _derived(stated: Statement) -> dict[str, object]:
    return {
        "content_type": stated.content_types.split(),
        "territorial_scope": list(TERRITORY),
        "content_language": stated.language.upper(),
        "content_date": stated.content_on.isoformat(),
        "application_date": stated.applied_on.isoformat(),
        "source_type": stated.source,
        "automated_detection": "Yes" if stated.automated_detection else "No",
        "automated_decision": stated.automated_decision,
    }


def _cleaned(said: str, hidden: list[str]) -> str:
    """Without addresses and without the names of the parties, whoever wrote them in."""
    for name in sorted(filter(None, hidden), key=len, reverse=True):
        said = re.sub(re.escape(name), TAKEN_OUT, said, flags=re.IGNORECASE)
    return _MAIL.sub(TAKEN_OUT, said)
