"""Between which moments something has to happen; pure. What is computed is stored, so that neither a newer rule nor a
newer library of holidays moves an older deadline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from app import calendars
from app.site.clocks import HOUSE, NONE


class Bounds(NamedTuple):
    """``due``: until when. ``earliest``: from when on, where the rule forbids it before."""

    earliest: datetime | None
    due: datetime


@dataclass(frozen=True)
class Terms:
    """One rule of the publisher (``app/site/clocks.py``), with its places filled in. ``country`` is empty where no
    day is off."""

    length: Mapping[str, int]
    country: str
    zone: str
    midnight: bool = False
    rolls: bool = False
    earliest: Mapping[str, int] | None = None

    @classmethod
    def read(cls, value: Mapping[str, Any], *, country: str, zone: str, severity: int | None = None) -> Terms:
        """From the value of a setting; one by severity says lengths alone, in the house's calendar. ``country`` and
        ``zone`` are the house's."""
        if severity is not None:
            length = value[str(severity)]
            return cls(length, "" if "hours" in length else country, zone)
        named = value["calendar"]
        return cls(
            length=value["length"],
            country={HOUSE: country, NONE: ""}.get(named, named),
            zone=zone if value["zone"] == HOUSE else value["zone"],
            midnight=value["ends"] == "midnight",
            rolls=value["rolls"] == "business_day",
            earliest=value.get("earliest"),
        )

    def bounds(self, start: datetime) -> Bounds:
        """Counted from ``start``, in UTC. The day it falls on is not counted: the first is the day after."""
        due = self._end(start)
        if self.earliest is None:
            return Bounds(None, due)
        day = self._day(start, self.earliest)
        if self.midnight:
            return Bounds(calendars.start_of(day, zone=self.zone), due)
        return Bounds(calendars.at_same_time(start, day, zone=self.zone), due)

    def _end(self, start: datetime) -> datetime:
        unit, count = _only(self.length)
        if unit == "hours":
            return start + timedelta(hours=count)
        if unit == "business_hours":
            return calendars.add_business_hours(start, count, country=self.country, zone=self.zone)
        day = self._day(start, self.length)
        if self.midnight:
            return calendars.end_of(day, zone=self.zone)
        return calendars.at_same_time(start, day, zone=self.zone)

    def _day(self, start: datetime, length: Mapping[str, int]) -> date:
        unit, count = _only(length)
        begun = start.astimezone(ZoneInfo(self.zone)).date()
        if unit == "business_days":
            return calendars.nth_business_day(begun, count, country=self.country)
        day = calendars.add_months(begun, count) if unit == "months" else begun + timedelta(days=count)
        return calendars.next_business_day(day, country=self.country) if self.rolls else day


def _only(length: Mapping[str, int]) -> tuple[str, int]:
    [(unit, count)] = length.items()
    return unit, count
