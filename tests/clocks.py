"""The days on which the clocks of a zone change next, so that no test is bound to a year."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/London")


def goes_forward() -> date:
    """The next day of which the clocks leave out an hour: 01:30 is never shown."""
    return _next(timedelta(hours=1))


def goes_back() -> date:
    """The next day of which the clocks show an hour twice: 01:30 comes twice."""
    return _next(timedelta(hours=-1))


def tomorrow() -> date:
    return datetime.now(ZONE).date() + timedelta(days=1)


def _next(by: timedelta) -> date:
    days = (datetime.now(ZONE).date() + timedelta(days=number) for number in range(1, 366))
    return next(day for day in days if _offset(day + timedelta(days=1)) - _offset(day) == by)


def _offset(day: date) -> timedelta:
    found = datetime(day.year, day.month, day.day, tzinfo=ZONE).utcoffset()
    assert found is not None
    return found
