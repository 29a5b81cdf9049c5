"""What the worker does, one thing a call: make what is found by, compare what was handed in, keep what was found. No
transaction is open while a picture is read or texts are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic

import structlog
from flask import current_app

from app.clock import now
from app.db import release, session, transaction
from app.lookalikes import actions, kinds, memory, queries, shingles, texts
from app.lookalikes.kinds import Strength
from app.lookalikes.models import KnownText, LookAlike
from app.media import printing
from app.media.backends import Unreachable
from app.media.findings import ALIKE, SIMILAR
from app.media.models import Asset
from app.publishing.models import Article
from app.register import queries as entries
from app.register.kinds import EntryKind
from app.register.models import Entry
from app.submissions.models import Revision

log = structlog.get_logger()

TRIES, AGAIN_AFTER = 10, 300.0
"""An entry that cannot be read is tried so often, so many seconds apart; then when the worker starts anew."""


def hash_next() -> bool:
    """Make what others are found by of one entry of the register. True when there was one: call again."""
    entry = entries.unhashed(but=_set_aside())
    if entry is None:
        return False
    entry_id, made = entry.id, _of_picture if entry.kind == EntryKind.IMAGE else _of_text
    try:
        hashes = made(entry)
    except Unreachable:
        raise
    except OSError as why:
        _put_aside(entry_id, why)
        return True
    with transaction():
        actions.found_by(session.get_one(Entry, entry_id), hashes)
    return True


def know_next() -> bool:
    """Take one more text in with which others are compared. True when there was one: call again."""
    entry = queries.unknown_entry()
    number = entry.id if entry else memory.next_unknown()
    if number is None:
        return False
    is_entry = entry is not None
    revision_id = _known_by(number, is_entry=is_entry).revision_id
    said = texts.of(session.get(Revision, revision_id))
    found = shingles.all_of(said, without=texts.under_every_article())
    with transaction():
        of = _known_by(number, is_entry=is_entry)
        if of.revision_id == revision_id:
            actions.know(of, found)
    return True


def _known_by(number: int, *, is_entry: bool) -> Article | Entry:
    return session.get_one(Entry, number) if is_entry else session.get_one(Article, number)


def compare_next() -> bool:
    """Compare one revision that lies before the desk. True when there was one: call again."""
    seen, complete = entries.known(), memory.all_known()
    revision = queries.due(seen.newest, complete=complete)
    if revision is None:
        return False
    revision_id = revision.id
    found = [*_pictures(revision), *_texts(revision)]
    with transaction():
        actions.keep(revision_id, found, seen=seen, complete=complete)
    return True


STEPS: tuple[Callable[[], bool], ...] = (hash_next, know_next, compare_next)
"""In this order: what is compared is better known before. What is compared while articles are still being taken in is
compared once more when all are known."""


def _set_aside() -> set[int]:
    """Entries that could not be read a while ago, or too often: they wait, and hold up no other."""
    waits = monotonic() - AGAIN_AFTER
    return {number for number, (times, at) in _failed().items() if times >= TRIES or at > waits}


def _put_aside(entry_id: int, why: OSError) -> None:
    """Nothing is kept of it, so that it is tried again. Its very bytes are found without."""
    times = _failed().get(entry_id, (0, 0.0))[0] + 1
    _failed()[entry_id] = (times, monotonic())
    log.warning("lookalikes.unread", entry=entry_id, times=times, given_up=times >= TRIES, why=str(why))
    if times == 1:
        with transaction():
            actions.compare_anew()


def _failed() -> dict[int, tuple[int, float]]:
    """How often this process could not read an entry, and when last; seconds of the monotonic clock."""
    kept: dict[int, tuple[int, float]] = current_app.extensions.setdefault("lookalikes unread", {})
    return kept


def _of_picture(entry: Entry) -> bytes:
    asset = session.get(Asset, entry.asset_id)
    key = printing.key_of(asset) if asset else ""
    release()
    found = printing.look(key, views=True) if key else None
    return b"".join(found.views) if found else b""


def _of_text(entry: Entry) -> bytes:
    found = texts.of(session.get(Revision, entry.revision_id))
    return texts.packed(shingles.all_of(found, without=texts.under_every_article()))


def _pictures(revision: Revision) -> Iterator[LookAlike]:
    """Each placed picture beside those that were taken down, and beside those like it that others have published; the
    very same that others have published is asked for when the desk looks (``queries.of``)."""
    guest_id = revision.submission.guest_id
    placed = {one.asset_id: one.asset.sha256 for one in revision.placements}
    prints = queries.fingerprints_of(set(placed))
    published = queries.published_by_others(set(placed), guest_id=guest_id)
    for asset_id, sha256 in placed.items():
        hashes = prints[asset_id].hashes if asset_id in prints else []
        same = entries.in_the_way(sha256, guest_id=guest_id)
        if same is not None:
            yield _found(revision, Strength.SAME, asset_id=asset_id, entry_id=same.id)
        else:
            yield from _like_taken_down(revision, asset_id, hashes)
        if asset_id not in published:
            yield from _like_published(revision, asset_id, hashes)


def _like_taken_down(revision: Revision, asset_id: int, hashes: list[bytes]) -> Iterator[LookAlike]:
    near = memory.taken_down().near(hashes, within=SIMILAR)
    for number in entries.counting(set(near), guest_id=revision.submission.guest_id):
        how, apart = kinds.of_pictures(near[number]), near[number]
        yield _found(revision, how, asset_id=asset_id, entry_id=number, distance=apart)


def _like_published(revision: Revision, asset_id: int, hashes: list[bytes]) -> Iterator[LookAlike]:
    near = memory.published().near(hashes, within=ALIKE)
    assets = {asset: number for number, asset in queries.assets_of(list(near)).items() if asset != asset_id}
    uses = queries.published_by_others(set(assets), guest_id=revision.submission.guest_id)
    for other, use in uses.items():
        said = {"article_id": use.article_id, "use_name": use.name, "distance": near[assets[other]]}
        yield _found(revision, Strength.LIKE, asset_id=asset_id, **said)


def _texts(revision: Revision) -> Iterator[LookAlike]:
    ours, without = texts.of(revision), texts.under_every_article()
    own = shingles.all_of(ours, without=without)
    for known in texts.candidates(own, of=revision.submission):
        theirs = texts.of(session.get(Revision, known.revision_id))
        found = shingles.compare(ours, theirs, without=without) if theirs else _erased(own, known)
        if found.tells:
            passages = [{"ours": one.ours, "theirs": one.theirs} for one in found.passages]
            said = {"entry_id": known.entry_id, "article_id": known.article_id, "passages": passages}
            yield _found(revision, kinds.of_texts(found.share), share=round(100 * found.share), **said)


def _erased(own: set[int], known: KnownText) -> shingles.Found:
    """The words are gone; how many of them these are can still be told."""
    entry = session.get(Entry, known.entry_id) if known.entry_id else None
    kept = texts.unpacked((entry.hashes or b"") if entry else b"")
    common = len(own & kept)
    return shingles.Found(common / min(len(own), len(kept)) if common >= shingles.LEAST else 0.0, ())


def _found(revision: Revision, how: Strength, **said: object) -> LookAlike:
    return LookAlike(revision_id=revision.id, strength=how.value, made_at=now(), **said)
