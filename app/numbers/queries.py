"""What was done in a time, by week, and how long it took: counted from the log and the facts beside it.

A decision that was taken back is none. What was erased still counts, by its number alone. Nothing is counted by person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    column,
    exists,
    func,
    literal,
    select,
    union_all,
    values,
)
from sqlalchemy.orm import aliased

from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import UTCDateTime, session
from app.numbers import ranks
from app.numbers.periods import Period, Week
from app.publishing.models import Article
from app.review.models import Undoing
from app.submissions.models import Submission


class Done(StrEnum):
    """What is counted by week."""

    RECEIVED = "received"
    DECIDED = "decided"
    PUBLISHED = "published"
    OPENED = "opened"
    CASES = "cases"
    LATE = "late"


ANSWERS = (Kind.SUBMISSION_APPROVED, Kind.CHANGES_REQUESTED, Kind.SUBMISSION_DECLINED)
"""A decision its author hears of. One approval of several is none yet."""
SETTLES = (Kind.SUBMISSION_APPROVED, Kind.SUBMISSION_DECLINED)

COUNTED: dict[Kind, Done] = {
    Kind.SUBMISSION_RECEIVED: Done.RECEIVED,
    **dict.fromkeys(ANSWERS, Done.DECIDED),
    Kind.ARTICLE_PUBLISHED: Done.PUBLISHED,
    Kind.CASE_OPENED: Done.OPENED,
    Kind.CASE_DECIDED: Done.CASES,
    Kind.CLOCK_BREACHED: Done.LATE,
}
PERCENTILES = (50, 90, 99)


class Took(StrEnum):
    """What is measured, to the moment that lies in the period: all of it elapsed time, nights and holidays included,
    because that is how long somebody waits. The working days of a due time count in ``Done.LATE`` alone."""

    FIRST = "first"
    SETTLED = "settled"
    PUBLISHED = "published"
    CASE = "case"


@dataclass(frozen=True)
class Times:
    """How many there were, and their percentiles by nearest rank, in seconds."""

    number: int
    at: Mapping[int, int]


def by_week(period: Period) -> list[tuple[Week, Mapping[Done, int]]]:
    """How often each thing was done in each week of the period. Two statements, at any number of weeks."""
    found = [dict.fromkeys(Done, 0) for _ in period.weeks]
    plain = [kind for kind in COUNTED if kind not in ANSWERS]
    for query in (_weekly(period, plain), _weekly(period, ANSWERS).where(_stands(Event))):
        for number, kind, times in session.execute(query):
            found[number][COUNTED[Kind(kind)]] += times
    return list(zip(period.weeks, found, strict=True))


def took(period: Period) -> dict[Took, Times]:
    """How long things took that came to their end in the period. One statement."""
    found: dict[str, tuple[int, dict[int, int]]] = {}
    for name, number, place, seconds in session.execute(
        ranks.at_places(_lasted(period).subquery(), PERCENTILES)
    ):
        found.setdefault(name, (number, {}))[1][place] = seconds
    return {
        one: Times(number, {p: places[ranks.place(p, number)] for p in PERCENTILES})
        if number
        else Times(0, {})
        for one in Took
        for number, places in [found.get(one.value, (0, {}))]
    }


def _weekly(period: Period, kinds: Iterable[Kind]) -> Select[Any]:
    weeks = (
        values(
            column("number", Integer),
            column("since", UTCDateTime()),
            column("until", UTCDateTime()),
            name="weeks",
        )
        .data([(number, week.since, week.until) for number, week in enumerate(period.weeks)])
        .cte("weeks")
    )
    return (
        select(weeks.c.number, Event.kind, func.count())
        .join_from(weeks, Event, (Event.at >= weeks.c.since) & (Event.at < weeks.c.until))
        .where(_is(Event, kinds))
        .group_by(weeks.c.number, Event.kind)
    )


def _lasted(period: Period) -> Select[str, int]:
    """The columns ``name`` and ``value`` (seconds) of everything that came to its end in the period."""
    parts = [_to_answer(period, Took.FIRST, ANSWERS), _to_answer(period, Took.SETTLED, SETTLES)]
    published = (
        select(literal(Took.PUBLISHED.value), ranks.lasted(Submission.submitted_at, Event.at))
        .join_from(Event, Article, Article.id == Event.subject_id)
        .join(Submission, Submission.id == Article.submission_id)
        .where(_within(period), _is(Event, [Kind.ARTICLE_PUBLISHED]), Submission.submitted_at.is_not(None))
    )
    opened = aliased(Event)
    cases = (
        select(literal(Took.CASE.value), ranks.lasted(opened.at, Event.at))
        .join_from(Event, opened, (opened.subject_kind == "case") & (opened.subject_id == Event.subject_id))
        .where(_within(period), _is(Event, [Kind.CASE_DECIDED]), _is(opened, [Kind.CASE_OPENED]))
    )
    rows = union_all(*parts, published, cases).subquery()
    name, value = rows.c
    return select(name.label("name"), value.label("value"))


def _to_answer(period: Period, name: Took, kinds: Iterable[Kind]) -> Select[str, int]:
    """From when an article was received to the first of these answers that stands, given in the period."""
    earlier = aliased(Event)
    before = exists().where(
        earlier.subject_kind == "submission",
        earlier.subject_id == Event.subject_id,
        earlier.at < period.since,
        (earlier.kind + "").in_(
            [kind.value for kind in kinds]
        ),  # found by its subject: SQLite would go by its kind
        _stands(earlier),
    )
    first = (
        select(Event.subject_id.label("id"), func.min(Event.at).label("at"))
        .where(_within(period), _is(Event, kinds), _stands(Event), ~before)
        .group_by(Event.subject_id)
        .subquery()
    )
    return (
        select(literal(name.value), ranks.lasted(Submission.submitted_at, first.c.at))
        .join_from(first, Submission, Submission.id == first.c.id)
        .where(Submission.submitted_at.is_not(None))
    )


def _within(period: Period) -> ColumnElement[bool]:
    return (Event.at >= period.since) & (Event.at < period.until)


def _is(event: Any, kinds: Iterable[Kind]) -> ColumnElement[bool]:
    found: ColumnElement[bool] = event.kind.in_([kind.value for kind in kinds])
    return found


def _stands(event: Any) -> ColumnElement[bool]:
    """The decision that an event tells of was not taken back."""
    return ~exists().where(Undoing.decision_id == event.facts["decision"].as_integer())
