"""The time that numbers are about: whole days on the publisher's clocks, in weeks that begin on Monday; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.calendars import end_of
from app.errors import Refused

LAST = (4, 12, 52)
"""Weeks to choose from; the last of them is the one that runs."""
USUAL = 12
LONGEST = 106
"""Weeks: two years, and the two weeks they begin and end in."""
EARLIEST = date(2000, 1, 1)
"""Nobody used it before; and what comes before the first day there is, no calendar can say."""
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """A week, or what of it lies in the period: from ``since`` to before ``until``, its days ``first`` to ``last``.
    ``begins`` is its Monday; one that is cut, or still runs, is not ``whole``."""

    begins: date
    first: date
    last: date
    since: datetime
    until: datetime
    whole: bool


@dataclass(frozen=True)
class Period:
    """From the beginning of the day ``first`` to the end of the day ``last``. ``number`` is how many weeks back were
    asked for; 0 where days were."""

    first: date
    last: date
    weeks: tuple[Week, ...]
    number: int = 0

    @property
    def since(self) -> datetime:
        return self.weeks[0].since

    @property
    def until(self) -> datetime:
        return self.weeks[-1].until

    @property
    def asked(self) -> dict[str, str]:
        """What an address says to ask for it again."""
        if self.number:
            return {"weeks": str(self.number)}
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}


def back(number: int, *, today: date, zone: str) -> Period:
    """The last weeks, with the one that runs."""
    first = _monday(today) - (number - 1) * _WEEK
    return Period(first, today, _weeks(first, today, zone, today), number)


def between(first: date, last: date, *, today: date, zone: str) -> Period:
    """From one day to another, both with it."""
    wrong = ""
    if first > last:
        wrong = "The first day comes after the last one."
    elif first > today:
        wrong = "That is still to come: choose days that have been."
    elif first < EARLIEST:
        wrong = "There are no numbers from before the year 2000."
    elif (_monday(last) - _monday(first)).days // 7 + 1 > LONGEST:
        wrong = "Choose two years at most."
    if wrong:
        raise Refused(wrong)
    last = min(last, today)
    return Period(first, last, _weeks(first, last, zone, today))


def _weeks(first: date, last: date, zone: str, today: date) -> tuple[Week, ...]:
    """A day in which the clocks are changed has 23 or 25 hours, and its week one less or more."""
    found, monday = [], _monday(first)
    while monday <= last:
        sunday = monday + 6 * _DAY
        begins, ends = max(monday, first), min(sunday, last)
        found.append(
            Week(
                monday,
                begins,
                ends,
                end_of(begins - _DAY, zone=zone),
                end_of(ends, zone=zone),
                whole=(begins, ends) == (monday, sunday) and sunday < today,
            )
        )
        monday += _WEEK
    return tuple(found)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
