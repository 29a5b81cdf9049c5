"""Texts that have words in common: found by how much, with the passages, and not by what stands under every article."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import session
from app.lookalikes import shingles
from app.lookalikes.kinds import Strength
from app.lookalikes.models import KnownText, Shingle
from app.register.models import Entry
from app.site import queries as site
from tests.factories.people import Draft
from tests.lookalikes.making import cards, decide, handed_in, look_into_all, page_of, printed, taken_down

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def prose(seed: int, words: int = 1000) -> list[str]:
    chance = random.Random(seed)
    return [
        f"{chance.choice('bcdfghklm')}{chance.choice('aeiou')}{chance.randrange(4000)}" for _ in range(words)
    ]


def paragraphs(words: list[str], each: int = 100) -> str:
    return "\n\n".join(" ".join(words[at : at + each]) for at in range(0, len(words), each))


def share(ours: str, theirs: str, *, without: frozenset[int] = frozenset()) -> float:
    one, other = shingles.paragraphs([ours]), shingles.paragraphs([theirs])
    return shingles.compare(one, other, without=without).share


def changed(words: list[str], every: int) -> list[str]:
    return [f"x{at}" if at % every == 0 else word for at, word in enumerate(words)]


@pytest.mark.parametrize(
    ("made", "least", "most"),
    [
        (lambda base: paragraphs(changed(base, 50)), 0.85, 0.95),
        (lambda base: paragraphs(changed(base, 20)), 0.70, 0.85),
        (lambda base: paragraphs(changed(base, 10)), 0.45, 0.65),
        (lambda base: paragraphs(base[:500] + prose(9, 500)), 0.45, 0.55),
        (lambda base: paragraphs(base[:200] + prose(9, 800)), 0.15, 0.25),
        (lambda base: paragraphs(prose(9, 200) + base), 0.95, 1.0),
        (lambda base: paragraphs(base[500:] + base[:500]), 1.0, 1.0),
        (lambda base: paragraphs(prose(9, len(base))), 0.0, 0.0),
    ],
)
def test_the_share_in_common_is_the_one_that_was_measured(made: object, least: float, most: float) -> None:
    base = prose(1)
    assert callable(made)
    assert least <= share(made(base), paragraphs(base)) <= most


def test_marks_addresses_and_capitals_make_no_difference() -> None:
    plain = "Walk a little every day, and stairs are soon only stairs again, as before"
    marked = "**Walk** a *little* every [day](https://example.org/a), and STAIRS are soon only stairs again, as before"
    assert share(marked, plain) == 1.0


def test_words_of_a_writing_without_spaces_are_its_signs() -> None:
    said = "每天走一点路，膝盖会慢慢好起来，楼梯也只是楼梯。"
    assert share(f"前言。{said}", said) == 1.0


def test_a_passage_is_shown_as_each_of_the_two_has_it() -> None:
    said = " ".join(prose(1, 40))
    ours, theirs = f"Before it. {said} After it.", f"Other words here. {said.upper()} The end."
    found = shingles.compare(shingles.paragraphs([ours]), shingles.paragraphs([theirs]))
    [passage] = found.passages
    assert (passage.ours, passage.theirs) == (said, said.upper())


@pytest.fixture
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def found(draft: Draft) -> list[Strength]:
    return [one.found.how for one in cards(draft)]


@pytest.mark.usefixtures("_inside")
def test_half_of_an_article_that_was_removed_is_shown_side_by_side_until_it_is_put_back(app: Flask) -> None:
    base = prose(1)
    article = printed(app, "amina@example.org", body=paragraphs(base))
    case_id = taken_down(app, article)
    draft = handed_in(app, "bo@example.org", body=paragraphs(base[:500] + prose(2, 500)), summary="Another.")
    [card] = cards(draft)
    assert card.found.entry is not None
    assert 45 <= (card.found.share or 0) <= 55
    page = page_of(app, draft.row)
    assert " ".join(base[100:190]) in page
    assert f'href="/desk/cases/{case_id}"' in page
    decide(app, case_id, "reinstate")
    assert session.scalars(select(Entry.state)).one() == "lifted"
    assert found(draft) == []
    again = handed_in(
        app, "cleo@example.org", body=paragraphs(base[:500] + prose(3, 500)), summary="A third."
    )
    [card] = cards(again)
    assert card.address == article.url


@ONE_DATABASE
@pytest.mark.usefixtures("_inside")
def test_what_the_site_says_under_every_article_is_nothing_in_common(app: Flask) -> None:
    said = site.text("disclaimer").body
    printed(app, "amina@example.org", body=paragraphs(prose(1, 120)) + "\n\n" + said, summary="One thing.")
    draft = handed_in(
        app, "bo@example.org", body=paragraphs(prose(2, 120)) + "\n\n" + said, summary="Another."
    )
    assert found(draft) == []
    copied = handed_in(app, "cleo@example.org", body=paragraphs(prose(1, 120)), summary="A third.")
    assert found(copied) == [Strength.STRONG]


@ONE_DATABASE
@pytest.mark.usefixtures("_inside")
def test_an_article_keeps_few_of_its_shingles_and_what_was_taken_down_all(app: Flask) -> None:
    article = printed(app, "amina@example.org", body=paragraphs(prose(1)))
    kept = session.scalars(select(KnownText)).one()
    count = session.scalar(select(func.count()).where(Shingle.text_id == kept.id))
    assert kept.kept_one_in == 8
    assert 80 <= (count or 0) <= 192
    taken_down(app, article)
    whole = session.scalars(select(KnownText).where(KnownText.entry_id.is_not(None))).one()
    assert session.scalar(select(func.count()).where(Shingle.text_id == whole.id)) == whole.count


@ONE_DATABASE
@pytest.mark.usefixtures("_inside")
def test_nothing_is_compared_with_itself_and_looking_twice_finds_it_once(app: Flask) -> None:
    base = prose(1)
    printed(app, "amina@example.org", body=paragraphs(base))
    draft = handed_in(app, "bo@example.org", body=paragraphs(base), summary="Another.")
    assert found(draft) == [Strength.STRONG]
    look_into_all()
    assert found(draft) == [Strength.STRONG]
    own = handed_in(app, "dora@example.org", body=paragraphs(prose(5)), summary="Mine.")
    assert found(own) == []
