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
