"""Checks of references: whether each is one, is pointed to, and is there when pointed to; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.submissions import references
from app.submissions.preflight.facts import Facts, Passage
from app.submissions.preflight.hits import Hit, in_passage
from app.submissions.preflight.rules import Rule

_NAME = re.compile(r"[^\W\d_]{4,40}")


def malformed(_rule: Rule, facts: Facts) -> Iterator[Hit]:
    """Identifiers that cannot be right; the fault is said by the reader of references."""
    for passage in facts.of("references"):
        start = 0
        for line in facts.content.references:
            for said, fault in references.faults(line):
                begin = start + line.index(said)
                yield in_passage(passage, begin, begin + len(said), fault=fault)
            start += len(line) + 1


def unpointed(_rule: Rule, facts: Facts) -> Iterator[Hit]:
    """A list of references, and a text that points to none of them: no number, no footnote, no name."""
    body, listed = facts.body, facts.content.references
    if not listed or not body.source.strip() or body.cited or body.notes or body.links:
        return
    told = {word.casefold() for word in _NAME.findall(body.read)}
    if not any(_author(line) in told for line in listed):
        yield Hit("references")


def uncited(_rule: Rule, facts: Facts) -> Iterator[Hit]:
    """References that no number in the text points to, where others are pointed to."""
    cited = {number for number, _ in facts.body.cited}
    start = 0
    for passage in facts.of("references") if cited else ():
        for number, line in enumerate(facts.content.references, start=1):
            if number not in cited:
                yield in_passage(passage, start, start + len(line), number=number)
            start += len(line) + 1


def missing(_rule: Rule, facts: Facts) -> Iterator[Hit]:
    """Numbers in the text that the list does not reach, and footnotes that are not there."""
    count = len(facts.content.references)
    for passage in facts.of("body"):
        for number, start in passage.prose.cited:
            if not 1 <= number <= count:
                yield _sign(passage, start, f"[{number}]")
        for name, start in passage.prose.notes:
            if name not in passage.prose.noted:
                yield _sign(passage, start, f"[^{name}]")


def _sign(passage: Passage, start: int, sign: str) -> Hit:
    end = passage.prose.source.find("]", start) + 1
    return Hit(passage.place, passage, start, end, {"sign": sign}, passage.prose.source[start:end])


def _author(line: str) -> str:
    """The first word of a reference that could be a name."""
    found = _NAME.search(line)
    return found[0].casefold() if found else ""
