"""When a case is due; pure. The computed moment is stored, so that a newer rule never moves an older deadline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.calendars import add_business_days


@dataclass(frozen=True)
class Clocks:
    """The publisher's clock lengths by severity (the site setting ``case_clocks``) and the calendar they run in.

    A length is ``{"hours": n}``, counted round the clock, or ``{"business_days": n}``.
    """

    lengths: Mapping[str, Any]
    country: str
    zone: str

    def due_at(self, start: datetime, *, severity: int) -> datetime:
        """The moment by which the desk decides, counted from when the notice was received."""
        length = self.lengths[str(severity)]
        if "hours" in length:
            return start + timedelta(hours=length["hours"])
        return add_business_days(start, length["business_days"], country=self.country, zone=self.zone)
