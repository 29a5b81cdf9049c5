"""One declaration: which answers it has, what it still lacks, and how it reads; pure.

The answers are kept as text under the names of ``ANSWERS``; ``evidence`` is a list of SHA-256 and is not typed. A draft
keeps every answer that was typed; only those that bear on the chosen basis are shown, signed and compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import text
from app.submissions.kinds import (
    BASES,
    CC_LICENCES,
    CONSENTS,
    CONTAINS,
    NEEDED,
    PD_REASONS,
    PEOPLE,
    TERM_YEARS,
    Basis,
    People,
)

LONGEST = 500  # characters of one answer

ANSWERS: dict[str, str] = {
    "basis": "Right",
    "holder": "Made or owned by",
    "permission_from": "Permission from",
    "cc_licence": "Licence",
    "licence": "Licence",
    "source_url": "Found at",
    "changes": "Changes made",
    "pd_reason": "Free because",
    "died": "Maker died in",
    "tool": "Program",
    "reason": "Reason",
    "contains": "Others' work in it",
    "contains_what": "What it contains",
    "ai_changed": "Changed with AI",
    "ai_tool": "Changed with",
    "ai_what": "What was changed",
    "people": "People",
    "consent_kind": "They agreed",
    "consent": "Consent",
    "consent_on": "Agreed on",
    "patients": "Patients shown",
    "expires_on": "May be shown until",
    "explanation": "Explanation of the author",
}
"""Every answer, with the words that head it for the desk and on the signing page."""

ALWAYS = ("basis", "people", "ai_changed", "expires_on", "explanation", "evidence")
OF_AI_CHANGE = ("ai_tool", "ai_what")
OF_PEOPLE = ("consent_kind", "consent", "consent_on", "patients")
CHOICES: dict[str, Mapping[str, str]] = {
    "basis": {basis.value: rule.label for basis, rule in BASES.items()},
    "people": {one.value: words for one, words in PEOPLE.items()},
    "cc_licence": {name: one.label for name, one in CC_LICENCES.items()},
    "pd_reason": PD_REASONS,
    "contains": CONTAINS,
    "consent_kind": CONSENTS,
    "ai_changed": {"yes": "Yes", "no": "No"},
    "patients": {"yes": "Yes"},
}
"""Answers that are chosen, and the words of each choice."""


@dataclass(frozen=True)
class Further:
    """``field`` is needed, or refused with ``sentence``, where the declaration says all of ``when``."""

    field: str
    when: Mapping[str, tuple[str, ...]]
    sentence: str = ""


_MADE = ("own_work", "employer_or_client_owned")
FURTHER: tuple[Further, ...] = (
    Further("contains_what", {"basis": _MADE, "contains": ("others",)}),
    Further("died", {"pd_reason": ("died",)}),
    Further("reason", {"pd_reason": ("government", "simple", "old")}),
    Further("ai_tool", {"ai_changed": ("yes",)}),
    Further("ai_what", {"ai_changed": ("yes",)}),
    Further("consent", {"people": ("consented",)}),
)
STOPS: tuple[Further, ...] = (
    Further(
        "contains",
        {"basis": _MADE, "contains": ("unsure",)},
        "Find out whose it is before you go on, cut it out of the picture, or use another picture.",
    ),
    Further(
        "consent_kind",
        {"people": ("consented",), "patients": ("yes",), "consent_kind": ("oral", "not_needed", "")},
        "A patient must have agreed in writing, or their parent or guardian for them.",
    ),
)


def kept(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a filled-in form: clean lines, nothing empty but the two answers every record has."""
    said = {name: text.line(str(fields.get(name) or ""))[:LONGEST] for name in ANSWERS}
    answered = {name: value for name, value in said.items() if value}
    return {"basis": "", "people": "", **answered}


