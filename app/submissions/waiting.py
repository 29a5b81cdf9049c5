"""A permission that was asked for and has not come: since when, until when, and whether that time is over; pure.

The days are a rule of the publisher (the site setting ``permission_wait``), after those that Wikimedia's volunteers
wait for the owner of a picture (``kinds.VRT``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.submissions import days
from app.submissions.choices import PENDING
from app.submissions.kinds import Basis


def is_pending(declared: Mapping[str, Any]) -> bool:
    """Whether the image hangs on an answer that has not come. Such an image is never published."""
    return declared.get("basis") == Basis.PERMISSION and declared.get("permission") == PENDING


def until(declared: Mapping[str, Any], *, wait: int) -> date | None:
    """The last day on which the answer is waited for; None where nothing is waited for or no day was given."""
    asked = days.read(declared.get("asked_on")) if is_pending(declared) else None
    if asked is None:
        return None
    return asked + min(timedelta(days=wait), date.max - asked)


def is_over(declared: Mapping[str, Any], *, today: date, wait: int) -> bool:
    last = until(declared, wait=wait)
    return last is not None and last < today
