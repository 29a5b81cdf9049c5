"""The gate that every change of the queue passes, and the counters, which move in the same transaction as the items.

On PostgreSQL everything passes one gate (an advisory lock held to the end of the transaction), so that counters never
deadlock; SQLite has one writer anyway. Whoever changes records of its own does so first and comes here last: the order
is records, gate, items.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Select, func, select, update
from sqlalchemy.engine import CursorResult

from app.db import session
from app.worklist.models import Claim, Counter, Item

BATCH = 50
"""Items one sweep changes in one transaction."""

_GATE = 0x696D7072
"""The number of the advisory lock: any other use of advisory locks must take another."""


class _Key(NamedTuple):
    kind: str
    state: str
    owes: str
    severity: int
    holder_id: int
    late: bool


def key_of(item: Item) -> _Key | None:
    """Where an item is counted; a closed one is counted nowhere."""
    if not item.open:
        return None
    return _Key(item.kind, item.state, item.owes, item.severity, item.holder_id or 0, item.late)


def recount(before: _Key | None, after: _Key | None) -> None:
    if before == after:
        return
    for key, step in ((before, -1), (after, 1)):
        if key is not None:
            _step(key, step)


def _step(key: _Key, step: int) -> None:
    same = [getattr(Counter, name) == value for name, value in key._asdict().items()]
    change = update(Counter).where(*same).values(items=Counter.items + step)
    done: CursorResult[Any] = session.execute(change, execution_options={"synchronize_session": False})  # type: ignore[assignment]
    if done.rowcount == 0:
        session.add(Counter(**key._asdict(), items=step))
        session.flush()


def gate() -> None:
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_GATE)))


def read() -> Select[Item]:
    return select(Item).execution_options(populate_existing=True)


def again(item: Item) -> Item:
    return session.scalars(read().where(Item.id == item.id)).one()


def touch(item: Item) -> None:
    """One more version of it, and the newest change of all. Comes behind the gate: numbers are seen in order."""
    item.version += 1
    item.tick = (session.scalar(select(func.max(Item.tick))) or 0) + 1


def drop_claim(item: Item) -> None:
    item.holder_id = None
    held = session.get(Claim, item.id) if item.id else None
    if held is not None:
        session.delete(held)
        session.flush()
        session.expire(item, ["claim"])