def signed(declared: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a declaration that is meant: what was typed for another basis is left out."""
    asked = asked_of(declared)
    return {name: value for name, value in declared.items() if name in asked}


def asked_of(declared: Mapping[str, Any]) -> frozenset[str]:
    """The answers that bear on this basis and these choices."""
    basis = declared.get("basis")
    details = BASES[Basis(basis)].details if basis in set(Basis) else _details_of_all()
    people = OF_PEOPLE if declared.get("people") == People.CONSENTED else ()
    changed = OF_AI_CHANGE if declared.get("ai_changed") == "yes" else ()
    return frozenset((*ALWAYS, *details, *people, *changed))


def _details_of_all() -> tuple[str, ...]:
    """Before a basis is chosen every answer may bear on it."""
    return tuple(name for rule in BASES.values() for name in rule.details)


def lacking(declared: Mapping[str, Any], *, today: date) -> list[tuple[str, str]]:
    """What a declaration still lacks, as (field, sentence). ``today`` is the site's."""
    if declared.get("basis") not in set(Basis):
        return [("basis", "Say why you may use this image.")]
    rule = BASES[Basis(declared["basis"])]
    if not rule.publishable:
        return [("basis", rule.hint)]
    if declared.get("people") not in set(People):
        return [("people", "Say whether people can be recognised in it.")]
    declared = signed(declared)
    needs = [*rule.needs, *(more.field for more in FURTHER if _says(declared, more.when))]
    missing = [(name, NEEDED[name]) for name in needs if not str(declared.get(name, "")).strip()]
    stopped = [(stop.field, stop.sentence) for stop in STOPS if _says(declared, stop.when)]
    return [*missing, *stopped, *_implausible(declared, today)]


def expiry(declared: Mapping[str, Any]) -> date | None:
    """The last day on which it may be shown, or None where the right has no end."""
    return _day(declared.get("expires_on"))


def shown(declared: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every answer in words, as (heading, answer), for the desk, the case and the signing page."""
    declared = signed(declared)
    return [(words, worded(name, declared[name])) for name, words in ANSWERS.items() if declared.get(name)]


def worded(name: str, answer: Any) -> str:
    """One answer in words: a choice as the form puts it, a day as people write it."""
    said = CHOICES.get(name, {}).get(str(answer), str(answer))
    day = _day(answer) if name.endswith("_on") else None
    return f"{day.day} {day:%B %Y}" if day else said


def summary(declared: Mapping[str, Any]) -> str:
    """The declaration in one sentence, as the author will sign it; empty before a basis is chosen."""
    if declared.get("basis") not in set(Basis):
        return ""
    return "; ".join(_clauses(signed(declared))) + "."


def _clauses(declared: Mapping[str, Any]) -> Iterator[str]:
    yield f"You say: “{BASES[Basis(declared['basis'])].label}”"
    by = declared.get("holder")
    yield from (f"by {by}",) if by else ()
    for name in ("cc_licence", "licence"):
        yield from (worded(name, declared[name]),) if declared.get(name) else ()
    if declared.get("ai_changed") == "yes":
        yield f"changed with AI ({declared.get('ai_tool', 'program not named')})"
    people = declared.get("people")
    yield from (PEOPLE[People(people)].lower(),) if people in set(People) else ()
    files: Sequence[str] = declared.get("evidence", ())
    yield from (f"{len(files)} file{'' if len(files) == 1 else 's'} as evidence",) if files else ()
    until = declared.get("expires_on")
    yield from (f"until {worded('expires_on', until)}",) if until else ()


def _says(declared: Mapping[str, Any], when: Mapping[str, tuple[str, ...]]) -> bool:
    return all(str(declared.get(name, "")) in wanted for name, wanted in when.items())


def _implausible(declared: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    """Answers that cannot be: a day that has passed, a maker who has not been dead for long enough."""
    ends = expiry(declared)
    if ends is not None and ends < today:
        yield (
            "expires_on",
            "This day has passed, so the image may not be shown any more. Correct it or take it out.",
        )
    agreed = _day(declared.get("consent_on"))
    if agreed is not None and agreed > today:
        yield "consent_on", "This day has not come yet."
    if declared.get("pd_reason") == "died" and declared.get("died"):
        yield from _too_recent(str(declared["died"]), today)


def _too_recent(died: str, today: date) -> Iterator[tuple[str, str]]:
    if not (died.isascii() and died.isdigit() and len(died) <= 4):
        yield "died", "Give the year in figures, for example 1932."
    elif int(died) + TERM_YEARS >= today.year:
        until = int(died) + TERM_YEARS
        yield (
            "died",
            f"Then it is protected until the end of {until}. You need permission, or another picture.",
        )


def _day(said: Any) -> date | None:
    try:
        return date.fromisoformat(str(said)) if said else None
    except ValueError:
        return None
