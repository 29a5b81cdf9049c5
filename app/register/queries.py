"""Reading the register: what stands in somebody's way, and what is still to be hashed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select

from app.db import session, table
from app.register.kinds import EntryKind, Scope
from app.register.models import Entry
from app.register.states import EntryState
from app.site import queries as site

_ROWS = table(Entry)
_ANY = select(_ROWS.c.id).where(_ROWS.c.sha256 == bindparam("sha256")).limit(1)
"""Asked by every upload, and nearly always answered with nothing."""


def in_the_way(sha256: str, *, guest_id: int) -> Entry | None:
    """The entry that keeps this person from sending these very bytes; the newest where there are several. Nearly
    always there is none: what day it is, is only asked when there is one."""
    if session.execute(_ANY, {"sha256": sha256}).first() is None:
        return None
    these = and_(Entry.sha256 == sha256, Entry.kind == EntryKind.IMAGE.value, _concerns(guest_id))
    found = session.scalars(select(Entry).where(these).order_by(Entry.id.desc())).all()
    today = site.today() if found else date.max
    return next((entry for entry in found if entry.expires_on > today), None)


def counts(guest_id: int) -> ColumnElement[bool]:
    """In a question about entries: this one counts today, and for this person. What ends on a day ends at the site's
    midnight, whether the clock worker has been there or not."""
    return and_(_concerns(guest_id), Entry.expires_on > site.today())


def of_hold(hold_id: int) -> list[Entry]:
    """What one hold keeps down: an image, or the text of an article and its images; oldest first."""
    return list(session.scalars(select(Entry).where(Entry.hold_id == hold_id).order_by(Entry.id)))


def of_case(case_id: int) -> list[Entry]:
    """What a case put into the register, oldest first."""
    return list(session.scalars(select(Entry).where(Entry.case_id == case_id).order_by(Entry.id)))


def over(limit: int) -> list[Entry]:
    """Entries whose last day has passed and that still count, locked."""
    passed = select(Entry).where(Entry.state == EntryState.ACTIVE.value, Entry.expires_on <= site.today())
    return list(session.scalars(passed.order_by(Entry.id).limit(limit).with_for_update(skip_locked=True)))


def unhashed(*, but: Collection[int]) -> Entry | None:
    """The oldest entry, but for these, of which nothing was made yet that others like it are found by."""
    return session.scalar(
        select(Entry)
        .where(Entry.hashes.is_(None), Entry.state == EntryState.ACTIVE.value, Entry.id.not_in(but))
        .order_by(Entry.id)
        .limit(1)
    )


def with_hashes(kind: EntryKind) -> set[int]:
    """The numbers of the entries of this kind that others can be found by."""
    return set(session.scalars(select(Entry.id).where(Entry.kind == kind.value, Entry.hashes.is_not(None))))


def hashes_of(ids: Sequence[int]) -> list[tuple[int, bytes]]:
    """Number and hashes of these entries."""
    found = session.execute(select(Entry.id, Entry.hashes).where(Entry.id.in_(ids)).order_by(Entry.id))
    return [(number, bytes(hashes or b"")) for number, hashes in found]


@dataclass(frozen=True)
class Known:
    """What of the register can be compared with: up to which number, and how many. One before it that cannot be read
    holds up nothing, and is missing in the count."""

    newest: int
    count: int


def newest() -> int:
    """The number of the newest entry that can be compared with; 0 where there is none."""
    return session.scalar(select(func.max(Entry.id)).where(Entry.hashes.is_not(None))) or 0


def known(*, up_to: int | None = None) -> Known:
    """Of everything, or up to this number. No entry ever leaves it, so the same count is the same entries."""
    number = newest() if up_to is None else up_to
    wanted = select(func.count()).where(Entry.hashes.is_not(None), Entry.id <= number)
    return Known(number, session.scalar(wanted) or 0)


def counting(ids: set[int], *, guest_id: int) -> dict[int, Entry]:
    """Those of these entries that count for this person."""
    found = session.scalars(select(Entry).where(Entry.id.in_(ids), counts(guest_id))) if ids else ()
    return {entry.id: entry for entry in found}


def _concerns(guest_id: int) -> ColumnElement[bool]:
    theirs = or_(Entry.scope == Scope.ANY_AUTHOR.value, Entry.guest_id == guest_id)
    return and_(Entry.state == EntryState.ACTIVE.value, theirs)
