"""Applies the rules to a content: findings with their places, in the order of the rules; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from app.submissions.preflight import pictures, shape, sourcing, wording
from app.submissions.preflight.facts import Facts
from app.submissions.preflight.findings import Finding
from app.submissions.preflight.hits import Check, Hit
from app.submissions.preflight.rules import Rule, all_rules

MOST = 5
"""Findings told of one rule; the last says that there are more. Nobody looks for those before the first are mended."""

CHECKS: dict[str, Check] = {
    "words": wording.words,
    "signs": wording.signs,
    "link_words": wording.link_words,
    "numbers": wording.numbers,
    "marks": wording.marks,
    "reading_level": shape.reading_level,
    "long_paragraphs": shape.long_paragraphs,
    "long_sentences": shape.long_sentences,
    "long_stretches": shape.long_stretches,
    "skipped_levels": shape.skipped_levels,
    "empty_headings": shape.empty_headings,
    "lengths": shape.lengths,
    "repetitions": shape.repetitions,
    "silences": shape.silences,
    "named_after_file": pictures.named_after_file,
    "said_twice": pictures.said_twice,
    "made_by_ai": pictures.made_by_ai,
    "malformed_references": sourcing.malformed,
    "unpointed_references": sourcing.unpointed,
    "uncited_references": sourcing.uncited,
    "missing_references": sourcing.missing,
}
"""What a rule may name as its kind."""


def advise(facts: Facts, *, language: str, rules: Iterable[Rule] | None = None) -> list[Finding]:
    """What the rules of this language (``en``), and those of any, find; all rules unless some are given."""
    spoken = (rule for rule in (rules or all_rules()) if rule.speaks(language))
    return [finding for rule in spoken for finding in _told(rule, CHECKS[rule.kind](rule, facts))]


def _told(rule: Rule, hits: Iterator[Hit]) -> Iterator[Finding]:
    found = list(islice(hits, MOST + 1))
    for number, hit in enumerate(found[:MOST], start=1):
        yield _finding(rule, hit, more=number == MOST and len(found) > MOST)


def _finding(rule: Rule, hit: Hit, *, more: bool) -> Finding:
    quote, offset, occurrence = "", 0, 0
    if hit.passage is not None and hit.quote:
        quote, offset = hit.quote, hit.start
        occurrence = hit.passage.prose.source.count(quote, 0, offset)
    elif hit.passage is not None:
        quote, offset, occurrence = hit.passage.prose.quote(hit.start, hit.end)
    said = rule.sentence.format(**{"quote": quote, **hit.slots})
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        place=hit.place,
        sentence=f"{said} There are more like this." if more else said,
        quote=quote,
        offset=offset,
        occurrence=occurrence,
        sources=rule.sources,
    )
