"""The time that numbers are about: whole weeks from Monday, on the publisher's clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.errors import Refused
from app.numbers import periods, words

BERLIN = "Europe/Berlin"


def test_the_last_weeks_begin_on_a_monday_and_end_with_the_one_that_runs():
    period = periods.back(4, today=date(2026, 11, 25), zone=BERLIN)
    assert [week.begins for week in period.weeks] == [date(2026, 11, day) for day in (2, 9, 16, 23)]
    assert [week.whole for week in period.weeks] == [True, True, True, False]
    assert (period.first, period.last) == (date(2026, 11, 2), date(2026, 11, 25))
    assert period.since == datetime(2026, 11, 1, 23, tzinfo=UTC)
    assert period.until == datetime(2026, 11, 25, 23, tzinfo=UTC)
    assert period.asked == {"weeks": "4"}


def test_a_week_in_which_the_clocks_are_changed_has_an_hour_more_or_less():
    autumn = periods.between(date(2026, 10, 19), date(2026, 11, 1), today=date(2027, 1, 1), zone=BERLIN)
    spring = periods.between(date(2026, 3, 23), date(2026, 3, 29), today=date(2027, 1, 1), zone=BERLIN)
    hours = [(week.until - week.since) // timedelta(hours=1) for week in (*autumn.weeks, *spring.weeks)]
    assert hours == [169, 168, 167]
    assert autumn.weeks[0].until == autumn.weeks[1].since


def test_days_that_cut_a_week_leave_it_in_part():
    period = periods.between(date(2026, 11, 4), date(2026, 11, 16), today=date(2027, 1, 1), zone="UTC")
    assert [(week.first.day, week.last.day, week.whole) for week in period.weeks] == [
        (4, 8, False),
        (9, 15, True),
        (16, 16, False),
    ]
    assert period.asked == {"from": "2026-11-04", "to": "2026-11-16"}


def test_days_to_come_end_with_today():
    period = periods.between(date(2026, 11, 20), date(2026, 12, 31), today=date(2026, 11, 25), zone="UTC")
    assert period.last == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 11, 5), date(2026, 11, 4)),
        (date(2026, 11, 26), date(2026, 11, 27)),
        (date(2020, 1, 1), date(2026, 11, 4)),
        (date.min, date(2026, 11, 4)),
    ],
)
def test_no_other_days_are_taken(first: date, last: date):
    with pytest.raises(Refused):
        periods.between(first, last, today=date(2026, 11, 25), zone=BERLIN)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "under a minute"),
        (60, "1 minute"),
        (3599, "59 minutes"),
        (3660, "1 hour 1 minute"),
        (86400, "1 day"),
        (86400 * 3 + 3600 * 4 + 59, "3 days 4 hours"),
        (86400 + 59, "1 day"),
    ],
)
def test_how_long_it_took_is_said_in_two_units(seconds: int, said: str):
    assert words.lasting(seconds) == said
