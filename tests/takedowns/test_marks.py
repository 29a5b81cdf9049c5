"""The queue's line of a submission bears the mark of its rights as they stand: as signed, and as decided since."""

from __future__ import annotations

from datetime import date

from flask import Flask

from app.db import session
from app.publishing.models import Article
from app.submissions.rows import mark_of
from app.worklist import queries as worklist
from tests.takedowns.browsing import Browser
from tests.takedowns.ending import (
    LAST,
    LATER,
    at,
    author,
    days_before,
    desk,
    on_sqlite,
    printed_until,
    rights_page,
    run,
)
from tests.takedowns.making import Printed


def marks(app: Flask, article: Printed) -> tuple[str, str]:
    """What the queue keeps of the submission, and what would be put there now."""
    with app.app_context():
        submission = session.get_one(Article, article.id).submission
        item = worklist.item_of(submission.ref)
        assert item is not None
        return item.mark, mark_of(submission.revisions[-1])


def keep(app: Flask, article: Printed, last_on: date) -> Browser:
    reviewer, page = desk(app), rights_page(app, article)
    reviewer.get(page)
    said = {"verdict": "kept", "reason": "The agency wrote.", "evidence": "Its letter of 3 May"}
    reviewer.send("/decisions", last_on=last_on.isoformat(), **said)
    assert reviewer.page.status_code == 303
    return reviewer


def test_a_right_that_the_desk_kept_is_not_marked_as_over_after_the_day_that_was_signed(app: Flask) -> None:
    article = printed_until(app, LAST)
    with at(days_before(LAST, 20)):
        run(app)
        before = marks(app, article)
        keep(app, article, LATER)
    with at(days_before(LAST, -5)):
        assert marks(app, article) == before
        assert before[0] != "expired"
    with at(days_before(LATER, -1)):
        run(app)
        assert marks(app, article) == ("expired", "expired")


def test_a_right_that_nobody_answered_for_is_marked_as_over_from_the_day_after(app: Flask) -> None:
    article = printed_until(app, LAST)
    with at(days_before(LAST, 0)):
        run(app)
        assert "expired" not in marks(app, article)
    with at(days_before(LAST, -1)):
        run(app)
        assert marks(app, article) == ("expired", "expired")


@on_sqlite
def test_a_right_that_was_taken_back_is_marked_as_over_at_once(app: Flask) -> None:
    article = printed_until(app, LAST)
    with at(days_before(LAST, 90)):
        guest, page = author(app, article)
        guest.get(f"{page}/revocations")
        guest.send("/revocations", use=article.uses[0], sure="y", reason="It ended.")
        assert guest.page.status_code == 303
        assert marks(app, article) == ("expired", "expired")
