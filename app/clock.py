"""The only clock. Everything else is told the time or asks here, so that tests can move it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """This moment in UTC, with its zone."""
    return datetime.now(UTC)
