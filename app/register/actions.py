"""What goes into the register, what comes off it, and what it refuses.

An entry is made by a decision and lifted with it: what keeps a thing down is a hold, and an entry ends with its hold,
whatever undid that (a put-back, an appeal, a notice that was withdrawn). Nobody has to think of it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app import bell
from app.audit import rows
from app.audit.kinds import SYSTEM, Actor, Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotAllowed
from app.register import queries
from app.register.kinds import Decided, Removed, Scope
from app.register.models import Entry
from app.register.states import EntryState
from app.site import queries as site

BATCH = 100
"""Entries one run lets expire in one transaction."""


WAY = "write to the desk on your status page"
"""The words of a refusal that name the way to object: a page makes a link of them."""


class StaysDown(NotAllowed):
    """The very bytes were taken down, and the entry still counts."""


def enter(removed: Removed, *, scope: Scope, by: Actor, decided: Decided | None = None) -> Entry:
    """What was taken down, from now until the site setting ``stay_down`` lets it expire; or, where that was ``decided``
    long before it is entered, from then on."""
    decided = decided or Decided(at=now(), by_id=by.id or 0)
    entry = Entry(
        hold_id=removed.hold_id,
        case_id=removed.case_id,
        case_name=removed.case_name,
        kind=removed.kind.value,
        scope=Scope(scope).value,
        guest_id=removed.guest_id,
        title=removed.title,
        revision_id=removed.revision_id,
        asset_id=removed.asset_id,
        use_name=removed.use_name,
        sha256=removed.sha256,
        reason=removed.reason,
        asked_by=removed.asked_by,
        made_by_id=decided.by_id,
        made_at=decided.at,
        expires_on=expiry(decided.at),
    )
    session.add(entry)
    session.flush()
    facts = {"name": entry.name, "kind": entry.kind, "scope": entry.scope, "hold": entry.hold_id}
    facts |= rows.facts_of(entry)
    record(Kind.ENTRY_MADE, about=entry, by=by, facts=facts)
    bell.ring(bell.COMPARE)
    return entry


def expiry(decided_at: datetime) -> date:
    """The day from which what was decided then is known no more."""
    decided_on = decided_at.astimezone(ZoneInfo(site.identity().zone)).date()
    return decided_on + timedelta(days=site.setting("stay_down")["days"])


def lift(hold_id: int, *, event_id: int, by: Actor) -> None:
    """The hold behind entries has ended by this event, and so do they. A hold without any is fine."""
    for entry in queries.of_hold(hold_id):
        if entry.is_active:
            _end(entry, EntryState.LIFTED, Kind.ENTRY_LIFTED, by=by, event_id=event_id)


def expire() -> int:
    """End the entries whose time is over. How many; 0: all done."""
    over = queries.over(BATCH)
    for entry in over:
        _end(entry, EntryState.EXPIRED, Kind.ENTRY_EXPIRED, by=SYSTEM)
    return len(over)


def check(sha256: str, *, guest_id: int) -> None:
    """Refuse the very bytes that were taken down (``StaysDown``), with the reason and the way to object. A look-alike
    is never refused."""
    entry = queries.in_the_way(sha256, guest_id=guest_id)
    if entry is not None:
        raise StaysDown(sentence(entry))


def sentence(entry: Entry) -> str:
    """What the person reads whose upload is refused: who removed it, by role, when and why, and how to object."""
    day = entry.made_at.astimezone(ZoneInfo(site.identity().zone))
    case = f" (case {entry.case_name})" if entry.case_name else ""
    return (
        f"Our desk took this very picture down on {day:%-d %B %Y}{case}, after a report by {entry.asked_by}, so it "
        f"cannot be sent again. If you think that is wrong, {WAY} and name {entry.name}: a person will look at it."
    )


def keep_hashes(entry_id: int, hashes: bytes) -> None:
    """What others like it are found by; made once."""
    entry = session.get_one(Entry, entry_id)
    if entry.hashes is None:
        entry.hashes = hashes


def _end(entry: Entry, to: EntryState, kind: Kind, *, by: Actor, event_id: int | None = None) -> None:
    entry.advance(to)
    entry.ended_at = now()
    done = record(kind, about=entry, by=by, facts={"name": entry.name, "hold": entry.hold_id})
    entry.ended_by_event = event_id or done
