"""The rules of advice as they stand in ``app/submissions/advice/*.toml``: words, numbers, sources, examples.

A publisher changes them there. ``severity = "requirement"`` makes a rule stand before the signature. A file that
does not say what a rule needs stops the start, by name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from app.submissions.preflight.findings import Severity, Source

FOLDER = Path(__file__).parent.parent / "advice"
SOURCES = FOLDER / "sources.toml"
ANY = "any"


@dataclass(frozen=True)
class Rule:
    """One rule. ``kind`` names the check that applies it, ``sentence`` is what the author reads, with slots.

    ``phrases`` are words in small letters, ``patterns`` regular expressions; a check of words looks for them in small
    letters, any other in the text as it stands. ``within`` names the fields they are looked for in. A match is passed
    over after one of the words of ``not_after`` in the same sentence, where ``unless`` holds (``cited``: the paragraph
    names its source), and where the disclosure ``unless_said`` says something. ``numbers`` are thresholds.
    """

    id: str
    kind: str
    sentence: str
    sources: tuple[Source, ...]
    language: str
    severity: Severity = Severity.ADVICE
    within: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    unless: str = ""
    unless_said: str = ""
    numbers: Mapping[str, int] = field(default_factory=dict)
    hits: tuple[Mapping[str, Any], ...] = ()
    misses: tuple[Mapping[str, Any], ...] = ()

    def speaks(self, language: str) -> bool:
        return self.language in (ANY, language)

    @cached_property
    def wanted(self) -> re.Pattern[str]:
        """Phrases, as whole words, and patterns in one expression; a space in a phrase is any white space."""
        words = [re.escape(phrase).replace(r"\ ", r"\s{1,4}") for phrase in self.phrases]
        spoken = [rf"\b(?:{'|'.join(sorted(words, key=len, reverse=True))})(?!\w)"] if words else []
        return re.compile("|".join([*spoken, *self.patterns]))

    @cached_property
    def denied(self) -> re.Pattern[str]:
        """One of the words of ``not_after``, at most three words before what follows."""
        words = "|".join(re.escape(word) for word in self.not_after) or "(?!)"
        return re.compile(rf"(?<!\w)(?:{words})(?:\s+[\w’'-]{{1,30}}){{0,3}}\s*$")


_TUPLES = ("within", "phrases", "patterns", "not_after")


@cache
def all_sources() -> Mapping[str, Source]:
    """Every source by the name that rules give it."""
    return {name: Source(**said) for name, said in _read(SOURCES).items()}


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the files and in them; read once in the life of a process."""
    files = sorted(path for path in FOLDER.glob("*.toml") if path != SOURCES)
    return tuple(read_rule(path.name, said) for path in files for said in _read(path)["rule"])


def read_rule(file: str, said: Mapping[str, Any]) -> Rule:
    """One table of a file as a rule; ValueError names the file and the rule."""
    try:
        given = dict(said)
        given["sources"] = tuple(all_sources()[name] for name in given.pop("sources"))
        given["severity"] = Severity(given.pop("severity", Severity.ADVICE))
        given["hits"], given["misses"] = tuple(given.pop("hit", ())), tuple(given.pop("miss", ()))
        given |= {name: tuple(given[name]) for name in _TUPLES if name in given}
        return Rule(**given)
    except (KeyError, TypeError, ValueError) as fault:
        raise ValueError(f"{file}: the rule {said.get('id', '?')!r} cannot be read: {fault}") from fault


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
