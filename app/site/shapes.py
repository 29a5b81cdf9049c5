"""What the value of a setting may look like: that of its default. A rule of another shape would stop the site."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from app import calendars
from app.site import clocks
from app.site.defaults import SETTINGS

LENGTHS = ("minutes", "undo_minutes", *clocks.UNITS)
LONGEST = 36_500
"""Of any length of time, in its own unit: a hundred years of days. Beyond it a date leaves the calendar."""
MAY_BE_EMPTY = (("tagline", ""), ("allowed", ""), ("free", ""), ("required_for", ""), ("out_of_court", ""))
"""What a publisher may do without."""
ROLES = ("reviewer", "editor", "webmaster")
"""As ``accounts.roles`` has them, which stands above: a test compares the two."""
CHOICES = {"ends": clocks.ENDS, "rolls": clocks.ROLLS}
"""Words of a clock that mean something, and no others."""
MAY_BE_NOTHING = (("undo_minutes", 0),)
"""Numbers that turn something off."""


def fault(name: str, value: object) -> str:
    """What is wrong with a value for the setting ``name``, in one sentence; empty when nothing is."""
    default = SETTINGS[name].value
    if not isinstance(value, Mapping) or set(value) != set(default):
        return f"“{name}” is of another shape: it needs the keys {', '.join(default)}, and no others."
    for key, usual in default.items():
        if not _alike(key, value[key], usual) and not _may_be(key, value[key]):
            return f"“{key}” in “{name}” is of another shape: it is usually {usual!r}."
        if _is_too_long(key, value[key]):
            return f"“{key}” in “{name}” is too long a time: it can be {LONGEST:,} at most."
    strange = [role for role in str(value.get("required_for", "")).split() if role not in ROLES]
    if strange:
        return f"“{strange[0]}” is not a role. The roles are {', '.join(ROLES)}."
    if name.startswith(clocks.PREFIX) and name != clocks.DECIDE:
        return _wrong_clock(value)
    return _unknown_place(value) if name == "identity" else ""


def _may_be(key: str, value: Any) -> bool:
    return (key, value) in MAY_BE_EMPTY or (type(value) is int and (key, value) in MAY_BE_NOTHING)


def _alike(key: str, value: object, usual: Any) -> bool:
    """A text that says something, a number from 1, or numbers by the names that a length of time may have."""
    if isinstance(usual, dict):
        units = clocks.UNITS if key in ("length", "earliest") else ("hours", "business_days")
        return (
            isinstance(value, dict) and len(value) == 1 and all(_length(*one, units) for one in value.items())
        )
    if isinstance(usual, int):
        return type(value) is int and value >= 1
    return isinstance(value, str) and bool(value.strip())


def _length(unit: object, count: object, units: tuple[str, ...]) -> bool:
    return unit in units and type(count) is int and count >= 1


def _wrong_clock(value: Mapping[str, Any]) -> str:
    """Words that mean nothing; a place that nobody knows; days off that are asked for in no calendar; an earliest end
    that is measured otherwise than the latest, or is none."""
    for key, known in CHOICES.items():
        if value[key] not in known:
            return f"“{key}” can be {' or '.join(known)}."
    country, zone = value["calendar"], value["zone"]
    if country == clocks.NONE and (_unit(value) in BY_DAYS_OFF or value["rolls"] != "never"):
        return "“calendar” names no country, so nobody knows which days are off."
    if "earliest" in value and (
        set(value["earliest"]) != set(value["length"])
        or value["earliest"][_unit(value)] > value["length"][_unit(value)]
    ):
        return "“earliest” is measured as “length” is, and is not longer."
    return _unknown_place(
        {
            "zone": "UTC" if zone == clocks.HOUSE else zone,
            "country": "GB-ENG" if country in (clocks.HOUSE, clocks.NONE) else country,
        }
    )


BY_DAYS_OFF = ("business_hours", "business_days")


def _unit(value: Mapping[str, Any]) -> str:
    return str(next(iter(value["length"])))


def _is_too_long(key: str, value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_is_too_long(*one) for one in value.items())
    return key in LENGTHS and isinstance(value, int) and value > LONGEST


def _unknown_place(who: Mapping[str, Any]) -> str:
    try:
        ZoneInfo(who["zone"])
    except (KeyError, OSError, ValueError):
        return f"“{who['zone']}” is not a time zone; it has a name like “Europe/London”."
    try:
        calendars.is_business_day(date(2026, 11, 23), country=who["country"])
    except NotImplementedError:
        return f"“{who['country']}” is not a country whose holidays are known; it has a code like “GB-ENG”."
    return ""
