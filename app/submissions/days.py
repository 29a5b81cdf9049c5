"""Days as they are typed into the rights form, and as people write them; pure."""

from __future__ import annotations

import re
from datetime import date
from typing import Any


def read(said: Any) -> date | None:
    """A day written as 2026-12-31 and in no other way, or None: days are compared as texts, too."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(said or "")):
        return None
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        return None


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
