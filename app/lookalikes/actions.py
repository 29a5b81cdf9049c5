"""Keeping what texts are found by, and what was found. Nothing here refuses anything or tells anybody."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import delete, func, insert, select

from app.clock import now
from app.db import insert_new, session, table
from app.lookalikes import texts
from app.lookalikes.models import Comparison, KnownText, LookAlike, Shingle
from app.publishing.models import Article
from app.register import actions as entering
from app.register import queries as register
from app.register.kinds import EntryKind
from app.register.models import Entry
from app.register.queries import Known
from app.submissions import actions as submissions
from app.submissions.models import Revision

_GATE = 0x696D7073
"""The number of the advisory lock: any other use of advisory locks must take another."""


def know(of: Article | Entry, found: Collection[int]) -> None:
    """From now on, texts are compared with this one: what an article shows now, or what was taken down. Of that, every
    shingle is kept, so that a passage is found as well. An erasure may have come while the text was read: then nothing
    of it is kept, but what the register is to know until its entry ends."""
    gate()
    is_entry = isinstance(of, Entry)
    if _is_emptied(of.revision_id) and not (isinstance(of, Entry) and of.is_active):
        found = ()
    one_in, kept = texts.thinned(found, len(found) or 1 if is_entry else texts.KEPT)
    row = {
        "entry_id": of.id if is_entry else None,
        "article_id": None if is_entry else of.id,
        "revision_id": of.revision_id,
        "count": len(found),
        "kept_one_in": one_in,
        "made_at": now(),
    }
    text_id = insert_new(KnownText, row)
    if text_id is not None and kept:
        session.execute(insert(table(Shingle)), [{"hash": one, "text_id": text_id} for one in kept])


def found_by(entry: Entry, hashes: bytes) -> None:
    """Keep what others like this entry are found by; a text can be compared with from the same moment on. One that
    comes late, behind entries with higher numbers, is missing in everything that was compared up to those."""
    gate()
    if not entry.is_active:
        return  # it has ended meanwhile, and may have been erased
    if entry.id < register.newest():
        compare_anew()
    entering.keep_hashes(entry.id, hashes)
    if entry.kind == EntryKind.TEXT:
        know(entry, texts.unpacked(hashes))


def compare_anew() -> None:
    """Everything that lies before the desk is to be compared again. What was found stays until then."""
    session.execute(delete(Comparison).execution_options(synchronize_session=False))


def keep(revision_id: int, found: Iterable[LookAlike], *, seen: Known, complete: bool) -> bool:
    """What was found in a revision takes the place of what was found in it before. ``seen`` is what the register held
    when the comparing began; where not every article was known, it is not ``complete`` and will be done again. False,
    and nothing kept, where an entry has come in among those since. The words of what was erased meanwhile are not
    kept."""
    submissions.hold(session.get_one(Revision, revision_id).submission_id, also_erased=True)
    gate()
    if register.known(up_to=seen.newest) != seen:
        return False
    session.execute(delete(LookAlike).where(LookAlike.revision_id == revision_id))
    rows = list(found)
    for one in rows:
        if one.passages and (_is_emptied(revision_id) or _is_emptied(_other_of(one))):
            one.passages = []
    session.add_all(rows)
    up_to = seen.newest if complete else -1 - seen.newest
    done = session.get(Comparison, revision_id)
    if done is None:
        session.add(Comparison(revision_id=revision_id, up_to_entry=up_to, made_at=now()))
    else:
        done.up_to_entry, done.made_at = up_to, now()
    return True


def gate() -> None:
    """Until this transaction ends, no other keeps what entries are found by, or what was compared, or empties that.
    Whoever holds a submission holds it before. SQLite has one writer anyhow."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_GATE)))


def _is_emptied(revision_id: int) -> bool:
    """No word of this revision is left."""
    kept = select(Revision.id).where(Revision.id == revision_id, Revision.content.is_not(None))
    return session.scalar(kept) is None


def _other_of(found: LookAlike) -> int:
    """The revision that another one is like."""
    of: Entry | Article
    if found.entry_id is not None:
        of = session.get_one(Entry, found.entry_id)
    else:
        of = session.get_one(Article, found.article_id)
    return of.revision_id
