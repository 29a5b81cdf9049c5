"""Numbers equal a plain count over everything that happened, on both databases."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.accounts.models import Member
from app.audit.kinds import Kind, Ref
from app.audit.models import Event
from app.clock import now
from app.db import session, transaction
from app.notifications import undoing
from app.numbers import periods, queries, waiting
from app.numbers.queries import Done, Took
from app.review import actions as review
from app.review.models import Decision, Undoing, Verdict
from app.submissions.models import Submission
from app.worklist import actions as worklist
from app.worklist import queries as queue
from app.worklist.models import Item, Owes
from app.worklist.views import View, one_of
from tests.pages.test_number_of_questions import counted
from tests.publishing import making as publishing
from tests.review import making

ZONE = "Europe/Berlin"


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def nearest(values: Sequence[int], percentile: int) -> int:
    """The percentile by nearest rank, as a textbook has it."""
    return sorted(values)[ceil(percentile * len(values) / 100) - 1]


def decide(submission_id: int, by: int, verdict: Verdict, **reasons: Any) -> Decision:
    making.in_review(submission_id, by)
    with transaction():
        return review.decide(
            submission_id,
            verdict,
            by=session.get_one(Member, by),
            seen=making.seen(submission_id),
            **reasons,
        )


def undo(submission_id: int, by: int) -> None:
    with transaction():
        decision = session.scalars(select(Decision).order_by(Decision.id.desc()).limit(1)).one()
        version = session.get_one(Submission, submission_id).version
        undoing.undo(submission_id, decision.id, by=session.get_one(Member, by), version=version)


@pytest.fixture
def half_a_year() -> periods.Period:
    """Articles of half a year: approved, sent back, declined, and some of it taken back at once."""
    one, two = making.member("One"), making.member("Two")
    dice = random.Random(7)
    for number in range(14):
        received = timedelta(seconds=-dice.randrange(86400 * 20, 86400 * 160))
        with clock.moved(received):
            submission = making.submitted(f"a{number}@example.org", title=f"Title {number}")
        answered = received + timedelta(seconds=dice.randrange(60, 86400 * 19))
        with clock.moved(answered):
            match number % 4:
                case 0:
                    decide(submission, one, Verdict.APPROVED)
                    decide(submission, two, Verdict.APPROVED)
                case 1:
                    decide(submission, one, Verdict.CHANGES_REQUESTED, reasons=["sources", "length"])
                case 2:
                    decide(submission, one, Verdict.DECLINED, reasons=["scope"])
                case 3:
                    decide(submission, one, Verdict.DECLINED, reasons=["scope"])
                    undo(submission, one)
        if number in (3, 7):  # decided anew, later
            with clock.moved(answered + timedelta(days=1)):
                decide(submission, one, Verdict.CHANGES_REQUESTED, note="Please shorten it.")
    today = now().astimezone(ZoneInfo(ZONE)).date()
    return periods.back(52, today=today, zone=ZONE)


def standing(*kinds: Kind) -> list[Event]:
    """Every event of these kinds whose decision was not taken back."""
    gone = set(session.scalars(select(Undoing.decision_id)))
    events = session.scalars(select(Event).order_by(Event.at))
    return [one for one in events if one.name in kinds and one.facts.get("decision") not in gone]


def received(submission_id: int) -> datetime:
    return next(one.at for one in standing(Kind.SUBMISSION_RECEIVED) if one.subject_id == submission_id)


def seconds(since: datetime, until: datetime) -> int:
    return int(until.timestamp()) - int(since.timestamp())


def test_what_was_done_by_week_is_what_the_log_says(half_a_year: periods.Period):
    zone = ZoneInfo(ZONE)
    for kinds, done in (
        ((Kind.SUBMISSION_RECEIVED,), Done.RECEIVED),
        (queries.ANSWERS, Done.DECIDED),
    ):
        wanted: dict[Any, int] = {}
        for one in standing(*kinds):
            day = one.at.astimezone(zone).date()
            monday = day - timedelta(days=day.weekday())
            wanted[monday] = wanted.get(monday, 0) + 1
        found = queries.by_week(half_a_year)
        assert {week.begins: counts[done] for week, counts in found if counts[done]} == wanted
        assert sum(wanted.values()) == {Done.RECEIVED: 14, Done.DECIDED: 13}[done]


def test_how_long_it_took_is_the_nearest_rank_of_what_was_counted_one_by_one(half_a_year: periods.Period):
    for took, kinds in ((Took.FIRST, queries.ANSWERS), (Took.SETTLED, queries.SETTLES)):
        first: dict[int, datetime] = {}
        for one in standing(*kinds):
            first.setdefault(one.subject_id, one.at)
        values = [seconds(received(id_), at) for id_, at in first.items()]
        found = queries.took(half_a_year)[took]
        assert found.number == len(values)
        assert len(values) > 5
        assert found.at == {p: nearest(values, p) for p in (50, 90, 99)}


def test_only_what_ended_in_the_period_is_measured_and_only_its_first_answer(half_a_year: periods.Period):
    first: dict[int, datetime] = {}
    for one in standing(*queries.ANSWERS):
        first.setdefault(one.subject_id, one.at)
    middle = sorted(first.values())[len(first) // 2].date()
    period = periods.between(middle, half_a_year.last, today=half_a_year.last, zone=ZONE)
    values = [seconds(received(id_), at) for id_, at in first.items() if at >= period.since]
    found = queries.took(period)[Took.FIRST]
    assert (found.number, found.at[50]) == (len(values), nearest(values, 50))


def test_a_time_in_which_nothing_happened_has_no_percentiles(half_a_year: periods.Period):
    day = half_a_year.first - timedelta(days=400)
    period = periods.between(day, day, today=half_a_year.last, zone=ZONE)
    assert {(times.number, len(times.at)) for times in queries.took(period).values()} == {(0, 0)}


def test_what_waits_equals_the_lines_of_the_queue_it_leads_to():
    dice = random.Random(3)
    with transaction():
        for number in range(60):
            kind = dice.choice(["submission", "case", "right"])
            owes = dice.choice([Owes.US, Owes.US, Owes.AUTHOR, Owes.CLOCK])
            since = now() - timedelta(seconds=dice.randrange(10, 10**6))
            row = worklist.Row(
                kind=kind,
                url="/desk",
                title=f"Number {number}",
                state="triage",
                owes=owes,
                due_at=now() + timedelta(seconds=dice.randrange(-(10**5), 10**5)),
                our_turn_since=since if number % 3 else None,
            )
            worklist.put(Ref(kind, number), row)
    with transaction():
        while worklist.mark_late():
            pass
    lines = waiting.lines()
    assert [line.label for line in lines] == ["Article", "Report", "Right", "All"]
    for line in lines:
        for counted_as in (*line.turns.values(), line.every, line.late):
            shown = View("", "", one_of(**counted_as.where))
            assert len(queue.page(shown, member_id=1, size=50).rows) == min(counted_as.items, 50)
            assert counted_as.items == sum(1 for item in _open() if _stands_in(item, counted_as.where))


def test_how_long_it_waits_is_the_nearest_rank_of_the_rows():
    test_what_waits_equals_the_lines_of_the_queue_it_leads_to()
    moment = now()
    with clock.moved(timedelta(0)):
        lines = waiting.lines()
    for line in lines:
        ours = [item for item in _open() if item.owes == Owes.US and line.kind in ("", item.kind)]
        waits = [seconds(item.our_turn_since or item.begun_at, moment) for item in ours]
        late = [seconds(item.due_at, moment) for item in ours if item.late]
        for spread, values in ((line.waits, waits), (line.lateness, late)):
            assert spread.number == len(values)
            for found, percentile in ((spread.median, 50), (spread.ninth, 90), (spread.longest, 100)):
                assert found == pytest.approx(nearest(values, percentile), abs=2)


def _open() -> Sequence[Item]:
    return session.scalars(select(Item).where(Item.open)).unique().all()


def _stands_in(item: Item, where: Any) -> bool:
    said = {"kind": item.kind, "owes": item.owes, "late": "late" if item.late else "in_time"}
    return all(said[name] == value for name, value in where.items())


def test_the_numbers_take_as_many_statements_for_much_as_for_little(app: Flask, half_a_year: periods.Period):
    few = periods.back(4, today=half_a_year.last, zone=ZONE)
    taken = []
    for period in (few, half_a_year):
        session.rollback()
        with counted(app) as sent:
            waiting.lines(), queries.by_week(period), queries.took(period)
        taken.append(len([one for one in sent if one.startswith(("SELECT", "WITH"))]))
    assert taken == [6, 6]


def test_published_articles_are_counted_in_the_week_readers_got_them():
    publishing_period = periods.back(4, today=now().date() + timedelta(days=1), zone="UTC")
    publishing.published()
    assert queries.by_week(publishing_period)[-1][1][Done.PUBLISHED] == 1
