"""A right that the desk kept to a later day holds until that day, wherever the desk reads of it."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask

from app.db import session
from app.publishing.models import Article
from app.takedowns import exposure
from tests.takedowns import ending as endings
from tests.takedowns.browsing import Browser
from tests.takedowns.ending import LAST, LATER, at, days_before, desk, item, printed_until, rights_page, run
from tests.takedowns.making import Printed

SAID = {"verdict": "kept", "reason": "The agency wrote.", "evidence": "Its letter of 3 May"}


@pytest.fixture
def kept(app: Flask) -> Printed:
    """A published article whose first right ends on one day and was kept to a later one."""
    article = printed_until(app, LAST)
    with at(days_before(LAST, 20)):
        run(app)
        reviewer, page = desk(app), rights_page(app, article)
        reviewer.get(page)
        reviewer.send("/decisions", last_on=LATER.isoformat(), **SAID)
        assert reviewer.page.status_code == 303
    return article


def listed(reviewer: Browser, weak: str = "") -> list[dict[str, str]]:
    table = reviewer.get(f"/desk/rights.csv?weak={weak}").get_data(as_text=True).lstrip("\ufeff")
    return list(csv.DictReader(io.StringIO(table)))


def test_it_is_not_called_ended_while_it_was_kept(app: Flask, kept: Printed) -> None:
    with at(days_before(LAST, -10)):
        reviewer = desk(app)
        assert listed(reviewer, "ended") == []
        assert LATER.isoformat() in {row["Ends on"] for row in listed(reviewer)}
        assert LAST.isoformat() not in {row["Ends on"] for row in listed(reviewer)}
        reviewer.get("/desk/rights")
        assert f"until {LATER:%-d %B %Y}, as the desk decided" in reviewer.text
        with app.app_context():
            assert exposure.counts()["ended"] == 0
            assert item(app, kept).mark != "expired"
            number = session.get_one(Article, kept.id).submission_id
        reviewer.get(f"/desk/submissions/{number}")
        assert "right expired" not in reviewer.text
        reviewer.get(rights_page(app, kept))
        assert "right expired" not in reviewer.text


def test_it_is_called_ending_before_the_later_day_and_ended_after_it(app: Flask, kept: Printed) -> None:
    with at(days_before(LATER, 30)):
        assert len(listed(desk(app), "ending")) == 1
    with at(days_before(LATER, -1)):
        assert len(listed(desk(app), "ended")) == 1


def test_it_can_be_kept_to_another_day(app: Flask, kept: Printed) -> None:
    another = LATER - timedelta(days=90)
    with at(days_before(LAST, 10)):
        reviewer = desk(app)
        reviewer.get(rights_page(app, kept))
        assert reviewer.send("/decisions", last_on=another.isoformat(), **SAID).status_code == 303
    with at(days_before(another, -1)):
        run(app)
        assert endings.status(app, kept.picture()) == 404
