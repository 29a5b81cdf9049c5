"""Undoing a decision: all is as before, nobody outside hears of it, and what has been followed up stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.accounts.models import Member
from app.accounts.roles import Role
from app.audit.kinds import SYSTEM, Kind
from app.audit.models import Event, Untold
from app.clock import now
from app.db import session, transaction
from app.errors import NotAllowed, NotFound, Stale
from app.notifications import actions as notifications
from app.notifications import undoing
from app.notifications.models import Message
from app.publishing import actions as publishing
from app.review import actions, queries
from app.review.models import Decision, Undoing, Verdict
from app.site import actions as site
from app.site import shapes
from app.site.defaults import SETTINGS
from app.submissions import actions as submissions
from app.submissions.models import Submission
from app.worklist.models import Item
from tests.publishing import making
from tests.review.making import item_of
from tests.review.test_races import at_once


@pytest.fixture(autouse=True)
def _inside(app: Flask):
    with app.app_context():
        yield


def in_review(*, usual: int = 1) -> int:
    """Signed, in review, and one approval enough."""
    with transaction():
        policy = dict.fromkeys(SETTINGS["approvals"].value, usual)
        site.change_setting("approvals", policy, by=SYSTEM, source="a test")
    submission = making.signed()
    by_id = one()
    with transaction():
        actions.open_item(item_of(submission), session.get_one(Member, by_id))
    return submission


def one() -> int:
    return making.member(Role.REVIEWER, "one")


def decide(submission: int, verdict: Verdict = Verdict.DECLINED, *, by: int | None = None) -> int:
    by = by or one()
    with transaction():
        person = session.get_one(Member, by)
        seen = making.seen(submission)
        return actions.decide(submission, verdict, by=person, note="Because.", seen=seen).id


def undo(submission: int, decision: int, *, by: int | None = None, version: int | None = None) -> None:
    by = by or one()
    with transaction():
        stands = version if version is not None else version_of(submission)
        undoing.undo(submission, decision, by=session.get_one(Member, by), version=stands)


def version_of(submission: int) -> int:
    return session.get_one(Submission, submission, populate_existing=True).version


def tell() -> None:
    told = 1
    while told:
        with transaction():
            told = notifications.fan_out()


def letters(*names: str) -> list[Message]:
    session.rollback()
    wanted = select(Message).order_by(Message.id)
    return list(session.scalars(wanted.where(Message.letter.in_(names)) if names else wanted))


def shown(submission: int) -> tuple[object, ...]:
    """Everything of it that a decision moves."""
    session.rollback()
    row, item = session.get_one(Submission, submission), item_of(submission)
    return row.state, row.review_due_at, item.state, item.owes, item.due_at, item.our_turn_since, item.open


VERDICTS = {
    Verdict.APPROVED: ("submission_approved", "ready_to_publish"),
    Verdict.CHANGES_REQUESTED: ("changes_requested",),
    Verdict.DECLINED: ("submission_declined",),
}


@pytest.mark.parametrize("written", [True, False])
@pytest.mark.parametrize("verdict", Verdict)
def test_what_is_undone_stands_as_before_and_no_letter_about_it_is_ever_sent(
    verdict: Verdict, written: bool
) -> None:
    submission = in_review()
    tell()
    before = shown(submission)
    decision = decide(submission, verdict)
    assert shown(submission) != before
    if written:
        tell()
        assert {one.letter for one in letters(*VERDICTS[verdict])} == set(VERDICTS[verdict])
    undo(submission, decision)
    tell()
    assert shown(submission) == before
    assert {one.state for one in letters(*VERDICTS[verdict])} == ({"recalled"} if written else set())
    assert session.scalars(select(Untold)).all() == []
    past = now() - timedelta(seconds=1)
    with transaction():
        session.execute(update(Message).values(due_at=past))
        due = set(notifications.lease("a worker", limit=99))
    assert not due & {one.id for one in letters(*VERDICTS[verdict])}


@pytest.mark.parametrize("verdict", Verdict)
def test_letters_wait_until_the_decision_cannot_be_undone_any_more(verdict: Verdict) -> None:
    submission = in_review()
    decision = decide(submission, verdict)
    tell()
    until = session.get_one(Decision, decision).undo_until
    assert until is not None
    assert timedelta(minutes=9) < until - now() <= timedelta(minutes=10)
    assert {one.due_at for one in letters(*VERDICTS[verdict])} == {until}


def test_whoever_undid_a_decision_can_decide_anew_and_both_are_on_record() -> None:
    submission = in_review()
    first = decide(submission, Verdict.DECLINED)
    undo(submission, first)
    second = decide(submission, Verdict.APPROVED)
    assert session.get_one(Submission, submission).state == "approved"
    assert [(one.id, one.again) for one in session.scalars(select(Decision).order_by(Decision.id))] == [
        (first, 0),
        (second, 1),
    ]
    tell()
    assert [one.state for one in letters("submission_declined")] == []
    undo(submission, second)
    assert decide(submission, Verdict.CHANGES_REQUESTED)


def test_an_approval_that_was_undone_counts_no_more() -> None:
    submission = in_review(usual=2)
    decision = decide(submission, Verdict.APPROVED)
    undo(submission, decision)
    assert queries.approvals(session.get_one(Decision, decision).revision) == []
    decide(submission, Verdict.APPROVED, by=making.member(Role.REVIEWER, "two"))
    assert session.get_one(Submission, submission).state == "in_review"


def test_of_two_approvals_the_second_can_be_undone_and_the_first_stays() -> None:
    submission = in_review(usual=2)
    two = making.member(Role.REVIEWER, "two")
    first = decide(submission, Verdict.APPROVED)
    second = decide(submission, Verdict.APPROVED, by=two)
    with pytest.raises(NotAllowed, match="somebody decided about it since"):
        undo(submission, first)
    undo(submission, second, by=two)
    assert session.get_one(Submission, submission).state == "in_review"
    assert len(queries.approvals(session.get_one(Decision, first).revision)) == 1


def test_it_is_a_fact_with_an_event_and_tells_nobody() -> None:
    submission = in_review()
    decision = decide(submission)
    tell()
    count = len(letters())
    undo(submission, decision)
    tell()
    assert len(letters()) == count
    (event,) = session.scalars(select(Event).where(Event.kind == Kind.DECISION_UNDONE.value))
    (row,) = session.scalars(select(Undoing))
    assert event.facts["decision"] == row.decision_id == decision
    assert event.facts["undoing"] == row.id


def by_an_editor(submission: int) -> None:
    with transaction():
        policy = dict.fromkeys(SETTINGS["approvals"].value, 1)
        site.change_setting("approvals", policy, by=SYSTEM, source="a test")
    making.accept_rights(submission, making.member(Role.REVIEWER, "third"))
    editor = making.member(Role.EDITOR)
    with transaction():
        publishing.publish(submission, by=session.get_one(Member, editor), seen=making.seen(submission))


def for_next_week(submission: int) -> None:
    """A time is set for it."""
    with transaction():
        policy = dict.fromkeys(SETTINGS["approvals"].value, 1)
        site.change_setting("approvals", policy, by=SYSTEM, source="a test")
    making.accept_rights(submission, making.member(Role.REVIEWER, "third"))
    editor = making.member(Role.EDITOR)
    with transaction():
        at, by = now() + timedelta(days=7), session.get_one(Member, editor)
        publishing.schedule(submission, at=at, by=by, seen=making.seen(submission))


def by_its_author(submission: int) -> None:
    with transaction():
        submissions.withdraw(submissions.hold(submission), reason="")


def signs_again(submission: int) -> None:
    with transaction():
        held = submissions.hold(submission)
        submissions.save(held, {"body": "Another text."}, version=held.copy.version, images={})
    making.sign(submission)


FOLLOWED: dict[str, tuple[Verdict, Callable[[int], object]]] = {
    "it was published since": (Verdict.APPROVED, by_an_editor),
    "a time was set for its publication since": (Verdict.APPROVED, for_next_week),
    "its author took it back since": (Verdict.CHANGES_REQUESTED, by_its_author),
    "its author sent another revision since": (
        Verdict.CHANGES_REQUESTED,
        signs_again,
    ),
    "somebody decided about it since": (
        Verdict.APPROVED,
        lambda submission: decide(
            submission, Verdict.CHANGES_REQUESTED, by=making.member(Role.REVIEWER, "two")
        ),
    ),
}


@pytest.mark.parametrize("why", FOLLOWED)
def test_what_was_followed_up_stands_and_says_why(why: str) -> None:
    verdict, follow = FOLLOWED[why]
    submission = in_review()
    decision = decide(submission, verdict)
    follow(submission)
    before = shown(submission)
    with pytest.raises(NotAllowed, match=why):
        undo(submission, decision)
    assert shown(submission) == before
    assert session.scalar(select(func.count(Undoing.id))) == 0


@pytest.mark.parametrize("follow", [by_an_editor, for_next_week])
@pytest.mark.parametrize("first", [True, False])
def test_publishing_or_setting_a_time_lets_the_letters_of_the_approval_go_at_once(
    follow: Callable[[int], None], first: bool
) -> None:
    submission = in_review()
    decide(submission, Verdict.APPROVED)
    if first:
        tell()
    follow(submission)
    tell()
    assert {one.due_at <= now() for one in letters("submission_approved", "ready_to_publish")} == {True}


@pytest.mark.parametrize("why", FOLLOWED)
def test_what_followed_never_overtakes_the_letters_of_the_decision_it_made_stand(why: str) -> None:
    """Else its author reads “approved” after “changes requested”, or is asked for what they sent since."""
    verdict, follow = FOLLOWED[why]
    submission = in_review()
    decide(submission, verdict)
    tell()
    assert {one.due_at > now() for one in letters(*VERDICTS[verdict])} == {True}
    follow(submission)
    tell()
    assert {one.due_at <= now() for one in letters(*VERDICTS[verdict])} == {True}


def test_letting_letters_go_leaves_those_of_a_later_decision_waiting() -> None:
    submission = in_review()
    decide(submission, Verdict.APPROVED)
    two = making.member(Role.REVIEWER, "two")
    later = decide(submission, Verdict.CHANGES_REQUESTED, by=two)
    tell()
    assert {one.due_at <= now() for one in letters("submission_approved")} == {True}
    assert {one.due_at > now() for one in letters("changes_requested")} == {True}
    undo(submission, later, by=two)
    assert {one.state for one in letters("changes_requested")} == {"recalled"}


def test_what_took_a_time_of_publication_away_cannot_be_undone_and_is_told_at_once() -> None:
    submission = in_review()
    decide(submission, Verdict.APPROVED)
    for_next_week(submission)
    decision = decide(submission, Verdict.CHANGES_REQUESTED, by=making.member(Role.REVIEWER, "two"))
    tell()
    assert all(one.due_at <= now() for one in letters("changes_requested", "publication_cancelled"))
    assert len(letters("changes_requested")) == 1
    with pytest.raises(NotAllowed, match="The time in which it could be undone is over"):
        undo(submission, decision, by=making.member(Role.WEBMASTER))


def test_whoever_decided_lets_the_letters_go_at_once_and_then_it_stands() -> None:
    submission = in_review()
    decision = decide(submission)
    tell()
    with transaction():
        by = session.get_one(Member, one())
        undoing.settle(submission, decision, by=by, version=version_of(submission))
    tell()
    assert all(one.due_at <= now() for one in letters("submission_declined"))
    with pytest.raises(NotAllowed, match="its letters were let go"):
        undo(submission, decision)


def test_only_who_decided_may_undo_it_or_a_webmaster() -> None:
    submission = in_review()
    decision = decide(submission)
    for other in (making.member(Role.REVIEWER, "two"), making.member(Role.EDITOR)):
        with pytest.raises(NotAllowed, match="Whoever decided can undo it, or a webmaster"):
            undo(submission, decision, by=other)
    undo(submission, decision, by=making.member(Role.WEBMASTER))


def test_it_is_undone_once_within_its_time_and_of_its_own_submission() -> None:
    submission = in_review()
    decision = decide(submission)
    with pytest.raises(NotFound):
        undo(making.signed("Another", email="b@example.org"), decision)
    with pytest.raises(Stale):
        undo(submission, decision, version=version_of(submission) - 1)
    undo(submission, decision)
    with pytest.raises(NotAllowed, match="undone already"):
        undo(submission, decision)


def test_after_its_time_and_where_it_is_turned_off_a_decision_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = in_review()
    decision = decide(submission)
    later = now() + timedelta(minutes=11)
    with monkeypatch.context() as patch:
        patch.setattr("app.review.undoing.now", lambda: later)
        with pytest.raises(NotAllowed, match="The time in which it could be undone is over"):
            undo(submission, decision)
    undo(submission, decision)
    with transaction():
        site.change_setting("undo", {"undo_minutes": 0}, by=SYSTEM, source="a test")
    decision = decide(submission)
    tell()
    assert session.get_one(Decision, decision).undo_until is None
    assert all(one.due_at <= now() for one in letters("submission_declined"))
    with pytest.raises(NotAllowed):
        undo(submission, decision)


def test_the_length_may_be_nothing_but_no_other_number_may() -> None:
    assert shapes.fault("undo", {"undo_minutes": 0}) == ""
    assert shapes.fault("undo", {"undo_minutes": False}) != ""
    assert shapes.fault("undo", {"undo_minutes": -1}) != ""
    assert shapes.fault("permission_wait", {"days": 0}) != ""


@pytest.mark.parametrize("sent", [True, False])
def test_a_letter_that_is_on_its_way_or_gone_refuses_it_and_nothing_is_undone(sent: bool) -> None:
    submission = in_review()
    decision = decide(submission)
    tell()
    (letter,) = letters("submission_declined")
    with transaction():
        session.execute(update(Message).where(Message.id == letter.id).values(due_at=now()))
        assert letter.id in notifications.lease("a worker", limit=99)
        if sent:
            assert notifications.settle_sent(letter.id, "a worker")
    before = shown(submission)
    with pytest.raises(NotAllowed, match="a letter about it has gone, or is just being sent"):
        undo(submission, decision)
    assert shown(submission) == before
    assert [one.state for one in letters("submission_declined")] == ["sent" if sent else "waiting"]


ROUNDS = 6


def test_against_a_worker_at_the_same_moment_a_letter_is_sent_or_the_decision_undone_never_both(
    app: Flask,
) -> None:
    person = one()
    for number in range(ROUNDS):
        submission = in_review() if number == 0 else _another(number)
        decision = decide(submission)
        if number % 2:
            tell()
            with transaction():
                session.execute(update(Message).values(due_at=now() - timedelta(seconds=1)))
        version = version_of(submission)

        def take_back(submission: int = submission, decision: int = decision, version: int = version) -> str:
            undo(submission, decision, by=person, version=version)
            return "undone"

        def work() -> str:
            with transaction():
                notifications.fan_out()
            with transaction():
                return f"took {len(notifications.lease('a worker', limit=99))}"

        ended = at_once(app, [take_back, work, work, work])
        assert not [word for word in ended if word.startswith("fault")], ended
        session.rollback()
        tell()
        about = select(Message).join(Event, Event.id == Message.event_id)
        about = about.where(Event.subject_kind == "submission", Event.subject_id == submission)
        found = session.scalars(about.where(Message.letter == "submission_declined")).all()
        if ended[0] == "undone":
            assert all(one.state == "recalled" and not one.attempts for one in found), ended
            assert session.get_one(Submission, submission).state == "in_review"
        else:
            assert "a letter about it" in ended[0], ended
            assert session.get_one(Submission, submission).state == "declined"


def _another(number: int) -> int:
    submission = making.signed(f"T{number}", email=f"author{number}@example.org")
    with transaction():
        actions.open_item(session.get_one(Item, item_of(submission).id), session.get_one(Member, one()))
    return submission


def test_against_another_decision_at_the_same_moment_one_of_the_two_wins(app: Flask) -> None:
    mine, other = one(), making.member(Role.REVIEWER, "two")
    for number in range(ROUNDS):
        submission = in_review() if number == 0 else _another(number)
        decision = decide(submission, Verdict.APPROVED)
        seen = making.seen(submission)
        session.rollback()

        def take_back(submission: int = submission, decision: int = decision, at: int = seen.version) -> str:
            undo(submission, decision, by=mine, version=at)
            return "undone"

        def decide_too(submission: int = submission, seen=seen) -> str:
            with transaction():
                person = session.get_one(Member, other)
                actions.decide(submission, Verdict.CHANGES_REQUESTED, by=person, note="No.", seen=seen)
            return "decided"

        ended = at_once(app, [take_back, decide_too])
        assert sorted(word in ("undone", "decided") for word in ended) == [False, True], ended
        session.rollback()
        state = session.get_one(Submission, submission).state
        assert state == ("in_review" if ended[0] == "undone" else "changes_requested")
