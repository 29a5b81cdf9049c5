"""Putting things into the queue, claiming them, and marking what is late; the counters move in the same transaction.

On PostgreSQL everything here passes one gate (an advisory lock held to the end of the transaction), so that
counters never deadlock; SQLite has one writer anyway. Whoever changes records of its own does so first and comes
here last: the order is records, gate, items.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select, update
from sqlalchemy.engine import CursorResult

from app.accounts.models import Member
from app.audit.kinds import SYSTEM, Kind, Ref
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotAllowed
from app.site import queries as site
from app.worklist.models import Claim, Counter, Item, Owes

NEVER = datetime(9000, 1, 1, tzinfo=UTC)
"""The far end of time: the clock of an item that is paused. ``due_at`` is never null, so that one key sorts all."""

BATCH = 50
"""Items one sweep changes in one transaction."""

_GATE = 0x696D7072
"""The number of the advisory lock: any other use of advisory locks must take another."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """Everything the queue shows of one thing. ``search`` is what a search finds it by; severity 0 is the worst."""

    kind: str
    url: str
    title: str
    state: str
    owes: Owes
    detail: str = ""
    search: str = ""
    thumbnail: str = ""
    mark: str = "none"
    severity: int = 2
    due_at: datetime = NEVER
    our_turn_since: datetime | None = None
    open: bool = True


@dataclass(frozen=True)
class About:
    """The subject of an item, for events that are about the item and its subject alike."""

    ref: Ref


def put(subject: Ref, row: Row) -> Item:
    """Insert or change the one item of ``subject``. A closed item and one that is nobody's turn lose their claim.

    A new due time, or a turn that passed to somebody else, ends lateness; only ``mark_late`` begins it.
    """
    _gate()
    item = session.scalar(_read().where(Item.subject_kind == subject.kind, Item.subject_id == subject.id))
    if item is None:
        item = Item(subject_kind=subject.kind, subject_id=subject.id, begun_at=now(), late=False, version=0)
        session.add(item)
        before = None
    else:
        before = _key(item)
    item.late = bool(item.late and row.open and row.owes == Owes.US and item.due_at == row.due_at)
    _fill(item, row)
    if item.owes != Owes.US or not item.open:
        _drop_claim(item)
    item.version += 1
    session.flush()
    _recount(before, _key(item))
    return item


def claim(item: Item, *, by: Member) -> Claim:
    """Take the lease, or renew one's own. NotAllowed, with the holder's name, while somebody else's lease runs."""
    _gate()
    item = _again(item)
    held = session.get(Claim, item.id, populate_existing=True)
    moment = now()
    rule = site.setting("claim")
    if not item.open:
        raise NotAllowed("This is finished: there is nothing left to claim.")
    if held and held.holder_id != by.id and held.expires_at > moment:
        raise NotAllowed(f"{held.holder_name} has claimed this until {_hour(held.expires_at)}.")
    expires_at = moment + timedelta(minutes=rule["minutes"])
    if held and held.holder_id == by.id and held.expires_at > moment:
        held.expires_at = expires_at
        return held
    _check_number(item, by, at_most=rule["at_most"])
    return _give(item, held, by=by, expires_at=expires_at)


def release(item: Item, *, by: Member) -> None:
    """Give the lease back. Releasing what nobody holds does nothing; somebody else's running lease stays theirs."""
    _gate()
    item = _again(item)
    held = session.get(Claim, item.id, populate_existing=True)
    if held is None:
        return
    if held.holder_id != by.id and held.expires_at > now():
        raise NotAllowed(f"{held.holder_name} has claimed this until {_hour(held.expires_at)}.")
    before = _key(item)
    _drop_claim(item)
    item.version += 1
    session.flush()
    _recount(before, _key(item))
    record(
        Kind.CLAIM_RELEASED,
        about=item,
        by=by.actor,
        also=[About(item.subject)],
        facts={"holder": held.holder_id},
    )


def mark_late(size: int = BATCH) -> int:
    """Mark what the desk owes and whose time has passed, with one event each. How many were marked; 0: all done."""
    _gate()
    passed = (
        _read()
        .where(Item.open, Item.owes == Owes.US.value, Item.due_at <= now(), Item.late.is_(False))
        .order_by(Item.due_at, Item.severity, Item.id)
        .limit(size)
    )
    items = list(session.scalars(passed))
    for item in items:
        before = _key(item)
        item.late = True
        item.version += 1
        session.flush()
        _recount(before, _key(item))
        record(
            Kind.CLOCK_BREACHED,
            about=item,
            by=SYSTEM,
            also=[About(item.subject)],
            facts={"due_at": item.due_at.isoformat()},
        )
    return len(items)


def end_claims(size: int = BATCH) -> int:
    """Take leases that ran out off the list. A lease ends by itself: this only tidies up. How many were ended."""
    _gate()
    ended = list(session.scalars(select(Claim).where(Claim.expires_at <= now()).limit(size)))
    for held in ended:
        item = session.scalars(_read().where(Item.id == held.item_id)).one()
        before = _key(item)
        facts = {"holder": held.holder_id, "expired": True}
        _drop_claim(item)
        item.version += 1
        session.flush()
        _recount(before, _key(item))
        record(Kind.CLAIM_RELEASED, about=item, by=SYSTEM, also=[About(item.subject)], facts=facts)
    return len(ended)


class _Key(NamedTuple):
    kind: str
    state: str
    owes: str
    severity: int
    holder_id: int
    late: bool


def _key(item: Item) -> _Key | None:
    """Where an item is counted; a closed one is counted nowhere."""
    if not item.open:
        return None
    return _Key(item.kind, item.state, item.owes, item.severity, item.holder_id or 0, item.late)


def _recount(before: _Key | None, after: _Key | None) -> None:
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


def _gate() -> None:
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_GATE)))


def _read() -> Select[Item]:
    return select(Item).execution_options(populate_existing=True)


def _again(item: Item) -> Item:
    return session.scalars(_read().where(Item.id == item.id)).one()


def _fill(item: Item, row: Row) -> None:
    item.kind, item.url, item.state, item.owes = row.kind, row.url, row.state, row.owes.value
    item.title, item.detail, item.search = row.title[:300], row.detail[:300], row.search.casefold()
    item.thumbnail, item.mark, item.severity = row.thumbnail, row.mark, row.severity
    item.due_at, item.our_turn_since, item.open = row.due_at, row.our_turn_since, row.open


def _give(item: Item, held: Claim | None, *, by: Member, expires_at: datetime) -> Claim:
    before = _key(item)
    if held is None:
        held = Claim(item_id=item.id)
        session.add(held)
    held.holder_id, held.holder_name = by.id, by.name
    held.taken_at, held.expires_at = now(), expires_at
    item.holder_id = by.id
    item.version += 1
    session.flush()
    session.expire(item, ["claim"])
    _recount(before, _key(item))
    record(Kind.CLAIM_TAKEN, about=item, by=by.actor, also=[About(item.subject)], facts={"holder": by.id})
    return held


def _drop_claim(item: Item) -> None:
    item.holder_id = None
    held = session.get(Claim, item.id) if item.id else None
    if held is not None:
        session.delete(held)
        session.flush()
        session.expire(item, ["claim"])


def _check_number(item: Item, by: Member, *, at_most: int) -> None:
    holds = session.scalar(
        select(func.count()).where(
            Claim.holder_id == by.id, Claim.expires_at > now(), Claim.item_id != item.id
        )
    )
    if (holds or 0) >= at_most:
        raise NotAllowed(f"You hold {holds} claims, as many as one person may hold. Release one first.")


def _hour(moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(site.identity().zone)):%H:%M}"
