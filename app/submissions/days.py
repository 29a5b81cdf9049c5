"""Days as they are typed into the rights form, and as people write them; pure."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

YEARS = range(1900, 2200)
"""The years in which anything here can lie: photographs of living people's parents, and rights that outlive us. A year
outside is a slip of the finger, and sums with it run off the calendar."""


def is_day(said: Any) -> bool:
    """Whether this is a day of the calendar, written as 2026-12-31, whatever its year."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(said or "")):
        return False
    try:
        return bool(date.fromisoformat(str(said)))
    except ValueError:
        return False


def read(said: Any) -> date | None:
    """A day in one of ``YEARS`` written as 2026-12-31 and in no other way, or None: days are compared as texts, too."""
    if not is_day(said):
        return None
    day = date.fromisoformat(str(said))
    return day if day.year in YEARS else None


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
