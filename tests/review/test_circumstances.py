"""What makes a submission need a second pair of eyes, read from the records."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.audit.kinds import SYSTEM, Kind
from app.audit.log import record
from app.db import session, transaction
from app.review import queries
from app.submissions.models import Submission
from tests.review import making


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def published(email: str, title: str) -> int:
    submission = making.submitted(email, title=title)
    with transaction():
        record(Kind.ARTICLE_PUBLISHED, about=session.get_one(Submission, submission), by=SYSTEM)
    return submission


def circumstances(submission: int):
    return queries.circumstances(session.get_one(Submission, submission))


def test_a_first_article_is_one_until_another_was_published():
    submission = making.submitted("amina@example.org")
    assert circumstances(submission).first_time_contributor
    published("amina@example.org", "An earlier one")
    assert not circumstances(submission).first_time_contributor
    assert queries.needed(session.get_one(Submission, submission)) == 1


def test_an_image_made_by_a_program_is_noticed():
    made = {"basis": "ai_generated", "people": "none", "tool": "A program", "reason": "Asked for a knee"}
    assert circumstances(making.submitted("a@example.org", title="A", declared=made)).ai_image
    assert not circumstances(making.submitted("b@example.org", title="B")).ai_image


def test_a_quoted_image_is_noticed():
    quoted = {
        "basis": "quotation_or_fair_dealing",
        "people": "none",
        "holder": "Ana Muster",
        "reason": "Review",
    }
    found = circumstances(making.submitted("a@example.org", title="A", declared=quoted))
    assert found.quotation
    assert not found.ai_image


def test_an_earlier_takedown_of_the_same_contributor_is_remembered():
    earlier = published("amina@example.org", "An earlier one")
    same = making.submitted("amina@example.org", title="Another")
    other = making.submitted("james@example.org", title="Hips")
    with transaction():
        record(Kind.ARTICLE_REMOVED, about=session.get_one(Submission, earlier), by=SYSTEM)
    assert circumstances(same).earlier_takedown
    assert not circumstances(other).earlier_takedown


@pytest.mark.parametrize(("level", "counts"), [("final", True), ("interim", False)])
def test_an_image_taken_down_for_good_is_remembered_and_one_hidden_meanwhile_is_not(level, counts):
    earlier = published("amina@example.org", "An earlier one")
    same = making.submitted("amina@example.org", title="Another")
    with transaction():
        about = session.get_one(Submission, earlier)
        record(Kind.HOLD_PLACED, about=about, by=SYSTEM, facts={"level": level, "use": "x"})
    assert circumstances(same).earlier_takedown is counts
