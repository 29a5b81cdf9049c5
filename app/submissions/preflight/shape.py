"""Checks of how a text is built: reading level, lengths, headings, repetitions, silence; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from app.submissions.preflight.facts import Facts
from app.submissions.preflight.hits import Hit, in_passage
from app.submissions.preflight.prose import RUNNING, WORD, Kind, Prose
from app.submissions.preflight.rules import Rule

DISCLOSURES = {
    "interests": "Competing interests",
    "funding": "Funding",
    "ai": "Use of AI",
    "people": "People shown or described",
}
_LONG = re.compile(r"\w{7,100}(?:[’'-]\w+)*")
"""A long word has more than six letters (Björnsson 1968)."""


def reading_level(rule: Rule, facts: Facts) -> Iterator[Hit]:
    """LIX: words in a sentence on average, plus the share of long words in per cent."""
    count, level = lix(facts.body)
    if count >= rule.numbers["from_words"] and level > rule.numbers["most"]:
        yield Hit("body", slots={"level": round(level), "most": rule.numbers["most"]})


def lix(prose: Prose) -> tuple[int, float]:
    """How many words there are, and the LIX of them; headings and tables are not counted."""
    count = sum(sentence.words for sentence in prose.sentences)
    running = "".join(block.text for block in prose.blocks if block.kind in RUNNING)
    ends = len(prose.sentences) + running.count(": ")
    return count, count / max(ends, 1) + 100 * len(_LONG.findall(running)) / max(count, 1)


def long_paragraphs(rule: Rule, facts: Facts) -> Iterator[Hit]:
    for passage in facts.of(*rule.within):
        for block in passage.prose.blocks:
            if block.kind in RUNNING and block.words > rule.numbers["most"]:
                yield in_passage(passage, block.start, block.start + len(block.text), count=block.words)


def long_sentences(rule: Rule, facts: Facts) -> Iterator[Hit]:
    for passage in facts.of(*rule.within):
        for sentence in passage.prose.sentences:
            if sentence.words > rule.numbers["most"]:
                yield in_passage(passage, sentence.start, sentence.end, count=sentence.words)


def long_stretches(rule: Rule, facts: Facts) -> Iterator[Hit]:
    """Running text without a heading: from the beginning, or from the last heading, to the next one."""
    for passage in facts.of(*rule.within):
        count, begins = 0, None
        for block in (*passage.prose.blocks, None):
            if block is not None and block.kind is not Kind.HEADING:
                count += block.words
                begins = begins or block
                continue
            if begins is not None and count > rule.numbers["most"]:
                yield in_passage(passage, begins.start, begins.start + len(begins.text), count=count)
            count, begins = 0, None


def skipped_levels(rule: Rule, facts: Facts) -> Iterator[Hit]:
    """A heading more than one level below the one before it."""
    for passage in facts.of(*rule.within):
        before = None
        for block in passage.prose.blocks:
            if block.kind is Kind.HEADING:
                if before is not None and block.level > before + 1:
                    end = block.start + len(block.text)
                    yield in_passage(passage, block.start, end, level=block.level, before=before)
                before = block.level


def empty_headings(rule: Rule, facts: Facts) -> Iterator[Hit]:
    for passage in facts.of(*rule.within):
        for block in passage.prose.blocks:
            if block.kind is Kind.HEADING and not block.words:
                yield in_passage(passage, block.start, block.start + len(block.text))


def lengths(rule: Rule, facts: Facts) -> Iterator[Hit]:
    """Fields with fewer or more characters (or words) than the rule's numbers; an empty one is another matter."""
    for passage in facts.of(*rule.within):
        said = passage.prose.source.strip()
        sizes = {"characters": len(said), "words": len(WORD.findall(said))}
        for unit, count in sizes.items():
            least, most = rule.numbers.get(f"least_{unit}", 0), rule.numbers.get(f"most_{unit}", count)
            if said and not least <= count <= most:
                yield in_passage(passage, 0, len(said), count=count, least=least, most=most)


def repetitions(rule: Rule, facts: Facts) -> Iterator[Hit]:
    """The same words in two fields of a kind; the later ones are told."""
    seen: Counter[tuple[str, str]] = Counter()
    for passage in facts.of(*rule.within):
        said = " ".join(WORD.findall(passage.prose.source.casefold()))
        seen[passage.field, said] += 1
        if said and seen[passage.field, said] > 1:
            yield in_passage(passage, 0, len(passage.prose.source))


def silences(rule: Rule, facts: Facts) -> Iterator[Hit]:
    """Disclosures about which nothing at all is said."""
    for name in rule.within:
        if not getattr(facts.content.disclosures, name).strip():
            yield Hit(name, slots={"name": DISCLOSURES[name]})
