"""Reading look-alikes: what is still to be compared, and what the desk is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, exists, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.db import session
from app.lookalikes.kinds import WORDS, Strength
from app.lookalikes.models import Comparison, KnownText, LookAlike
from app.media.findings import Fingerprint
from app.media.models import Asset, AssetFingerprint
from app.publishing import queries as publishing
from app.publishing.models import Article, Hold, Use
from app.register import queries as register
from app.register.kinds import EntryKind
from app.register.models import Entry
from app.submissions.models import Placement, Revision, Submission
from app.submissions.states import State

OPEN = (State.SUBMITTED, State.IN_REVIEW, State.CHANGES_REQUESTED, State.APPROVED, State.SCHEDULED)
"""What the desk has before it, or will have again."""


@dataclass(frozen=True)
class Shown:
    """A picture of a card: its address and the widths it can be had in, pixels; none where nothing was drawn."""

    base: str
    widths: Sequence[int]


@dataclass(frozen=True)
class Card:
    """One look-alike as the desk sees it, side by side."""

    found: LookAlike
    words: str
    ours: Shown | None
    theirs: Shown | None
    name: str
    case_url: str
    address: str

    @property
    def is_picture(self) -> bool:
        return self.found.asset_id is not None


def of(revision: Revision) -> list[Card]:
    """What was found in this revision and still holds, the nearest first: not what a decision has put back, or what is
    published no more. Who else publishes the very same picture is asked now: it may have come later."""
    guest_id = revision.submission.guest_id
    rows = list(
        session.scalars(
            select(LookAlike)
            .where(LookAlike.revision_id == revision.id)
            .options(joinedload(LookAlike.entry), joinedload(LookAlike.article))
        )
    )
    count = register.counting({row.entry_id for row in rows if row.entry_id}, guest_id=guest_id)
    placed = {one.asset_id: one for one in revision.placements}
    same = published_by_others(set(placed), guest_id=guest_id)
    near = [row for row in rows if row.entry_id in count or (row.asset_id not in same and _is_in_view(row))]
    stand = [*near, *(_same(revision, use) for use in same.values())]
    order = list(WORDS)
    return [_card(row, placed) for row in sorted(stand, key=lambda row: (order.index(row.how), row.id or 0))]


def was_compared(revision: Revision) -> bool:
    """With everything that can be compared at present."""
    done = session.get(Comparison, revision.id)
    return done is not None and done.up_to_entry >= register.newest()


def due(up_to: int, *, complete: bool) -> Revision | None:
    """A newest revision before the desk that was not compared with everything up to this entry; nor, where
    ``complete``, with every article (``Comparison``)."""
    kept = Comparison.up_to_entry
    reached: ColumnElement[int] = kept.expression if complete else case((kept < 0, -1 - kept), else_=kept)
    newer = aliased(Revision)
    later = exists().where(
        newer.submission_id == Revision.submission_id, newer.submitted_at > Revision.submitted_at
    )
    return session.scalar(
        select(Revision)
        .join(Submission, Submission.id == Revision.submission_id)
        .outerjoin(Comparison, Comparison.revision_id == Revision.id)
        .where(
            Submission.state.in_([state.value for state in OPEN]),
            Revision.submitted_at.is_not(None),
            ~later,
            or_(Comparison.revision_id.is_(None), reached < up_to),
        )
        .order_by(Revision.id)
        .limit(1)
    )


def unknown_articles(*, after: int, limit: int) -> list[int]:
    """Articles from the next number on that show a revision which is not among the known texts yet."""
    known = exists().where(KnownText.article_id == Article.id, KnownText.revision_id == Article.revision_id)
    wanted = select(Article.id).where(Article.id > after, ~known)
    return list(session.scalars(wanted.order_by(Article.id).limit(limit)))


def unknown_entry() -> Entry | None:
    """A text in the register that is not among the known texts yet."""
    known = exists().where(KnownText.entry_id == Entry.id)
    waiting = select(Entry).where(Entry.kind == EntryKind.TEXT.value, Entry.hashes.is_not(None), ~known)
    return session.scalar(waiting.order_by(Entry.id).limit(1))


def fingerprints(*, after: int, also: Sequence[int], limit: int) -> list[tuple[int, bytes]]:
    """Number and hashes of the fingerprints from the next number on, and of these, in their order; no hash where too
    little can be told from it."""
    wanted = select(AssetFingerprint).order_by(AssetFingerprint.id)
    late = session.scalars(wanted.where(AssetFingerprint.id.in_(also))).all() if also else []
    new = session.scalars(wanted.where(AssetFingerprint.id > after).limit(limit)).all()
    return [(one.id, b"".join(one.found.hashes) if one.found.tells else b"") for one in (*late, *new)]


def fingerprints_of(asset_ids: set[int]) -> dict[int, Fingerprint]:
    """The fingerprint of each of these assets that has one to compare by."""
    found = session.scalars(select(AssetFingerprint).where(AssetFingerprint.asset_id.in_(asset_ids)))
    return {one.asset_id: one.found for one in found if one.found.tells}


def published_by_others(asset_ids: set[int], *, guest_id: int) -> dict[int, Use]:
    """The first use of each of these assets that another contributor shows readers, by asset."""
    held = exists().where(Hold.use_name == Use.name, Hold.lifted_at.is_(None))
    found = session.scalars(
        select(Use)
        .join(Article, Article.id == Use.article_id)
        .join(Submission, Submission.id == Article.submission_id)
        .where(Use.asset_id.in_(asset_ids), Use.shown, ~Article.dark, ~held, Submission.guest_id != guest_id)
        .options(contains_eager(Use.article))
        .order_by(Use.made_at.desc(), Use.name)
    )
    return {use.asset_id: use for use in found}


def assets_of(fingerprint_ids: Sequence[int]) -> dict[int, int]:
    """The asset of each of these fingerprints."""
    found = session.execute(
        select(AssetFingerprint.id, AssetFingerprint.asset_id).where(AssetFingerprint.id.in_(fingerprint_ids))
    )
    return {row.id: row.asset_id for row in found}


def _same(revision: Revision, use: Use) -> LookAlike:
    """The very same picture, published under another contributor; never stored."""
    return LookAlike(
        revision_id=revision.id,
        strength=Strength.SAME.value,
        asset_id=use.asset_id,
        article_id=use.article_id,
        article=use.article,
        use_name=use.name,
        passages=[],
    )


def _is_in_view(found: LookAlike) -> bool:
    """What it is like is shown to readers now."""
    if found.article is None or found.article.dark:
        return False
    use = publishing.use(found.use_name) if found.use_name else None
    return use is None or (use.shown and publishing.hold_on_use(use) is None)


def _card(found: LookAlike, placed: dict[int, Placement]) -> Card:
    entry, article = found.entry, found.article
    ours = placed.get(found.asset_id) if found.asset_id else None
    named = (entry.use_name if entry else found.use_name) if found.asset_id else ""
    return Card(
        found=found,
        words=WORDS[Strength(found.strength)],
        ours=_shown(ours.use, ours.asset, ours.crop) if ours else None,
        theirs=_of_use(named),
        name=entry.name if entry else "",
        case_url=f"/desk/cases/{entry.case_id}" if entry and entry.case_id else "",
        address=article.url if article else "",
    )


def _of_use(name: str) -> Shown | None:
    use = publishing.use(name) if name else None
    return _shown(use.name, use.asset, use.crop) if use else None


def _shown(use: str, asset: Asset, crop: str) -> Shown | None:
    widths = asset.widths(crop)
    return Shown(f"/media/{use}", widths) if widths else None
