"""Publishing at a time: what is set, what ends it, and what happens when it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Member
from app.accounts.roles import Role
from app.audit import queries as audit
from app.audit.kinds import Kind
from app.audit.models import Event
from app.clock import moved, now
from app.db import session, transaction
from app.errors import NotAllowed, Refused, Stale, Unmet
from app.lifecycle import words
from app.notifications import actions as notifications
from app.notifications.models import Message
from app.publishing import actions as publishing
from app.publishing import queries
from app.publishing.kinds import Change
from app.publishing.models import Article
from app.review import actions as review
from app.review import queries as reviews
from app.review.models import Verdict
from app.review.rights import kinds as findings
from app.submissions import actions as submissions
from app.submissions import schedules
from app.submissions.models import Submission
from app.submissions.schedules import Schedule
from app.submissions.states import PUBLISHABLE, State
from app.worklist.models import Owes
from tests.publishing import making
from tests.review.test_races import at_once
from workers import publishing as work

SOON = timedelta(hours=3)


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def plan(
    submission_id: int,
    *,
    after: timedelta = SOON,
    slug: str = "",
    note: str = "A figure was wrong.",
    change: Change = Change.CORRECTION,
) -> datetime:
    """Set a time, as an editor; the moment."""
    at, by_id = now() + after, making.member(Role.EDITOR)
    with transaction():
        seen, by = making.seen(submission_id), session.get_one(Member, by_id)
        said = {"slug": slug, "note": note}
        publishing.schedule(submission_id, at=at, by=by, seen=seen, change=change, **said)
    return at


def comes() -> str:
    """The time comes, in a thread of a worker."""
    with moved(SOON):
        work.publish_due()
    return "came"


def stands(submission_id: int) -> Submission:
    session.rollback()
    return session.get_one(Submission, submission_id)


def article_of(submission_id: int) -> Article | None:
    session.rollback()
    return queries.of_submission(submission_id)


def kinds_of(submission_id: int) -> list[Kind]:
    session.rollback()
    return [event.name for event in audit.history(stands(submission_id).ref)]


def letters(app: Flask) -> list[tuple[str, str]]:
    """What was written to whom since the last time: (letter, recipient)."""
    with transaction():
        while notifications.fan_out():
            pass
    return [(one.letter, one.recipient) for one in session.scalars(select(Message).order_by(Message.id))]


def told(app: Flask, letter: str) -> set[str]:
    return {to.partition(":")[0] for name, to in letters(app) if name == letter}


@pytest.mark.usefixtures("inside")
def test_what_has_a_time_is_published_then_and_not_before(app: Flask) -> None:
    submission_id = making.approved()
    at = plan(submission_id, slug="at-nine")
    assert stands(submission_id).standing is State.SCHEDULED
    work.publish_due()
    assert article_of(submission_id) is None
    with moved(SOON + timedelta(seconds=20)):
        work.publish_due()
    article = article_of(submission_id)
    assert article is not None
    assert article.slug == "at-nine"
    assert at < article.published_at < at + timedelta(seconds=30)
    assert stands(submission_id).standing is State.PUBLISHED
    assert app.test_client().get("/articles/at-nine").status_code == 200
    assert session.scalars(select(Schedule)).all() == []
    [event] = audit.history(article.ref)
    assert event.actor.id == making.member(Role.EDITOR), "whoever set the time answers for it"


@pytest.mark.usefixtures("inside")
def test_a_time_that_was_put_off_while_a_worker_reached_for_it_is_not_kept() -> None:
    submission_id = making.approved()
    plan(submission_id)
    with transaction():
        assert not publishing.publish_due(submission_id), "what was due a moment ago has another time by now"
    assert article_of(submission_id) is None


@pytest.mark.usefixtures("inside")
def test_a_worker_that_was_away_publishes_when_it_is_back_and_the_date_is_the_real_one(app: Flask) -> None:
    submission_id = making.approved()
    plan(submission_id)
    with moved(timedelta(days=2)):
        work.publish_due()
        article = article_of(submission_id)
        assert article is not None
        assert now() - article.published_at < timedelta(minutes=1)


@pytest.mark.usefixtures("inside")
def test_a_correction_has_a_time_too_and_readers_see_the_old_text_until_then(app: Flask) -> None:
    made = making.published()
    making.revise(made.submission_id, "Corrected words.")
    plan(made.submission_id, note="A figure was wrong.")
    reader = app.test_client()
    assert "Corrected words." not in reader.get(made.url).text
    with moved(SOON):
        work.publish_due()
        assert "Corrected words." in reader.get(made.url).text
        assert "A figure was wrong." in reader.get(f"{made.url}/history").text


@pytest.mark.parametrize("workers", [2, 6])
def test_of_several_workers_at_once_exactly_one_publishes(app: Flask, workers: int) -> None:
    with app.app_context():
        made = [making.approved(f"Piece {number}", email=f"a{number}@example.org") for number in range(3)]
        for submission_id in made:
            plan(submission_id)
    assert at_once(app, [comes] * workers) == ["came"] * workers
    with app.app_context():
        shown = session.scalars(select(Event).where(Event.kind == Kind.ARTICLE_PUBLISHED.value)).all()
        assert sorted(event.topic("submission") or 0 for event in shown) == sorted(made)
        refused = select(Event.id).where(Event.kind == Kind.PUBLICATION_REFUSED.value)
        assert session.scalars(refused).all() == []


def test_the_time_and_an_editor_who_takes_it_back_at_once_leave_one_outcome(app: Flask) -> None:
    with app.app_context():
        submission_id = making.approved()
        plan(submission_id)
        by_id, version = making.member(Role.EDITOR), stands(submission_id).version

    def cancels() -> str:
        with transaction():
            publishing.cancel(submission_id, by=session.get_one(Member, by_id), version=version)
        return "cancelled"

    ended = at_once(app, [cancels, comes])
    assert "came" in ended
    with app.app_context():
        shown = article_of(submission_id) is not None
        assert ("cancelled" in ended) is not shown
        assert stands(submission_id).standing is (State.PUBLISHED if shown else State.APPROVED)


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("after", [timedelta(seconds=-1), timedelta(days=367)])
def test_a_time_that_has_passed_or_is_more_than_a_year_away_is_refused(after: timedelta) -> None:
    submission_id = making.approved()
    with pytest.raises(Refused) as refusal:
        plan(submission_id, after=after)
    assert "day" in refusal.value.fields
    assert stands(submission_id).standing is State.APPROVED


@pytest.mark.usefixtures("inside")
def test_a_time_is_set_only_for_what_could_be_published_now_by_whoever_could() -> None:
    not_approved, approved = making.signed("One", email="o@example.org"), making.approved()
    with pytest.raises(Unmet):
        plan(not_approved)
    reviewer, seen = making.member(Role.REVIEWER), making.seen(approved)
    for act in (
        lambda by: publishing.schedule(approved, at=now() + SOON, by=by, seen=seen),
        lambda by: publishing.cancel(approved, by=by, version=seen.version),
    ):
        with pytest.raises(NotAllowed), transaction():
            act(session.get_one(Member, reviewer))


@pytest.mark.usefixtures("inside")
def test_a_time_is_about_what_stood_on_the_screen() -> None:
    submission_id = making.approved()
    by_id, seen = making.member(Role.EDITOR), making.seen(submission_id)
    making.revise(submission_id, "Other words.")
    at, by = now() + SOON, session.get_one(Member, by_id)
    with pytest.raises(Stale), transaction():
        publishing.schedule(submission_id, at=at, by=by, seen=seen)


@pytest.mark.usefixtures("inside")
def test_another_time_takes_the_place_of_the_first_and_the_author_hears_of_both(app: Flask) -> None:
    submission_id = making.approved()
    plan(submission_id)
    later = plan(submission_id, after=timedelta(days=3))
    with moved(SOON):
        work.publish_due()
    assert article_of(submission_id) is None
    [row] = session.scalars(select(Schedule))
    assert row.due_at == later
    assert [to for name, to in letters(app) if name == "publication_scheduled"].count(
        f"author:{stands(submission_id).guest_id}"
    ) == 2
    assert "no longer holds" in list(session.scalars(select(Message.text).order_by(Message.id)))[-1]


@pytest.mark.usefixtures("inside")
def test_the_address_chosen_for_a_time_is_given_to_no_other_article() -> None:
    first = making.approved()
    second = making.approved("Rebuilding a knee", email="bo@example.org")
    plan(first, slug="a-knee")
    with pytest.raises(Refused, match="address"):
        making.publish(second, slug="a-knee")
    plan(first, slug="a-knee", after=timedelta(days=1))


@pytest.mark.usefixtures("inside")
def test_an_address_taken_meanwhile_is_refused_when_the_time_is_set() -> None:
    making.published("First", email="bo@example.org", slug="taken")
    submission_id = making.approved()
    with pytest.raises(Refused) as refusal:
        plan(submission_id, slug="taken")
    assert "slug" in refusal.value.fields


# What ends it


def signs_again(submission_id: int) -> None:
    with transaction():
        held = submissions.hold(submission_id)
        submissions.save(held, {"body": "Other words."}, version=held.copy.version, images={})
    making.sign(submission_id)


def withdraws(submission_id: int) -> None:
    with transaction():
        submissions.withdraw(submissions.hold(submission_id), reason="")


def asks_for_changes(submission_id: int) -> None:
    by_id = making.member(Role.REVIEWER, "third")
    with transaction():
        review.decide(
            submission_id,
            Verdict.CHANGES_REQUESTED,
            by=session.get_one(Member, by_id),
            note="The dose.",
            seen=making.seen(submission_id),
        )


def takes_back(submission_id: int) -> None:
    by_id = making.member(Role.EDITOR, "other")
    with transaction():
        version = session.get_one(Submission, submission_id).version
        publishing.cancel(submission_id, by=session.get_one(Member, by_id), version=version)


def is_changed_by_an_editor(submission_id: int) -> None:
    by_id = making.member(Role.EDITOR, "other")
    with transaction():
        submissions.await_author(submissions.hold(submission_id), by=session.get_one(Member, by_id))


ENDS: list[tuple[Callable[[int], None], State, set[str], set[str]]] = [
    (signs_again, State.SUBMITTED, {"author"}, {"member", "webmaster"}),
    (withdraws, State.WITHDRAWN, set(), {"member", "webmaster"}),
    (asks_for_changes, State.CHANGES_REQUESTED, {"author"}, {"member", "webmaster"}),
    (is_changed_by_an_editor, State.AWAITING_AUTHOR, {"author"}, {"member", "webmaster"}),
    (takes_back, State.APPROVED, {"author"}, {"member"}),
]


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(("act", "state", "author", "desk"), ENDS, ids=[one[0].__name__ for one in ENDS])
def test_whatever_else_happens_ends_the_time_and_all_are_told(
    app: Flask, act: Callable[[int], None], state: State, author: set[str], desk: set[str]
) -> None:
    submission_id = making.approved()
    plan(submission_id)
    act(submission_id)
    assert stands(submission_id).standing is state
    assert session.scalars(select(Schedule)).all() == []
    assert kinds_of(submission_id).count(Kind.PUBLICATION_CANCELLED) == 1
    assert told(app, "publication_cancelled") == author
    assert told(app, "publication_cancelled_desk") == desk
    with moved(SOON):
        work.publish_due()
    assert article_of(submission_id) is None


@pytest.mark.usefixtures("inside")
def test_a_time_is_taken_back_whoever_has_claimed_the_article() -> None:
    submission_id = making.approved()
    plan(submission_id)
    is_claimed(submission_id)
    with moved(SOON - timedelta(minutes=1)):
        takes_back(submission_id)
    assert stands(submission_id).standing is State.APPROVED


@pytest.mark.usefixtures("inside")
def test_publishing_it_now_ends_its_time_and_is_no_cancellation(app: Flask) -> None:
    submission_id = making.approved()
    plan(submission_id)
    making.publish(submission_id)
    with moved(SOON):
        work.publish_due()
    assert session.scalars(select(Schedule)).all() == []
    assert Kind.PUBLICATION_CANCELLED not in kinds_of(submission_id)
    assert kinds_of(submission_id).count(Kind.ARTICLE_PUBLISHED) == 1


# What the gate refuses when the time comes


def writes_on(submission_id: int) -> None:
    with transaction():
        held = submissions.hold(submission_id)
        submissions.save(held, {"body": "Not signed."}, version=held.copy.version, images={})


def is_demoted(_submission_id: int) -> None:
    with transaction():
        member = session.get_one(Member, making.member_id("editor"))
        member.roles = [role for role in member.roles if role.name != Role.EDITOR]


def is_switched_off(_submission_id: int) -> None:
    with transaction():
        session.get_one(Member, making.member_id("editor")).active = False


def doubts_a_right(submission_id: int) -> None:
    from app.review.rights import actions as rights
    from app.review.rights import queries as weighed
    from app.submissions import queries as drafts

    by_id = making.member(Role.REVIEWER, "reviewer0")
    with transaction():
        revision = drafts.newest(session.get_one(Submission, submission_id))
        assert revision is not None
        right = revision.placements[0].rights_id
        last = weighed.newest_of([right])[right].id
        said = {right: rights.Weighed(findings.Found.QUESTIONED, note="Whose is it?", last=last)}
        rights.weigh(
            submission_id, said, by=session.get_one(Member, by_id), content_hash=revision.content_hash
        )


def is_claimed(submission_id: int) -> None:
    by_id = making.member(Role.REVIEWER, "third")
    with moved(SOON - timedelta(minutes=1)), transaction():
        item = reviews.item_of(session.get_one(Submission, submission_id))
        assert item is not None
        review.open_item(item, session.get_one(Member, by_id))


STANDS_AGAINST: list[tuple[Callable[[int], None], str, bool]] = [
    (writes_on, "changed the article since signing", True),
    (is_demoted, "does not include publishing", True),
    (is_switched_off, "is closed", False),
    (doubts_a_right, "Not every right is settled", True),
    (is_claimed, "has claimed this", True),
]


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    ("act", "why", "writes"), STANDS_AGAINST, ids=[one[0].__name__ for one in STANDS_AGAINST]
)
def test_what_the_gate_refuses_at_that_time_is_approved_as_before_and_all_hear_why(
    app: Flask, act: Callable[[int], None], why: str, writes: bool
) -> None:
    submission_id = making.approved()
    plan(submission_id)
    act(submission_id)
    with moved(SOON):
        work.publish_due()
        work.publish_due()
    submission = stands(submission_id)
    assert article_of(submission_id) is None
    assert submission.standing is State.APPROVED
    item = reviews.item_of(submission)
    assert item is not None
    assert (item.owes, item.state, item.open) == (Owes.US, "approved", True)
    assert "not published at its time" in item.detail
    row = schedules.of(submission)
    assert row is not None
    assert why in row.why
    assert kinds_of(submission_id).count(Kind.PUBLICATION_REFUSED) == 1
    assert told(app, "publication_refused") == ({"member", "webmaster"} if writes else {"webmaster"})
    assert told(app, "publication_cancelled") == {"author"}
    letter = session.scalars(select(Message).where(Message.letter == "publication_cancelled")).one()
    assert "sign it again or put it back" in " ".join(letter.text.split()), (
        "its author may have to do something"
    )
    [event] = audit.history(submission.ref, kinds=[Kind.PUBLICATION_REFUSED])
    assert why not in str(event.facts), "what stands against it may quote its author"


@pytest.mark.usefixtures("inside")
def test_what_was_refused_can_have_another_time_once_it_is_settled(app: Flask) -> None:
    submission_id = making.approved()
    plan(submission_id)
    writes_on(submission_id)
    with moved(SOON):
        work.publish_due()
    with transaction():
        held = submissions.hold(submission_id)
        submissions.save(held, {"body": making.BODY}, version=held.copy.version, images={})
    with moved(SOON):
        plan(submission_id)
        item = reviews.item_of(stands(submission_id))
        assert item is not None
        assert "not published" not in item.detail
    with moved(2 * SOON):
        work.publish_due()
    assert article_of(submission_id) is not None


@pytest.mark.usefixtures("inside")
def test_one_that_our_own_side_cannot_publish_stops_no_other_and_is_tried_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = making.approved("One"), making.approved("Two", email="b@example.org")
    plan(first)
    plan(second, after=SOON + timedelta(seconds=1))
    real = publishing.publish_due

    def fails(submission_id: int) -> bool:
        if submission_id == first:
            raise OSError("the disk is away")
        return real(submission_id)

    with moved(SOON * 2):
        with monkeypatch.context() as patch:
            patch.setattr(publishing, "publish_due", fails)
            with pytest.raises(OSError, match="disk"):
                work.publish_due()
        assert article_of(first) is None
        assert article_of(second) is not None
        work.publish_due()
        assert article_of(first) is not None


# What everybody sees meanwhile


@pytest.mark.usefixtures("inside")
def test_the_queue_says_that_the_clock_has_the_next_move_and_when() -> None:
    submission_id = making.approved()
    at = plan(submission_id)
    item = reviews.item_of(stands(submission_id))
    assert item is not None
    assert (item.owes, item.due_at, item.open, item.state) == (Owes.CLOCK, at, True, "scheduled")
    assert item.claim is None


@pytest.mark.usefixtures("inside")
def test_nothing_of_it_counts_as_late_when_its_time_comes(app: Flask) -> None:
    from app.worklist import actions as worklist

    submission_id = making.approved()
    plan(submission_id)
    with moved(SOON + timedelta(minutes=1)), transaction():
        worklist.mark_late()
    item = reviews.item_of(stands(submission_id))
    assert item is not None
    assert not item.late


def test_every_move_out_of_it_leaves_no_time_behind() -> None:
    """The table: what leads out of a time, and that the tests above try each."""
    from app.submissions.states import SUBMISSION

    tried = {one[1] for one in ENDS} | {State.PUBLISHED, State.SCHEDULED, State.APPROVED}
    led = {state for state in State if SUBMISSION.allows(State.SCHEDULED, state)}
    assert led == tried, [words(state) for state in led ^ tried]
    assert frozenset({State.APPROVED, State.SCHEDULED}) == PUBLISHABLE


@pytest.mark.usefixtures("inside")
def test_what_fails_on_our_side_at_its_time_is_tried_for_ten_minutes_and_then_told(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_given: object, **_said: object) -> None:
        raise OSError("the disk is full")

    broken, well = making.approved(), making.approved("Two", email="b@example.org")
    plan(broken)
    letters(app)
    monkeypatch.setattr(submissions, "take", breaks)
    back = 2 * SOON  # the worker had been away
    for after in (timedelta(0), timedelta(minutes=9)):
        with moved(back + after), pytest.raises(OSError, match="full"):
            work.publish_due()
        assert stands(broken).standing is State.SCHEDULED
    with moved(back + timedelta(minutes=11)):
        with pytest.raises(OSError, match="full"):
            work.publish_due()
        assert stands(broken).standing is State.APPROVED
        work.publish_due()
        schedule = schedules.of(stands(broken))
        assert schedule is not None
        assert "failed each time" in schedule.why
        told = letters(app)
    assert (
        sorted(name for name, _ in told if name.startswith("publication_")).count("publication_refused") == 2
    )
    assert article_of(broken) is None
    assert stands(well).standing is State.APPROVED


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("end", ["cancelled", "refused", "set again and cancelled"])
def test_while_a_time_stands_the_clock_of_the_desk_stands_too(end: str) -> None:
    submission_id, days = making.approved(), timedelta(days=30)
    due = stands(submission_id).review_due_at
    assert due is not None
    plan(submission_id, after=days)
    by_id = making.member(Role.EDITOR)
    if end == "set again and cancelled":
        with moved(days / 2):
            plan(submission_id, after=days / 2)
    with moved(days):
        if end == "refused":
            is_demoted(submission_id)
            work.publish_due()
        else:
            with transaction():
                by = session.get_one(Member, by_id)
                publishing.cancel(submission_id, by=by, version=stands(submission_id).version)
        assert stands(submission_id).standing is State.APPROVED
        again = stands(submission_id).review_due_at
        assert again is not None
        assert timedelta(0) <= again - (due + days) < timedelta(minutes=2)
        item = reviews.item_of(stands(submission_id))
        assert item is not None
        assert item.due_at == again


@pytest.mark.usefixtures("inside")
def test_a_fault_at_the_old_time_is_none_of_a_time_that_was_set_meanwhile() -> None:
    """Between the fault and the note of it an editor sets another time: that one is tried for as long as any."""
    submission_id = making.approved()
    plan(submission_id)
    with moved(SOON):
        plan(submission_id, after=timedelta(days=1))
        with transaction():
            assert publishing.give_up(submission_id) is False
    schedule = schedules.of(stands(submission_id))
    assert schedule is not None
    assert schedule.failed_at is None


@pytest.mark.usefixtures("inside")
def test_one_whose_fault_cannot_even_be_noted_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, well = making.approved(), making.approved("Two", email="b@example.org")
    plan(broken)
    plan(well, after=2 * SOON)
    take, give_up = submissions.take, publishing.give_up

    def breaks(submission_id: int, *given: object, **more: object) -> Submission:
        if submission_id == broken:
            raise OSError("The disk is full.")
        return take(submission_id, *given, **more)  # type: ignore[arg-type]

    def cannot(submission_id: int) -> bool:
        if submission_id == broken:
            raise OSError("The database is read-only.")
        return give_up(submission_id)

    monkeypatch.setattr(submissions, "take", breaks)
    monkeypatch.setattr(publishing, "give_up", cannot)
    with moved(3 * SOON), pytest.raises(OSError, match="full"):
        work.publish_due()
    assert article_of(well) is not None
    assert stands(broken).standing is State.SCHEDULED
