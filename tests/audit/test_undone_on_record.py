"""What was decided and taken back is under the seal, with what stood on the page; older decisions stay verifiable."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
import rfc8785

from app.accounts.models import Member
from app.audit import rows
from app.clock import now
from app.db import session, transaction
from app.notifications import undoing
from app.review import actions
from app.review.models import Decision, Verdict
from app.submissions.models import Submission
from tests.audit.tampering import tamper
from tests.audit.test_tampering import named, verify
from tests.review import making

if TYPE_CHECKING:
    from flask import Flask

PARTS = [f"--only={name}" for name in ("decided", "decisions", "taken back", "undoings")]


@pytest.fixture
def undone(app: Flask) -> Flask:
    with app.app_context():
        by_id, submission = making.member(), making.submitted()
        making.in_review(submission, by_id)
        with transaction():
            by = session.get_one(Member, by_id)
            seen = making.seen(submission)
            id_ = actions.decide(submission, Verdict.DECLINED, by=by, note="No.", seen=seen).id
        with transaction():
            by, version = session.get_one(Member, by_id), session.get_one(Submission, submission).version
            undoing.undo(submission, id_, by=by, version=version)
        return app


def test_a_decision_and_its_undoing_are_whole(undone: Flask) -> None:
    with undone.app_context():
        code, report = verify(undone, *PARTS)
        assert (code, report["faults"]) == (0, [])
        assert report["looked"]["undoings"] == report["looked"]["taken back"] == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE undoings SET decision_id = decision_id, by_id = by_id + 1", "it was changed"),
        ("DELETE FROM undoings", "is missing"),
        ("UPDATE decisions SET images_hash = 'x'", "it was changed"),
        ("UPDATE decisions SET images_hash = NULL", "it was changed"),
        ("UPDATE decisions SET undo_until = NULL", "it was changed"),
        ("UPDATE decisions SET from_state = 'approved'", "it was changed"),
        ("UPDATE decisions SET again = 1", "it was changed"),
    ],
)
def test_what_is_changed_of_it_is_found(undone: Flask, change: str, said: str) -> None:
    with undone.app_context():
        if "by_id + 1" in change:
            making.member("Somebody else")
        tamper(change)
        assert said in named(undone, *PARTS)


def test_a_decision_of_an_older_version_is_digested_as_it_was_then(app: Flask) -> None:
    old = {
        "id": 7,
        "submission_id": 1,
        "revision_id": 2,
        "content_hash": "ab",
        "by_id": 3,
        "verdict": "declined",
        "reasons": ["scope"],
        "made_at": now(),
    }
    with app.app_context():
        said = {**old, "made_at": old["made_at"].isoformat()}  # type: ignore[attr-defined]
        digest = hashlib.sha256(rfc8785.dumps(said)).hexdigest()
        assert rows.digest(Decision(**old, note="No.", again=0)) == digest
        assert rows.digest(Decision(**old, note="No.", again=1)) != digest
