"""Business days and the ends of days; pure. Holidays come from a kept library, named by country (ISO 3166)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays


@lru_cache(maxsize=32)
def _days_off(country: str) -> holidays.HolidayBase:
    name, _, part = country.partition("-")
    return holidays.country_holidays(name, subdiv=part or None)


def is_business_day(day: date, *, country: str) -> bool:
    return day.weekday() < 5 and day not in _days_off(country)


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
