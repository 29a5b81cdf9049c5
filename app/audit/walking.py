"""Walking through a table in the order of its numbers, some rows at a time, as a check of millions of records does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select
from sqlalchemy.orm import InstrumentedAttribute

from app.audit.findings import Batch, Fault
from app.db import session

SIZE = 200
"""Rows held at a time."""


def through(
    wanted: Select[*tuple[Any, ...]],
    number: InstrumentedAttribute[int],
    faults: Callable[[Sequence[Any]], list[Fault]],
    *,
    size: int = SIZE,
    looked: Callable[[Sequence[Any]], int] = len,
) -> Callable[[int], Iterator[Batch]]:
    """A check (``findings.Part``) of every row of ``wanted``, ``size`` at a time in the order of ``number``.

    ``faults`` is given some rows, which are forgotten when it has said what is wrong with them; ``looked`` says how
    many records they stand for. A row begins with its number, or with the record whose number it is; where it is
    nothing but that record, it comes as the record.
    """

    def check(after: int) -> Iterator[Batch]:
        while found := _some(wanted.where(number > after).order_by(number).limit(size)):
            after = _number(found[-1])
            batch = Batch(after, looked(found), faults(found))
            session.expunge_all()
            yield batch

    return check


def _some(wanted: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    alone = len(wanted.column_descriptions) == 1
    return session.scalars(wanted).all() if alone else session.execute(wanted).all()


def _number(row: Any) -> int:
    first = row[0] if isinstance(row, Row) else row
    return first if isinstance(first, int) else int(first.id)
