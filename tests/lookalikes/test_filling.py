"""Taking in the texts of a site that has been there for years: each article is passed once, and meanwhile what lies
before the desk is compared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event, select, text

from app.db import db, session, transaction
from app.lookalikes import looking, memory, queries
from app.lookalikes.kinds import Strength
from app.lookalikes.models import KnownText
from app.publishing.models import Article
from app.submissions import queries as submissions
from tests.factories.people import Draft
from tests.lookalikes.making import cards, handed_in
from tests.lookalikes.test_texts import paragraphs, prose
from tests.publishing import making
from workers import lookalikes as worker

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def forget(app: Flask) -> None:
    """As on the first day after an upgrade: nothing is known yet, and the worker starts anew."""
    with transaction():
        for table in ("shingles", "look_alikes", "comparisons", "known_texts"):
            session.execute(text(f"DELETE FROM {table}"))
    for name in [name for name in app.extensions if name.startswith("lookalikes")]:
        app.extensions.pop(name)


def found(draft: Draft) -> list[Strength]:
    session.rollback()
    return [one.found.how for one in cards(draft)]


def is_compared(draft: Draft) -> bool:
    session.rollback()
    revision = submissions.newest(draft.row)
    assert revision is not None
    return queries.was_compared(revision)


@ONE_DATABASE
def test_each_article_is_passed_once_however_many_there_are(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "AT_ONCE", 4)
    for number in range(9):
        making.published(f"Article {number}", email=f"guest{number}@example.org", slug=f"article-{number}")
    forget(app)
    asked: list[str] = []

    def note(*args: object) -> None:
        if "known_texts" in str(args[2]) and "articles" in str(args[2]):
            asked.append(str(args[3]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        while looking.know_next():
            pass
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(session.scalars(select(KnownText.article_id)).all()) == 9
    assert len(asked) == 4, "three pages, and one that is empty"
    assert len(set(asked)) == 4, "each behind the last"


def test_what_lies_before_the_desk_is_compared_while_articles_are_taken_in_and_again_afterwards(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        said = paragraphs(prose(number, 200))
        making.published(
            f"Article {number}", email=f"guest{number}@example.org", slug=f"n-{number}", body=said
        )
    copied = handed_in(app, "bo@example.org", body=paragraphs(prose(2, 200)), summary="Another.")
    assert found(copied) == [Strength.STRONG]
    forget(app)
    monkeypatch.setattr(worker, "TURN_SECONDS", 0.0)
    monkeypatch.setattr(worker, "RUN_SECONDS", 0.0)
    worker.compare()
    assert (
        session.scalars(select(KnownText.article_id)).all()
        == session.scalars(select(Article.id).order_by(Article.id).limit(1)).all()
    )
    assert found(copied) == []
    assert session.scalar(text("SELECT count(*) FROM comparisons")) == 1, "it did not wait for all of them"
    assert not is_compared(copied)
    monkeypatch.undo()
    worker.compare()
    assert found(copied) == [Strength.STRONG]
    assert is_compared(copied)


@ONE_DATABASE
def test_what_was_compared_in_part_is_not_compared_again_and_again_meanwhile(app: Flask) -> None:
    making.published("Article", email="guest@example.org", slug="article")
    draft = handed_in(app, "bo@example.org", body=paragraphs(prose(3)), summary="Another.")
    forget(app)
    assert looking.compare_next()
    assert not looking.compare_next()
    assert not is_compared(draft)
    while looking.know_next():
        pass
    assert looking.compare_next()
    assert not looking.compare_next()
    assert is_compared(draft)
