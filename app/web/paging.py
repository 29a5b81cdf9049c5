"""Keyset paging: a cursor names the last row of a page, so page 5,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from app.errors import Refused

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: Sequence[Row]
    after: str = ""

    @property
    def has_more(self) -> bool:
        return bool(self.after)


def encode(values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).rstrip(b"=").decode()


def decode(cursor: str) -> list[Any]:
    """The values of a cursor; a broken one is refused in words."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.urlsafe_b64decode(padded.encode()))
    except (ValueError, binascii.Error, RecursionError):
        values = None
    if not isinstance(values, list) or not all(_fits(value) for value in values):
        raise Refused("That page of the list does not exist any more. Start again from the top.")
    return values


def _fits(value: object) -> bool:
    """Whether a database can hold it as a key; PostgreSQL compares no number with a truth value."""
    return not isinstance(value, bool) and (not isinstance(value, int) or abs(value) < 2**63)
