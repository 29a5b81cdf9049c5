"""The only clock. Everything else is told the time or asks here, so that tests and the demo can move it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_moved: ContextVar[timedelta] = ContextVar("moved", default=timedelta(0))


def now() -> datetime:
    """This moment in UTC, with its zone."""
    return datetime.now(UTC) + _moved.get()


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Inside, it is that much later (or earlier) than it is."""
    mark = _moved.set(by)
    try:
        yield
    finally:
        _moved.reset(mark)
