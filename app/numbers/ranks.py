"""Percentiles by nearest rank, in the database: of ``n`` values in order, the p-th percentile is the value at place
ceil(p x n / 100). It is a value that occurred, so it is exact, and the same on every database.

Moments are cut to their second before they are subtracted: what is counted are whole seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import FromClause

LAST = 100
"""The percentile that is the last value of all."""


class Seconds(FunctionElement[int]):
    """The whole seconds of a moment since 1970, UTC."""

    type = BigInteger()
    inherit_cache = True


@compiles(Seconds, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **given: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **given)})) AS BIGINT)"


@compiles(Seconds, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **given: Any) -> str:
    """Without its fraction, which SQLite would round to the next second."""
    return f"CAST(strftime('%s', substr({compiler.process(element.clauses, **given)}, 1, 19)) AS INTEGER)"


def lasted(since: Any, until: Any) -> ColumnElement[int]:
    """How long something took, in seconds."""
    return Seconds(until) - Seconds(since)


def place(percentile: int, number: Any) -> Any:
    """The place, from 1, of a percentile among ``number`` values in order."""
    return (number * percentile + 99) // 100


def at_places(rows: FromClause, percentiles: Sequence[int]) -> Select[Any]:
    """Of ``rows`` with the columns ``name`` and ``value``: for each name, how many values there are, and the values at
    the places of these percentiles, ascending, each with its place."""
    ranked = select(
        rows.c.name,
        rows.c.value,
        func.row_number().over(partition_by=rows.c.name, order_by=rows.c.value).label("place"),
        func.count().over(partition_by=rows.c.name).label("number"),
    ).subquery()
    wanted = or_(*(ranked.c.place == place(one, ranked.c.number) for one in percentiles))
    return select(ranked.c.name, ranked.c.number, ranked.c.place, ranked.c.value).where(wanted)
