"""Prepared messages: site texts with a heading, marks that a person fills, and names that the site fills."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.kinds import SYSTEM
from app.clock import moved, now
from app.db import session, transaction
from app.errors import Refused
from app.site import actions, letters, queries
from app.site.defaults import DESK_TEXTS, TEXTS
from app.site.models import SiteText

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
LETTERS = [one for one in DESK_TEXTS if letters.is_letter(one.name)]


def change(name: str, body: str, **when: object) -> SiteText:
    with transaction():
        return actions.change_text(name, body=body, by=SYSTEM, source="a test", **when)  # type: ignore[arg-type]


@pytest.mark.parametrize("default", LETTERS, ids=lambda one: one.name)
def test_a_message_that_comes_with_the_product_is_sound(default) -> None:
    body = (TEXTS / default.file).read_text(encoding="utf-8")
    read = letters.read(default.name, body)
    assert letters.fault(body) == ""
    assert read.title == default.title
    assert letters.unfilled(read.words)
    assert "{title}" in read.words


def test_there_are_a_handful() -> None:
    assert len(LETTERS) == 5


def test_a_publisher_changes_one_adds_one_and_takes_one_off(app: Flask) -> None:
    with app.app_context():
        before = [one.name for one in queries.prepared()]
        change("letter-sources", "# Ask for sources\nFrom where is [[it]]?")
        change("letter-our-own", "# A word of ours\nHello.")
        change("letter-advice", "# Ask to write it as information\n")
        found = {one.name: one for one in queries.prepared()}
        assert set(found) == {*before, "our-own"} - {"advice"}
        assert found["sources"].title == "Ask for sources"
        assert [one.title for one in queries.prepared()] == sorted(one.title for one in found.values())
        assert "letter-our-own" in [row.name for row in queries.all_in_force()]
        [row] = session.scalars(select(SiteText).where(SiteText.name == "letter-our-own"))
        assert (row.title, row.source) == ("A word of ours", "a test")


@ONE_DATABASE
def test_one_for_later_is_offered_later(app: Flask) -> None:
    with app.app_context():
        change("letter-later", "# Later\nHello.", in_force_from=now() + timedelta(days=1))
        assert "later" not in [one.name for one in queries.prepared()]
        with moved(timedelta(days=1, seconds=1)):
            assert "later" in [one.name for one in queries.prepared()]


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("letter-own", "Hello.", "Begin with a line"),
        ("letter-own", "# \nHello.", "Begin with a line"),
        ("letter-own", f"# {'x' * 101}\nHello.", "Begin with a line"),
        ("letter-own", "# One\n" + "x" * 4000, "under 4,000"),
        ("letter-own", "# One\nDear {name},", r"“\{name\}”"),
        ("letter-own", "# One\nBy [[the day [a Monday]]].", "close each"),
        ("letter-own", "# One\nBy [[the day.", "close each"),
        ("letter-own", f"# One\nBy [[{'x' * 201}]].", "close each"),
        ("letter-Own", "# One\nHello.", "not a text of the site"),
        ("letter-", "# One\nHello.", "not a text of the site"),
        ("letter-" + "x" * 40, "# One\nHello.", "not a text of the site"),
    ],
)
@ONE_DATABASE
def test_one_that_could_not_be_used_does_not_come_into_force(
    app: Flask, name: str, body: str, says: str
) -> None:
    with app.app_context(), pytest.raises(Refused, match=says):
        change(name, body)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Where is [[the figure]] from?", ["the figure"]),
        ("[[a]] and [[b]] and [[a]]", ["a", "b"]),
        ("[[two\nlines]]", ["two lines"]),
        ("You wrote ![[knee]] there.", []),
        ("[one] [[]] [[ [", []),
        ("[[" * 10_000 + "]]" * 10_000, []),
    ],
)
def test_what_is_still_to_be_filled_in_is_found(said: str, left: list[str]) -> None:
    assert letters.unfilled(said) == left


def test_what_an_author_wrote_brings_no_mark_of_ours_with_it() -> None:
    assert letters.filled("About “{title}”", {"title": "A [[b]] {number}"}) == "About “A [b] {number}”"
    assert letters.unfilled(letters.filled("{title}", {"title": "[[x]]"})) == []
    assert letters.filled("{title}", {"title": "[[[[x]]]] ]"}) == "[x] ]"
    assert letters.gap(letters.filled("“{title}”", {"title": "### Knees ###"})) == ""
