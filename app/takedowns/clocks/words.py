"""A clock in words: the moment it ends, its calendar, and what becomes of silence. Letters and pages say the same."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.takedowns.clocks.models import CaseClock

PLACES = {
    "GB-ENG": "days off in England and Wales are not counted",
    "US": "federal holidays of the United States are not counted",
    "": "every day counts",
}


def by(clock: CaseClock) -> str:
    """Tue 24 Nov 2026, 16:00 (Europe/London); the midnight that ends a day is the end of that day, so that nobody takes
    it for the beginning."""
    return when(clock.ends_at, zone=clock.zone or "UTC")


def when(moment: datetime, *, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    if local.time() == time():
        day = local - timedelta(days=1)
        return f"the end of {day:%a} {day.day} {day:%b %Y} ({zone})"
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M} ({zone})"


def silence(clock: CaseClock | None) -> str:
    """The sentence of a letter for “if we hear nothing by then”, from the clock itself; empty where none runs, and
    while it rests, because then nobody knows the moment."""
    return clock.of.silence.format(by=by(clock)) if clock is not None and clock.is_running else ""


def calendar(clock: CaseClock) -> str:
    """Whose days off are left out, and whose time it is."""
    if not clock.zone:
        return "as the time was computed before there were clocks"
    days = PLACES.get(clock.calendar, f"days off in {clock.calendar} are not counted")
    return f"{clock.zone}; {days}"
