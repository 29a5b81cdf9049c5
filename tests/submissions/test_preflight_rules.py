"""The rules of advice as data: each has a source, a sentence and examples of where it applies and where it does not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from app.submissions.content import Content, Disclosures, Question
from app.submissions.preflight import advice, rules
from app.submissions.preflight.facts import Facts, Picture
from app.submissions.preflight.findings import Finding
from app.submissions.preflight.rules import Rule

RULES = {rule.id: rule for rule in rules.all_rules()}
EXAMPLES = ("hit", "miss")
SAID = ("title", "summary", "body", "byline", "bio", "trademarks")
FIELDS = {
    *("title", "summary", "body", "bio", "references", "question", "answer", "alt", "caption"),
    *("interests", "funding", "ai", "people"),
}


def facts_of(example: Mapping[str, Any]) -> Facts:
    """A content of what an example says; ``repeat`` says its body so often."""
    said: dict[str, Any] = {name: str(example.get(name, "")) for name in SAID}
    said["body"] *= int(example.get("repeat", 1))
    shown = Content(
        **said,
        references=tuple(example.get("references", ())),
        faq=tuple(Question(*pair) for pair in example.get("faq", ())),
        disclosures=Disclosures(**example.get("disclosures", {})),
    )
    pictures = (
        Picture(place=f"image-{number}", **image)
        for number, image in enumerate(example.get("images", ()), start=1)
    )
    return Facts(shown, tuple(pictures))


def applied(rule: Rule, example: Mapping[str, Any]) -> list[Finding]:
    return advice.advise(facts_of(example), language="en", rules=[rule])


def examples(which: str) -> list[Any]:
    return [
        pytest.param(rule, example, id=f"{rule.id}-{number}")
        for rule in RULES.values()
        for number, example in enumerate(rule.hits if which == "hit" else rule.misses, start=1)
    ]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_has_an_example_that_it_finds_and_one_that_it_lets_pass(rule: Rule) -> None:
    assert rule.hits
    assert rule.misses


@pytest.mark.parametrize(("rule", "example"), examples("hit"))
def test_a_rule_finds_its_example_and_says_a_sentence(rule: Rule, example: Mapping[str, Any]) -> None:
    found = applied(rule, example)
    assert found
    for one in found:
        assert one.rule == rule.id
        assert re.fullmatch(r"[A-Z“].*[.!?]", one.sentence, re.DOTALL), one.sentence
        assert not re.search(r"[{}]|“”", one.sentence), one.sentence


@pytest.mark.parametrize(("rule", "example"), examples("miss"))
def test_a_rule_lets_its_near_miss_pass(rule: Rule, example: Mapping[str, Any]) -> None:
    assert [one.sentence for one in applied(rule, example)] == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_names_its_sources_its_check_and_fields_that_there_are(rule: Rule) -> None:
    assert rule.sources
    assert rule.kind in advice.CHECKS
    assert set(rule.within) <= FIELDS
    assert rule.phrases == tuple(phrase.lower() for phrase in rule.phrases)
    assert rule.language in ("any", "en")


def test_no_two_rules_share_a_name_and_every_check_is_used() -> None:
    assert len(RULES) == len(rules.all_rules())
    assert {rule.kind for rule in RULES.values()} == set(advice.CHECKS)


def test_every_source_is_used_and_says_since_when_it_holds() -> None:
    used = {source for rule in RULES.values() for source in rule.sources}
    kept = rules.all_sources().values()
    assert used == set(kept)
    for source in kept:
        assert source.kind in ("law", "code", "guidance", "standard", "research", "house")
        assert source.section
        assert source.url.startswith("https://") or source.kind in ("house", "research")


def test_a_rule_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ValueError, match="'half'"):
        rules.read_rule("finish.toml", {"id": "half", "sources": ["nowhere"]})


def test_rules_of_another_language_are_left_out() -> None:
    facts = facts_of({"body": "Ginger cures arthritis. Lorem ipsum."})
    told = {one.rule for one in advice.advise(facts, language="de")}
    assert "left_over" in told
    assert "absolute_claim" not in told
