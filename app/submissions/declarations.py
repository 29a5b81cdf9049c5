"""One declaration: which answers are kept and signed, what it still lacks, and how it reads; pure.

The answers are kept as text under the names of ``asking.ANSWERS``; ``evidence`` is a list of SHA-256 and is not typed.
A draft keeps every answer that was typed; only those that bear on the chosen basis are shown, signed and compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from app import text
from app.submissions import days, plausible, waiting
from app.submissions.asking import ANSWERS, FORMER, NEEDED, STOPS, asked_of, needed_of
from app.submissions.choices import CHOICES
from app.submissions.kinds import BASES, PEOPLE, Basis, People

LONGEST = 500
"""Characters of one answer; a prompt may have more."""
LONGER = {"prompt": 4000}
DECLARED_BY = "declared_by"
EDITOR = "editor"
"""Whose declaration it is, where it is not the author's: it stands in what is hashed, so that nobody is given the
word of somebody else."""


def kept(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a filled-in form: clean lines, nothing empty but the two answers every record has."""
    said = {name: text.line(str(fields.get(name) or ""))[: LONGER.get(name, LONGEST)] for name in ANSWERS}
    answered = {name: value for name, value in said.items() if value}
    return {"basis": "", "people": "", **answered}


def renewed(declared: Mapping[str, Any]) -> dict[str, Any]:
    """A draft's answers as they are asked today: that patients are shown was once a tick beside the consent."""
    said = {name: value for name, value in declared.items() if name not in FORMER}
    if declared.get("patients") and declared.get("people") == People.CONSENTED:
        said["people"] = People.PATIENT.value
    return said


def signed(declared: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a declaration that is meant: what was typed for another basis is left out."""
    said = renewed(declared)
    asked = asked_of(said) | {DECLARED_BY}
    return {name: value for name, value in said.items() if name in asked}


def by_editor(declared: Mapping[str, Any]) -> bool:
    """Whether an editor declared it, for an image the desk added."""
    return declared.get(DECLARED_BY) == EDITOR


def author_s(declared: Mapping[str, Any]) -> dict[str, Any]:
    """The same as its author's own: who changes an answer, or what shows it, answers for all of it."""
    return {name: value for name, value in declared.items() if name != DECLARED_BY}


def lacking(declared: Mapping[str, Any], *, today: date, wait: int) -> list[tuple[str, str]]:
    """What a declaration still lacks, as (field, sentence). ``today`` is the site's; ``wait`` is the number of days
    for which an asked permission is waited for."""
    if declared.get("basis") not in set(Basis):
        return [("basis", "Say why you may use this image.")]
    rule = BASES[Basis(declared["basis"])]
    if not rule.publishable:
        return [("basis", rule.hint)]
    if declared.get("people") not in set(People):
        return [("people", "Say whether people can be recognised in it.")]
    declared = signed(declared)
    missing = [
        (name, NEEDED[name]) for name in needed_of(declared) if not str(declared.get(name, "")).strip()
    ]
    stopped = [(stop.field, stop.sentence) for stop in STOPS if stop.applies(declared)]
    return [*missing, *stopped, *plausible.doubts(declared, today=today, wait=wait)]


def expiry(declared: Mapping[str, Any]) -> date | None:
    """The last day on which it may be shown, or None where the right has no end."""
    return days.read(declared.get("expires_on"))


def shown(declared: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every answer of a record in words, as (heading, answer), for the desk, the case and the signing page; those of
    older records, too, which were asked in another way."""
    heads = ANSWERS | FORMER
    return [(words, worded(name, declared[name])) for name, words in heads.items() if declared.get(name)]


def worded(name: str, answer: Any) -> str:
    """One answer in words: a choice as the form puts it, a day as people write it."""
    day = days.read(answer) if name.endswith("_on") else None
    return days.in_words(day) if day else CHOICES.get(name, {}).get(str(answer), str(answer))


def summary(declared: Mapping[str, Any]) -> str:
    """The declaration in one sentence, as the author will sign it; empty before a basis is chosen."""
    if declared.get("basis") not in set(Basis):
        return ""
    return "; ".join(_clauses(signed(declared))) + "."


def _clauses(declared: Mapping[str, Any]) -> Iterator[str]:
    if waiting.is_pending(declared):
        on = f" on {worded('asked_on', declared['asked_on'])}" if declared.get("asked_on") else ""
        yield f"You say: “I asked for permission{on}, and have no answer yet”"
    else:
        yield f"You say: “{BASES[Basis(declared['basis'])].label}”"
    for name, before in (("vendor", "from "), ("holder", "by "), ("cc_licence", ""), ("licence", "")):
        yield from (f"{before}{worded(name, declared[name])}",) if declared.get(name) else ()
    if declared.get("editorial_only") == "yes":
        yield "for editorial use only"
    if declared.get("ai_changed") == "yes":
        yield f"changed with AI ({declared.get('ai_tool', 'program not named')})"
    people = declared.get("people")
    yield from (_begun_small(PEOPLE[People(people)]),) if people in set(People) else ()
    yield from (f"it shows {declared['marks_which']}",) if declared.get("marks_which") else ()
    yield from ("somebody's data can be read in it",) if declared.get("personal") == "yes" else ()
    files: Sequence[str] = declared.get("evidence", ())
    yield from (f"{len(files)} file{'' if len(files) == 1 else 's'} as evidence",) if files else ()
    until = declared.get("expires_on")
    yield from (f"until {worded('expires_on', until)}",) if until else ()


def _begun_small(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"
