"""How often each reason was given, for the figures of the desk."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from app.accounts.models import Member
from app.clock import now
from app.db import session, transaction
from app.notifications import undoing
from app.review import actions, queries
from app.review.models import Verdict
from app.submissions.models import Submission
from tests.review import making

CHANGES, DECLINED, APPROVED = Verdict.CHANGES_REQUESTED, Verdict.DECLINED, Verdict.APPROVED


def decided(number: int, by: int, verdict: Verdict, *reasons: str, note: str = "Because.") -> tuple[int, int]:
    submission = making.submitted(f"author{number}@example.org", title=f"T{number}")
    making.in_review(submission, by)
    with transaction():
        person = session.get_one(Member, by)
        seen = making.seen(submission)
        made = actions.decide(submission, verdict, by=person, reasons=reasons, note=note, seen=seen)
        return submission, made.id


def test_reasons_are_counted_by_verdict_over_a_time_and_without_what_was_taken_back(app: Flask) -> None:
    with app.app_context():
        by, begun = making.member(), now()
        decided(1, by, CHANGES, "sources", "claims")
        decided(2, by, CHANGES, "sources")
        decided(3, by, CHANGES)
        decided(4, by, DECLINED, "scope")
        decided(5, by, APPROVED, note="")
        submission, slip = decided(6, by, DECLINED, "advertising")
        with transaction():
            version = session.get_one(Submission, submission).version
            undoing.undo(submission, slip, by=session.get_one(Member, by), version=version)
        over = now() + timedelta(seconds=1)
        assert queries.reasons_given(begun, over) == {
            (CHANGES, "sources"): 2,
            (CHANGES, "claims"): 1,
            (CHANGES, ""): 1,
            (DECLINED, "scope"): 1,
            (APPROVED, ""): 1,
        }
        assert queries.reasons_given(begun - timedelta(days=1), begun) == {}
        assert queries.reasons_given(over, over + timedelta(days=1)) == {}
