"""Comparing two texts: no text keeps it busy, however long and whatever stands in it."""

from __future__ import annotations

import random

import pytest

from app.demo.content import load_articles
from app.review import rewording
from tests.review.test_compare import whole
from tests.submissions.test_preflight import LONGEST, ROUNDS, spent

TIMES = 8
"""What a hostile text may cost, at most, of what ordinary text of its length does in which two words were replaced
throughout: that takes about a tenth of a second, a hostile one less than half of one."""


def long(piece: str) -> str:
    return (piece * (LONGEST // len(piece) + 1))[:LONGEST]


def replaced(text: str) -> str:
    return text.replace(" the ", " our ").replace(" and ", " or ")


def drawn(by: random.Random, choice: list[str], between: str) -> str:
    return long(between.join(by.choices(choice, k=LONGEST // 2)))


BY = random.Random(7)
ORDINARY = long("\n\n".join(article.body for article in load_articles()))
WORDS = [f"word{number}" for number in range(LONGEST // 9)]
MIXED = BY.sample(WORDS, k=len(WORDS))
HOSTILE = {
    "one paragraph": (ORDINARY.replace("\n", " "), replaced(ORDINARY.replace("\n", " "))),
    "rewritten": (ORDINARY, long("\n\n".join(article.body for article in load_articles()[::-1]))),
    "one sentence": (long("The knee and the hip heal well. "), long("The knee and our hip heal soon. ")),
    "lines of a word, all different": ("\n".join(WORDS), "\n".join(WORDS).upper()),
    "lines of a word, all alike": (long("a\n"), long("b\n")),
    "lines of a word, backwards": ("\n".join(WORDS), "\n".join(WORDS[::-1])),
    "lines of a word, shuffled": ("\n".join(WORDS), "\n".join(MIXED)),
    "every second line": (long("a\nx\n"), long("a\ny\n")),
    "words shuffled": (" ".join(WORDS), " ".join(MIXED)),
    "words in pairs": (" ".join(WORDS), " ".join(WORDS[at ^ 1] for at in range(len(WORDS) // 2 * 2))),
    "one word, then two": (long("a "), long("a b ")),
    "every second word": (long("a x  "), long("a y  ")),
    "two words by lot": (drawn(BY, ["a", "b"], " "), drawn(BY, ["a", "b"], " ")),
    "two words by lot in lines": (drawn(BY, ["a", "b"], "\n"), drawn(BY, ["a", "b"], "\n")),
    "spaces by lot": (drawn(BY, ["a", "a "], " "), drawn(BY, ["a", "a "], " ")),
    "ends of line": (long("\n"), long("\n a")),
    "white space": (long(" "), long("\t")),
    "one letter": (long("a"), long("b")),
    "nothing": ("", long("a b ")),
    "three words": ("a b c", long("b a ")),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_costs_little_more_than_an_ordinary_one(name: str) -> None:
    old, new = HOSTILE[name]
    whole(old, new)
    taken = usual = float("inf")
    for _ in range(ROUNDS):
        taken = min(taken, spent(lambda: list(rewording.pieces(old, new))))
        usual = min(usual, spent(lambda: list(rewording.pieces(ORDINARY, replaced(ORDINARY)))))
        if taken < TIMES * usual:
            return
    pytest.fail(f"{taken:.2f} s, where ordinary text takes {usual:.2f} s")


def test_words_replaced_throughout_a_long_text_are_all_shown() -> None:
    found = whole(ORDINARY, replaced(ORDINARY))
    assert told(found, "gone") == {"the", "and"}
    assert told(found, "added") == {"our", "or"}


def told(found: list[rewording.Piece], kind: str) -> set[str]:
    return {word for one, text in found if one == kind for word in text.split()}


def test_twice_the_text_costs_less_than_thrice_as_much() -> None:
    half = ORDINARY[: LONGEST // 2]
    for _ in range(ROUNDS):
        short = spent(lambda: list(rewording.pieces(half, replaced(half))), rounds=3)
        if spent(lambda: list(rewording.pieces(ORDINARY, replaced(ORDINARY))), rounds=3) < 3 * short:
            return
    pytest.fail("the work grows faster than the text")
