"""Answers of a declaration that cannot be: a day that has passed or is none, a maker who has not been dead for long
enough, an answer that has been waited for too long; pure. Each is told as (field, sentence)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from app.submissions import days, terms, waiting

DAYS = ("asked_on", "consent_on", "expires_on")
PASSED = ("asked_on", "consent_on")
"""Days that lie behind whoever fills in the form."""
AHEAD = timedelta(days=1)
"""East of the site the next day may have begun already."""

_NO_DAY = "Give the day as year, month and day, for example 2026-12-31."
_OUTSIDE = f"Give a year between {days.YEARS[0]} and {days.YEARS[-1]}."


def doubts(declared: Mapping[str, Any], *, today: date, wait: int) -> Iterator[tuple[str, str]]:
    """What cannot be. ``today`` is the site's day, ``wait`` the days that an asked permission is waited for."""
    for name in DAYS:
        yield from _about_day(name, declared.get(name), today)
    if declared.get("pd_reason") == "died" and declared.get("died"):
        yield from _too_recent(
            str(declared["died"]), terms.years_in(str(declared.get("country") or "")), today
        )
    if waiting.is_over(declared, today=today, wait=wait):
        yield (
            "asked_on",
            f"{wait} days have gone by without an answer. Ask again and give the new day, or use another picture.",
        )


def _about_day(name: str, said: Any, today: date) -> Iterator[tuple[str, str]]:
    if not said:
        return
    day = days.read(said)
    if day is None:
        yield name, _OUTSIDE if days.is_day(said) else _NO_DAY
    elif name in PASSED and day > today + AHEAD:
        yield name, "This day has not come yet."
    elif name not in PASSED and day < today:
        yield (
            name,
            "This day has passed, so the image may not be shown any more. Correct it or take it out.",
        )


def _too_recent(died: str, years: int, today: date) -> Iterator[tuple[str, str]]:
    if not re.fullmatch(r"[1-9][0-9]{3}", died):
        yield "died", "Give the year in four figures, for example 1932."
    elif int(died) > today.year:
        yield "died", "This year has not come yet."
    elif int(died) + years >= today.year:
        until = int(died) + years
        yield (
            "died",
            f"Then it is protected until the end of {until}. You need permission, or another picture.",
        )
