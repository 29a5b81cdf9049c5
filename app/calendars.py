"""Business days and the ends of days; pure. Holidays come from a kept library, named by country (ISO 3166)."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.metadata import version
from zoneinfo import ZoneInfo

import holidays


@lru_cache(maxsize=32)
def _days_off(country: str) -> holidays.HolidayBase:
    name, _, part = country.partition("-")
    return holidays.country_holidays(name, subdiv=part or None)


def is_business_day(day: date, *, country: str) -> bool:
    return day.weekday() < 5 and day not in _days_off(country)


@cache
def library() -> str:
    """The kept library of holidays, with its version: a newer one may know other days."""
    return f"holidays {version('holidays')}"


def next_business_day(day: date, *, country: str) -> date:
    """The day itself, or the first business day after it."""
    while not is_business_day(day, country=country):
        day += timedelta(days=1)
    return day


def nth_business_day(day: date, count: int, *, country: str) -> date:
    """The ``count``-th business day after a day, which is not counted itself."""
    for _ in range(count):
        day = next_business_day(day + timedelta(days=1), country=country)
    return day


def add_months(day: date, months: int) -> date:
    """The day of the same number, or the last of its month where that is shorter: 31 January and one month is the end
    of February."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def add_business_hours(start: datetime, hours: int, *, country: str, zone: str) -> datetime:
    """``hours`` later, in UTC, where days off are disregarded whole: on a business day every hour counts, by night too
    (SI 2013/3028 reg. 1(3)). Hours are hours that pass, so a day on which clocks change has 23 or 25."""
    moment, left = start.astimezone(UTC), timedelta(hours=hours)
    while True:
        day = moment.astimezone(ZoneInfo(zone)).date()
        ends = end_of(day, zone=zone)
        if is_business_day(day, country=country):
            if left <= ends - moment:
                return moment + left
            left -= ends - moment
        moment = ends


def add_business_days(start: datetime, days: int, *, country: str, zone: str) -> datetime:
    """The same wall-clock time ``days`` business days later, counted in ``zone``, given back in ``start``'s zone."""
    local = start.astimezone(ZoneInfo(zone))
    day = local.date()
    while days > 0:
        day += timedelta(days=1)
        if is_business_day(day, country=country):
            days -= 1
    due = datetime.combine(day, local.timetz().replace(tzinfo=None), tzinfo=ZoneInfo(zone))
    return due.astimezone(start.tzinfo)


def at_same_time(start: datetime, day: date, *, zone: str) -> datetime:
    """The wall-clock time of ``start`` in ``zone`` on another day, in UTC."""
    shown = start.astimezone(ZoneInfo(zone)).time()
    return datetime.combine(day, shown, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def start_of(day: date, *, zone: str) -> datetime:
    """The midnight with which a day begins in ``zone``, in UTC."""
    return end_of(day - timedelta(days=1), zone=zone)


def end_of(day: date, *, zone: str) -> datetime:
    """The midnight that ends a day in ``zone``, in UTC. A day on which a clock is changed has 23 or 25 hours."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def moments(shown: datetime, *, zone: str) -> list[datetime]:
    """When the clocks of ``zone`` show this date and time, in UTC, the earlier first: once; twice on the night they go
    back, and never in the hour they leave out going forward."""
    there = ZoneInfo(zone)
    read = {shown.replace(tzinfo=there, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(one for one in read if one.astimezone(there).replace(tzinfo=None) == shown)


def on_clocks(moment: datetime, *, zone: str) -> datetime:
    """What the clocks of ``zone`` show at a moment, without a zone of its own."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def offset(moment: datetime, *, zone: str) -> str:
    """How far the clocks of ``zone`` are from UTC at a moment: UTC+01:00."""
    minutes = round((moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()).total_seconds() / 60)
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def in_words(moment: datetime, *, zone: str) -> str:
    """A moment as the clocks of ``zone`` show it, so that nobody has to guess which clocks: 1 July 2027, 09:00
    (Europe/Berlin, UTC+02:00)."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%B %Y}, {local:%H:%M} ({zone}, {offset(moment, zone=zone)})"
