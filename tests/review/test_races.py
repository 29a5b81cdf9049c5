"""Many at once: exactly one outcome, one vote a person, one holder, and nobody sees a failure of ours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Member
from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import db, session, transaction
from app.errors import Refused, Stale
from app.review import actions
from app.review.models import Decision, Verdict
from app.review.policy import actions as policy
from app.review.policy import queries as policies
from app.review.policy.models import Tick
from app.site import lists
from app.submissions import actions as submissions
from app.submissions.comments import Settlement
from app.submissions.models import Submission
from app.worklist import queries as queue
from app.worklist import views
from app.worklist.actions import Held
from app.worklist.models import Item
from tests.review import making

CROWD = 16
TRIES = 40


def at_once(app: Flask, acts: Sequence[Callable[[], str]]) -> list[str]:
    """Runs every act in a thread of its own, all from one barrier; what each ended with."""
    barrier, ended = Barrier(len(acts)), [""] * len(acts)

    def run(number: int, act: Callable[[], str]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                ended[number] = act()
            except Refused as refused:
                ended[number] = f"{type(refused).__name__}: {refused.sentence}"
            except Exception as fault:  # noqa: BLE001 - whatever it is, the test must show it
                ended[number] = f"fault: {fault!r}"
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


def test_sixteen_deciding_at_once_make_exactly_one_final_move(app: Flask):
    with app.app_context():
        people = [making.member(f"Reviewer {number}") for number in range(4)]
        submission = making.submitted()
        making.in_review(submission, people[0])

    def decide(by: int) -> str:
        for _ in range(TRIES):
            try:
                with transaction():
                    seen = making.seen(submission)
                    actions.decide(submission, Verdict.APPROVED, by=session.get_one(Member, by), seen=seen)
                return "decided"
            except Stale:
                continue
        return "gave up"

    ended = at_once(app, [partial(decide, people[n % 4]) for n in range(CROWD)])
    assert not [word for word in ended if word.startswith("fault") or word == "gave up"], ended
    assert ended.count("decided") == 2
    with app.app_context():
        voters = session.scalars(select(Decision.by_id)).all()
        assert len(voters) == len(set(voters)) == 2
        approved = select(func.count(Event.id)).where(Event.kind == Kind.SUBMISSION_APPROVED.value)
        assert session.scalar(approved) == 1
        assert session.get_one(Submission, submission).state == "approved"
        assert queue.counts(views.STANDING.values(), member_id=people[0])["open"].items == 1


def test_of_sixteen_who_saw_the_same_page_one_decides_and_the_others_are_told(app: Flask):
    with app.app_context():
        people = [making.member(f"Reviewer {number}") for number in range(CROWD)]
        submission = making.submitted()
        making.in_review(submission, people[0])
        seen = making.seen(submission)
    verdicts = [Verdict.APPROVED, Verdict.DECLINED, Verdict.CHANGES_REQUESTED]

    def decide(by: int, verdict: Verdict) -> str:
        with transaction():
            person = session.get_one(Member, by)
            actions.decide(submission, verdict, by=person, note="Because.", seen=seen)
        return "decided"

    ended = at_once(app, [partial(decide, by, verdicts[n % 3]) for n, by in enumerate(people)])
    assert ended.count("decided") == 1
    assert len([word for word in ended if word.startswith("Stale")]) == CROWD - 1, ended
    with app.app_context():
        assert session.scalar(select(func.count(Decision.id))) == 1


def test_of_many_who_claim_at_once_one_wins_and_the_others_are_told_who(app: Flask):
    with app.app_context():
        people = [making.member(f"Reviewer {number}") for number in range(8)]
        item = making.item_of(making.submitted()).id

    def claim(by: int) -> str:
        with transaction():
            return actions.open_item(session.get_one(Item, item), session.get_one(Member, by)).holder_name

    ended = at_once(app, [partial(claim, by) for by in people])
    winners = [word for word in ended if word.startswith("Reviewer")]
    assert len(winners) == 1
    others = [word for word in ended if word.startswith(f"{Held.__name__}: {winners[0]} has claimed")]
    assert len(others) == len(people) - 1, ended
    with app.app_context():
        started = select(func.count(Event.id)).where(Event.kind == Kind.REVIEW_STARTED.value)
        assert session.scalar(started) == 1


def test_claims_and_decisions_on_many_items_never_lock_each_other(app: Flask):
    with app.app_context():
        people = [making.member(f"Reviewer {number}") for number in range(4)]
        subjects = [
            making.submitted(f"author{number}@example.org", title=f"T{number}") for number in range(4)
        ]
        items = [making.item_of(subject).id for subject in subjects]

    def work(number: int) -> str:
        by, subject, item = people[number % 4], subjects[number // 4], items[number // 4]
        with transaction():
            actions.open_item(session.get_one(Item, item), session.get_one(Member, by))
        with transaction():
            actions.decide(
                subject,
                Verdict.CHANGES_REQUESTED,
                by=session.get_one(Member, by),
                note="Please.",
                seen=making.seen(subject),
            )
        return "done"

    ended = at_once(app, [partial(work, number) for number in range(CROWD)])
    assert not [word for word in ended if word.startswith("fault")], ended
    with app.app_context():
        shown = queue.counts(views.STANDING.values(), member_id=people[0])
        for name, view in views.STANDING.items():
            assert shown[name].items == len(queue.page(view, member_id=people[0]).rows)


def test_ticked_and_settled_many_times_at_once_is_said_once(app: Flask):
    with app.app_context():
        person = making.member()
        submission = making.submitted()
        making.in_review(submission, person)
        revision = making.newest(submission).id
        version = policies.in_force()
        assert version is not None
        text, keys = version.id, {one.key for one in lists.items(version.body)}
        with transaction():
            about = submissions.About(quote="most notice improvement")
            found, by = session.get_one(Submission, submission), session.get_one(Member, person)
            comment = submissions.comment(found, body="How many?", by=by, about=about).id

    def tick() -> str:
        with transaction():
            by = session.get_one(Member, person)
            policy.tick(submission, keys, by=by, revision_id=revision, text_id=text)
        return "ticked"

    def settle() -> str:
        with transaction():
            found, by = session.get_one(Submission, submission), session.get_one(Member, person)
            submissions.settle(found, comment, by=by)
        return "settled"

    ended = at_once(app, [tick, settle] * (CROWD // 2))
    assert sorted(set(ended)) == ["settled", "ticked"], ended
    with app.app_context():
        assert session.scalar(select(func.count(Tick.id))) == len(keys)
        assert session.scalar(select(func.count(Settlement.id))) == 1
