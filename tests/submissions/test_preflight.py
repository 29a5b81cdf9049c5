"""The pre-flight: where a finding is, how fast it is found, and that no text can keep it busy."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest

from app import text
from app.demo.content import DemoArticle, load_articles
from app.submissions.content import Content, Disclosures, Question
from app.submissions.preflight import advice
from app.submissions.preflight.facts import Facts, Picture
from app.submissions.preflight.prose import Kind, Prose
from app.submissions.preflight.rules import Rule, all_rules

HOSTILE = [
    *(
        "a",
        " ",
        "\n",
        "*",
        "_",
        "[",
        "](",
        "[^",
        "`",
        "```\n",
        "~~~\n",
        "- ",
        "- a\n",
        "> ",
        "| ",
        "#",
        "# \n",
        "===\n",
    ),
    *(
        "a\n---\n",
        "cures ",
        "my patient ",
        "0 ",
        "(07) ",
        "a@",
        "a.",
        "@a.",
        "http://",
        "?",
        "xxx ",
        "not ",
        "é",
        "İ",
    ),
    *(
        "\\",
        "[1]",
        "[1,",
        "[^a]",
        "10.1000/",
        "ISBN 1",
        "[a](",
        "a. A",
        "Word® ",
        "## a\n",
        "100 % ",
        "lose 5 kg ",
    ),
    *("insert a ", "943 476 5919 ", "natural and ", "1-year-old ", "🦵"),
]
ROUNDS = 10
"""How often it is measured, at most: as soon as the least of each is good enough, it is. A busy machine needs more."""
LONGEST = 200_000
"""Characters of an article, at most (submissions.forms)."""

NAMES = {"competing_interests": "interests", "ai_use": "ai", "people_shown": "people", "funding": "funding"}


def article(body: str) -> Facts:
    return Facts(Content(title="", summary="", body=body, byline=""))


def of_demo(demo: DemoArticle) -> Facts:
    shown = Content(
        title=demo.title,
        summary=demo.summary,
        body=demo.body,
        byline=demo.byline,
        bio=demo.bio,
        trademarks="\n".join(demo.trademarks),
        faq=tuple(Question(*pair) for pair in demo.faq),
        references=demo.references,
        disclosures=Disclosures(**{NAMES[name]: said for name, said in demo.disclosures.items()}),
    )
    pictures = (Picture(f"image-{one.key}", one.filename, one.alt, one.caption) for one in demo.images)
    return Facts(shown, tuple(pictures))


def spent(work: Callable[[], object], rounds: int = 1) -> float:
    """Seconds of this thread's processor time, the least of several rounds, without the collector, as timeit has it:
    neither the threads of other tests nor what they left in memory is measured."""

    def once() -> float:
        began = time.thread_time()
        work()
        return time.thread_time() - began

    collecting = gc.isenabled()
    gc.disable()
    try:
        return min(once() for _ in range(rounds))
    finally:
        if collecting:
            gc.enable()


@pytest.mark.parametrize("piece", HOSTILE, ids=repr)
def test_hostile_characters_cost_at_most_six_times_as_much_as_ordinary_ones(piece: str) -> None:
    """Six times is a second for 200,000 of them where the ordinary text of that length takes a sixth of one."""
    hostile = article((piece * LONGEST)[:LONGEST])
    ordinary = article((load_articles()[0].body * 20)[: LONGEST // 4])
    taken = usual = float("inf")
    for _ in range(ROUNDS):
        taken = min(taken, spent(lambda: advice.advise(hostile, language="en")))
        usual = min(usual, 4 * spent(lambda: advice.advise(ordinary, language="en")))
        if taken < 6 * usual:
            return
    pytest.fail(f"{taken:.2f} s, where ordinary text takes {usual:.2f} s")


def test_1500_words_cost_at_most_ten_times_their_rendering() -> None:
    """Twenty milliseconds where rendering takes two."""
    demo = load_articles()[0]
    body = demo.body + demo.body[: len(demo.body) // 2]
    assert 1400 < len(body.split()) < 1600
    advice.advise(article(body), language="en")  # reads the rules
    rendered = spent(lambda: text.html(body), rounds=5)
    assert spent(lambda: advice.advise(article(body), language="en"), rounds=5) < 10 * rendered


@pytest.mark.parametrize("demo", load_articles(), ids=lambda demo: demo.slug)
def test_the_demo_articles_need_no_advice(demo: DemoArticle) -> None:
    told = [(one.rule, one.quote) for one in advice.advise(of_demo(demo), language="en")]
    assert told == []


@pytest.mark.parametrize(
    ("body", "rule", "quote", "occurrence"),
    [
        ("It cures colds. It **cures** coughs.", "absolute_claim", "cures", 1),
        ("See [todo](https://example.org/todo), and todo", "left_over", "todo", 1),
        ("Is this a cure?\n\n## It cures\n\nNot it.", "absolute_claim", "cures", 0),
        ("🦵 It cures knees.", "absolute_claim", "cures", 0),
        ("It is the *most effective* of all.", "superlative", "most effective", 0),
        ("It is the most *effective* of all.", "superlative", "effective", 0),
        ("It helps [1], and [9] says more.", "missing_reference", "[9]", 0),
    ],
)
def test_a_finding_names_the_very_words_and_where_they_stand(
    body: str, rule: str, quote: str, occurrence: int
) -> None:
    last = [one for one in advice.advise(article(body), language="en") if one.rule == rule][-1]
    assert (last.quote, last.occurrence) == (quote, occurrence)
    assert body[last.offset : last.offset + len(quote)] == quote


def test_the_sixth_finding_of_a_rule_is_only_hinted_at() -> None:
    found = [
        one
        for one in advice.advise(article("It cures colds. " * 9), language="en")
        if one.rule == "absolute_claim"
    ]
    assert len(found) == advice.MOST
    assert found[-1].sentence.endswith("There are more like this.")
    assert "more like this" not in found[-2].sentence


def test_words_in_code_and_in_addresses_are_not_read() -> None:
    body = "```\nit cures colds\n```\n\nSee `cures` at https://example.org/cures and [us](https://a.example/cures)."
    assert advice.advise(article(body), language="en", rules=_rules("absolute_claim")) == []


def test_a_text_is_taken_apart_as_markdown_is() -> None:
    body = (
        "Title\n=====\n\nA paragraph\nof two lines.\n\n- one\n- two\n  goes on\n\n> said\n\n| a | b |\n|---|---|\n"
        "| c | d |\n\n![[knee]]\n\n### Third\nAt once.\n\n[^a]: A note.\n\n***\n"
    )
    blocks = [(one.kind, " ".join(one.text.split()), one.level) for one in Prose(body).blocks]
    assert blocks == [
        (Kind.HEADING, "Title", 1),
        (Kind.PARAGRAPH, "A paragraph of two lines.", 0),
        (Kind.ITEM, "one", 0),
        (Kind.ITEM, "two goes on", 0),
        (Kind.PARAGRAPH, "said", 0),
        (Kind.ROW, "a b", 0),
        (Kind.ROW, "c d", 0),
        (Kind.HEADING, "Third", 3),
        (Kind.PARAGRAPH, "At once.", 0),
        (Kind.NOTE, "A note.", 0),
    ]


def test_what_is_read_has_the_length_of_what_was_typed() -> None:
    body = "A **bold** [link](https://example.org) with `code`, a note[^1] and İstanbul.\n\n[^1]: Here."
    prose = Prose(body)
    assert len(prose.read) == len(prose.low) == len(body)
    assert "example.org" not in prose.read


def _rules(*names: str) -> list[Rule]:
    return [rule for rule in all_rules() if rule.id in names]
