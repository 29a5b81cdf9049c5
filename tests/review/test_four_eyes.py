"""What one person may not do alone is refused by the database itself: each tried by raw SQL, past all our rules."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.exc import DatabaseError

from app.accounts.models import Member, Token
from app.accounts.roles import Role
from app.audit.kinds import SYSTEM
from app.clock import now
from app.db import db, session, table, transaction
from app.errors import NotAllowed
from app.notifications import undoing
from app.review import actions
from app.review.models import Decision, Undoing, Verdict
from app.review.rights.models import Finding
from app.site import actions as site
from app.submissions.handed_in import HandedIn
from app.submissions.models import Submission
from app.takedowns.models import Case, CaseDecision
from tests.api import asking
from tests.publishing import making
from tests.review.making import in_review, newest, seen, submitted
from tests.takedowns import making as cases


def refused(model: Any, values: dict[str, Any], *, saying: str) -> None:
    """The database refuses the row and says why; nothing is added."""
    session.rollback()
    before = session.scalar(select(func.count()).select_from(table(model)))
    session.rollback()
    with pytest.raises(DatabaseError, match=saying), db.engine.begin() as connection:
        connection.execute(insert(table(model)), [values])
    assert session.scalar(select(func.count()).select_from(table(model))) == before


def row(submission: int, by: int, verdict: str = "approved", **more: Any) -> dict[str, Any]:
    revision = newest(submission)
    return {
        "submission_id": submission,
        "revision_id": revision.id,
        "content_hash": revision.content_hash,
        "by_id": by,
        "verdict": verdict,
        "reasons": [],
        "note": "",
        "made_at": now(),
        "again": 0,
        **more,
    }


def decide(submission: int, by: int, verdict: Verdict = Verdict.APPROVED) -> int:
    with transaction():
        person = session.get_one(Member, by)
        return actions.decide(submission, verdict, by=person, note="Because.", seen=seen(submission)).id


@pytest.mark.parametrize("again", [0, 1, 7])
def test_two_approvals_of_one_revision_are_two_people(app: Flask, again: int) -> None:
    with app.app_context():
        submission, by = submitted(), making.member(Role.REVIEWER)
        in_review(submission, by)
        decide(submission, by)
        refused(Decision, row(submission, by, again=again), saying="once|unique|UNIQUE")
        refused(Decision, row(submission, by, "declined", again=again), saying="once|unique|UNIQUE")


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("email", ["amina@example.org", "Amina@Example.org"])
def test_nobody_decides_about_what_came_from_their_own_address(
    app: Flask, email: str, verdict: Verdict
) -> None:
    with app.app_context():
        submission = submitted("amina@example.org")
        own = cases.member("A. Rahman", email=email.lower())
        session.execute(
            Member.__table__.update().where(Member.id == own).values(email=email)  # type: ignore[attr-defined]
        )
        session.commit()
        refused(Decision, row(submission, own, verdict.value), saying="nobody decides about their own")


def test_nobody_approves_a_submission_in_which_they_made_a_revision(app: Flask) -> None:
    with app.app_context():
        submission, editor = submitted(), making.member(Role.EDITOR)
        revision = newest(submission)
        made = {
            "submission_id": submission,
            "number": 2,
            "content": revision.content,
            "content_hash": "0" * 64,
            "made_at": now(),
            "by_member_id": editor,
        }
        session.rollback()
        with db.engine.begin() as connection:
            connection.execute(insert(table(type(revision))), [made])
        refused(Decision, row(submission, editor), saying="nobody approves what they changed")


def test_nobody_approves_what_their_program_handed_in(app: Flask) -> None:
    with app.app_context():
        submission = submitted()
        token, _whole = asking.token()
        own, other = session.get_one(Token, token).member_id, making.member(Role.REVIEWER)
        session.rollback()
        with transaction():
            session.add(HandedIn(submission_id=submission, token_id=token, version=1, made_at=now()))
        refused(Decision, row(submission, own), saying="nobody approves what their program handed in")
        in_review(submission, own)
        with pytest.raises(NotAllowed, match="nobody approves what they wrote or changed"):
            decide(submission, own)
        decide(submission, other)
        decide(submission, own, Verdict.CHANGES_REQUESTED)


def test_a_decision_is_about_exactly_one_revision_of_its_own_submission(app: Flask) -> None:
    with app.app_context():
        one, other, by = submitted(), submitted("b@example.org", title="B"), making.member(Role.REVIEWER)
        wrong = row(one, by, submission_id=other)
        refused(Decision, wrong, saying="exactly one revision")
        refused(Decision, row(one, by, content_hash="0" * 64), saying="exactly one revision")


def test_nobody_judges_their_own_rights(app: Flask) -> None:
    with app.app_context():
        submission = submitted("amina@example.org")
        own = cases.member("A. Rahman", email="amina@example.org")
        rights = newest(submission).placements[0].rights_id
        said = {"rights_id": rights, "by_id": own, "found": "accepted", "checked": [], "note": ""}
        refused(Finding, {**said, "made_at": now()}, saying="nobody judges their own rights")


@pytest.mark.parametrize(
    ("email", "saying"),
    [("clara@example.net", "their own report"), ("amina@example.org", "about their own")],
)
def test_a_party_decides_no_case(app: Flask, email: str, saying: str) -> None:
    case_id = cases.confirmed(app, cases.printed(app))
    with app.app_context():
        party, other = cases.member("A party", email=email), cases.member("Somebody else")
        sequence = len(session.get_one(Case, case_id).decisions) + 1
        said = {
            "case_id": case_id,
            "sequence": sequence,
            "outcome": "no_action",
            "ground": "It is so.",
            "explanation": "It is so.",
            "internal": "",
            "made_at": now(),
        }
        refused(CaseDecision, {**said, "by_id": party}, saying=saying)
        with db.engine.begin() as connection:
            connection.execute(insert(table(CaseDecision)), [{**said, "by_id": other}])


def test_nothing_is_undone_after_its_time_or_where_that_was_turned_off(app: Flask) -> None:
    with app.app_context():
        submission, by = submitted(), making.member(Role.REVIEWER)
        in_review(submission, by)
        decision = decide(submission, by, Verdict.DECLINED)
        until = session.get_one(Decision, decision).undo_until
        assert until is not None
        late = {"decision_id": decision, "by_id": by, "made_at": until.replace(year=until.year + 1)}
        refused(Undoing, late, saying="is over")
        with transaction():
            version = session.get_one(Submission, submission).version
            undoing.undo(submission, decision, by=session.get_one(Member, by), version=version)
        again = {"decision_id": decision, "by_id": by, "made_at": now()}
        refused(Undoing, again, saying="added to|unique|UNIQUE")
        with transaction():
            site.change_setting("undo", {"undo_minutes": 0}, by=SYSTEM, source="a test")
        decision = decide(submission, by, Verdict.DECLINED)
        refused(Undoing, {**again, "decision_id": decision}, saying="is over")
