"""Checks of what the words say: claims, superlatives, names, numbers, links; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from app.submissions import checksums
from app.submissions.preflight.facts import Facts, Passage
from app.submissions.preflight.hits import Hit, in_passage
from app.submissions.preflight.rules import Rule

BEFORE = 120
"""Characters looked at for a word that turns a claim round."""


def words(rule: Rule, facts: Facts) -> Iterator[Hit]:
    """Phrases and patterns in the text as read, in small letters."""
    if rule.unless_said and facts.says_of(rule.unless_said):
        return
    for passage in facts.of(*rule.within):
        for found in rule.wanted.finditer(passage.prose.low):
            if not _denied(rule, passage, found.start()) and not _backed(rule, passage, found.start()):
                yield in_passage(passage, found.start(), found.end())


def signs(rule: Rule, facts: Facts) -> Iterator[Hit]:
    """Phrases and patterns in the source, link targets and markup included."""
    for passage in facts.of(*rule.within):
        for found in rule.wanted.finditer(passage.prose.source):
            yield in_passage(passage, found.start(), found.end())


def link_words(rule: Rule, facts: Facts) -> Iterator[Hit]:
    """Links whose whole words are one of the phrases."""
    for passage in facts.of(*rule.within):
        for link in passage.prose.links:
            if rule.wanted.fullmatch(link.words.lower().strip(" .!:,*_")):
                yield in_passage(passage, link.start, link.start + len(link.words))


def numbers(rule: Rule, facts: Facts) -> Iterator[Hit]:
    """Patterns whose digits pass the checksum that ``unless`` names."""
    is_right = CHECKSUMS[rule.unless]
    for passage in facts.of(*rule.within):
        for found in rule.wanted.finditer(passage.prose.read):
            if is_right(re.sub(r"\D", "", found[0])):
                yield in_passage(passage, found.start(), found.end())


def marks(rule: Rule, facts: Facts) -> Iterator[Hit]:
    """Names with ® or ™ that the trademark notices do not name; each name once."""
    told, seen = facts.content.trademarks.casefold(), set()
    for passage in facts.of(*rule.within):
        for found in rule.wanted.finditer(passage.prose.read):
            name = found[1]
            if name.casefold() not in told and name.casefold() not in seen:
                seen.add(name.casefold())
                yield in_passage(passage, found.start(), found.end(), name=name)


CHECKSUMS: dict[str, Callable[[str], bool]] = {"nhs_number": checksums.nhs_number}


def _denied(rule: Rule, passage: Passage, start: int) -> bool:
    if not rule.not_after:
        return False
    before = passage.prose.low[max(0, start - BEFORE) : start]
    sentence = re.split(r"[.!?;:\n]", before)[-1]
    return bool(rule.denied.search(sentence))


def _backed(rule: Rule, passage: Passage, start: int) -> bool:
    """Whether the paragraph names its source, where the rule is content with that."""
    if rule.unless != "cited":
        return False
    block = passage.prose.block_at(start)
    return block is not None and passage.prose.is_backed(block)
