"""Deciding: exactly what was seen, by different people, once each, and exactly one outcome."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Member
from app.accounts.roles import Role
from app.audit.kinds import SYSTEM, Kind
from app.audit.models import Event
from app.db import session, transaction
from app.errors import NotAllowed, Refused, Stale
from app.review import actions, queries
from app.review.looking import Looked
from app.review.models import Decision, Verdict
from app.site import actions as site
from app.site.defaults import SETTINGS
from app.submissions.models import Submission
from app.worklist.models import Owes
from tests.review import making


@pytest.fixture(autouse=True)
def _inside(app: Flask):
    with app.app_context():
        yield


def decide(
    submission: int, by: int, verdict: Verdict = Verdict.APPROVED, *, seen: Looked | None = None, **said
):
    with transaction():
        person = session.get_one(Member, by)
        made = actions.decide(submission, verdict, by=person, seen=seen or making.seen(submission), **said)
        return made.id


def events(kind: Kind) -> list[Event]:
    return list(session.scalars(select(Event).where(Event.kind == kind.value).order_by(Event.id)))


def ready(people: int = 1) -> tuple[int, list[int]]:
    members = [making.member(f"Reviewer {number}") for number in range(people)]
    submission = making.submitted()
    making.in_review(submission, members[0])
    return submission, members


def test_a_first_article_needs_two_people_and_the_second_approval_decides():
    submission, (one, two) = ready(2)
    decide(submission, one)
    assert session.get_one(Submission, submission).state == "in_review"
    assert [event.facts["have"] for event in events(Kind.APPROVAL_RECORDED)] == [1]
    assert not queries.is_approved(making.newest(submission))
    decide(submission, two)
    assert session.get_one(Submission, submission).state == "approved"
    assert len(events(Kind.SUBMISSION_APPROVED)) == 1
    assert queries.is_approved(making.newest(submission))


def test_one_person_counts_once_about_one_revision():
    submission, (one,) = ready()
    decide(submission, one)
    with pytest.raises(NotAllowed, match="decided about this revision already"):
        decide(submission, one)
    assert session.scalar(select(func.count(Decision.id))) == 1


def test_the_constraint_refuses_a_second_decision_that_slipped_past_the_question(monkeypatch):
    submission, (one,) = ready()
    decide(submission, one)
    monkeypatch.setattr(queries, "decision_of", lambda *_: None)
    with pytest.raises(NotAllowed, match="decided about this revision already"):
        decide(submission, one)
    assert session.scalar(select(func.count(Decision.id))) == 1


def test_a_stale_decision_is_refused_with_what_changed_and_nothing_is_recorded():
    submission, (one,) = ready()
    old = making.seen(submission)
    making.revised(submission, body="Recovery varies among people, and most notice improvement.")
    making.in_review(submission, one)
    before = session.scalar(select(func.count(Event.id)))
    with pytest.raises(Stale) as refused:
        decide(submission, one, seen=old)
    said = " ".join(refused.value.changes)
    assert "signed revision 2" in said
    assert "The text changed." in said
    assert session.scalar(select(func.count(Decision.id))) == 0
    assert session.scalar(select(func.count(Event.id))) == before


def test_a_version_that_is_right_with_another_content_is_refused():
    submission, (one,) = ready()
    stands = making.seen(submission)
    with pytest.raises(Stale):
        decide(submission, one, seen=replace(stands, content_hash="0" * 64))
    assert session.scalar(select(func.count(Decision.id))) == 0


def test_whoever_comes_second_is_told_what_the_first_decided():
    submission, (one, two) = ready(2)
    old = making.seen(submission)
    decide(submission, one, Verdict.DECLINED, reasons=["scope"])
    with pytest.raises(Stale) as refused:
        decide(submission, two, seen=old)
    assert "Reviewer 0 decided “declined”." in refused.value.changes


def test_asking_for_changes_needs_a_reason_or_a_note():
    submission, (one,) = ready()
    with pytest.raises(Refused) as refused:
        decide(submission, one, Verdict.CHANGES_REQUESTED, note="   ")
    assert "reasons" in refused.value.fields
    decide(submission, one, Verdict.CHANGES_REQUESTED, reasons=["sources"])
    assert session.get_one(Submission, submission).state == "changes_requested"


def test_a_reason_of_another_verdict_is_refused():
    submission, (one,) = ready()
    with pytest.raises(Refused):
        decide(submission, one, Verdict.DECLINED, reasons=["sources"])


def test_the_note_to_the_author_is_kept_in_the_vault_and_not_in_the_event():
    submission, (one,) = ready()
    decide(submission, one, Verdict.CHANGES_REQUESTED, note="Please name the clinic.")
    (event,) = events(Kind.CHANGES_REQUESTED)
    assert "clinic" not in str(event.facts)


def test_nobody_decides_what_came_from_their_own_address():
    author = making.member("Amina Rahman", email="Amina@Example.org")
    submission = making.submitted("amina@example.org")
    making.in_review(submission, making.member())
    with pytest.raises(NotAllowed, match="own address"):
        decide(submission, author)


def test_nothing_is_decided_before_its_review_has_begun():
    submission, one = making.submitted(), making.member()
    with pytest.raises(NotAllowed):
        decide(submission, one)


def test_after_a_request_for_changes_the_author_owes_the_next_move():
    submission, (one,) = ready()
    decide(submission, one, Verdict.CHANGES_REQUESTED, reasons=["sources"])
    item = making.item_of(submission)
    assert (item.owes, item.open, item.due_at.year) == (Owes.AUTHOR, True, 9000)
    making.revised(submission, body="Recovery varies (Hunter 2019).")
    item = making.item_of(submission)
    assert (item.owes, item.state) == (Owes.US, "submitted")


def test_what_was_declined_leaves_the_queue():
    submission, (one,) = ready()
    decide(submission, one, Verdict.DECLINED, note="Outside our field.")
    assert making.item_of(submission).open is False


def test_an_approval_of_an_earlier_revision_does_not_count_for_the_next():
    submission, (one, two) = ready(2)
    decide(submission, one)
    making.revised(submission, body="Another text altogether.")
    making.in_review(submission, one)
    decide(submission, two)
    assert session.get_one(Submission, submission).state == "in_review"
    decide(submission, one)
    assert session.get_one(Submission, submission).state == "approved"


def test_the_policy_of_the_site_says_how_many_must_approve():
    submission, (one,) = ready()
    with transaction():
        policy = dict.fromkeys(SETTINGS["approvals"].value, 1)
        site.change_setting("approvals", policy, by=SYSTEM, source="a test")
    decide(submission, one)
    assert session.get_one(Submission, submission).state == "approved"


def test_a_claim_ends_with_the_decision_so_that_the_next_reviewer_can_begin():
    submission, (one, two) = ready(2)
    with transaction():
        actions.open_item(making.item_of(submission), session.get_one(Member, one))
    decide(submission, one)
    with transaction():
        claim = actions.open_item(making.item_of(submission), session.get_one(Member, two))
        assert claim.holder_id == two


def test_the_first_claim_begins_the_review_once():
    one = making.member(role=Role.EDITOR)
    submission = making.submitted()
    making.in_review(submission, one)
    making.in_review(submission, one)
    assert len(events(Kind.REVIEW_STARTED)) == 1
    assert making.item_of(submission).state == "in_review"
