"""What the value of a setting may look like: that of its default. A rule of another shape would stop the site."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from app import calendars
from app.site.defaults import SETTINGS

LENGTHS = ("minutes", "undo_minutes", "hours", "days", "business_days")
LONGEST = 36_500
"""Of any length of time, in its own unit: a hundred years of days. Beyond it a date leaves the calendar."""
MAY_BE_EMPTY = (("tagline", ""), ("allowed", ""), ("free", ""), ("required_for", ""), ("out_of_court", ""))
"""What a publisher may do without."""
ROLES = ("reviewer", "editor", "webmaster")
"""As ``accounts.roles`` has them, which stands above: a test compares the two."""
MAY_BE_NOTHING = (("undo_minutes", 0),)
"""Numbers that turn something off."""


def fault(name: str, value: object) -> str:
    """What is wrong with a value for the setting ``name``, in one sentence; empty when nothing is."""
    default = SETTINGS[name].value
    if not isinstance(value, Mapping) or set(value) != set(default):
        return f"“{name}” is of another shape: it needs the keys {', '.join(default)}, and no others."
    for key, usual in default.items():
        if not _alike(value[key], usual) and not _may_be(key, value[key]):
            return f"“{key}” in “{name}” is of another shape: it is usually {usual!r}."
        if _is_too_long(key, value[key]):
            return f"“{key}” in “{name}” is too long a time: it can be {LONGEST:,} at most."
    strange = [role for role in str(value.get("required_for", "")).split() if role not in ROLES]
    if strange:
        return f"“{strange[0]}” is not a role. The roles are {', '.join(ROLES)}."
    return _unknown_place(value) if name == "identity" else ""


def _may_be(key: str, value: Any) -> bool:
    return (key, value) in MAY_BE_EMPTY or (type(value) is int and (key, value) in MAY_BE_NOTHING)


def _alike(value: object, usual: Any) -> bool:
    """A text that says something, a number from 1, or numbers by the names that a length of time may have."""
    if isinstance(usual, dict):
        return isinstance(value, dict) and len(value) == 1 and all(_length(*one) for one in value.items())
    if isinstance(usual, int):
        return type(value) is int and value >= 1
    return isinstance(value, str) and bool(value.strip())


def _length(unit: object, count: object) -> bool:
    return unit in ("hours", "business_days") and type(count) is int and count >= 1


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
