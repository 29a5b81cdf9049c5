"""What the file says against what is declared; pure. Shown to the author before signing and to the reviewer after.

A contradiction is a question, not a verdict: files are wrong too. Each can be put right, where the file's own words
fit a field by a button that takes them over, or explained in words that the reviewer reads beside it. The rules are
one table; a rule reads the declaration and what intake kept of the file, and gives the texts it stumbles over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.media.terms import shown
from app.submissions import declarations
from app.submissions.contradictions import names, origin, people, rights
from app.submissions.contradictions.origin import MADE_BY_AI
from app.submissions.contradictions.sides import Contradiction, Heard, Rule, licence_in

__all__ = ["MADE_BY_AI", "RULES", "Contradiction", "between", "found", "licence_in"]

RULES: tuple[Rule, ...] = (
    names.CREATOR,
    names.COPYRIGHT,
    names.OWNER,
    names.LICENSOR,
    names.LIBRARY,
    rights.RESERVED,
    rights.PROTECTED,
    rights.UNPROTECTED,
    rights.LICENCE,
    names.CREDIT,
    origin.AI,
    origin.AI_CHANGED,
    origin.CAMERA,
    people.RELEASE,
    people.PEOPLE,
    people.MINOR,
    people.MINOR_PATIENT,
    rights.EXPIRY,
    rights.AGE,
    rights.OLD,
    origin.CREDENTIALS,
)


def found(
    declared: Mapping[str, Any], embedded: Mapping[str, Any], *, credit: str = ""
) -> list[Contradiction]:
    """Where file and declaration disagree, in the order of the rules; empty when they agree or the file is silent.

    ``embedded`` is what intake kept: ``{"says": {name: [{"text", "where"}]}, "credentials": {...}}``.
    """
    said = {name: [one["text"] for one in texts] for name, texts in embedded.get("says", {}).items()}
    heard = Heard(declarations.signed(declared), said, credit, embedded.get("credentials", {}))
    return [_told(rule, text) for rule in RULES for text in dict.fromkeys(rule.meets(heard))]


def between(declared: Mapping[str, Any], embedded: Mapping[str, Any], *, credit: str = "") -> list[str]:
    """The same as sentences."""
    return [one.sentence for one in found(declared, embedded, credit=credit)]


def _told(rule: Rule, text: str) -> Contradiction:
    words = shown(text)
    return Contradiction(
        rule.code, rule.file.format(text=words), rule.you.format(text=words), rule.takes(text)
    )
