"""What of an article is compared, and which known texts have it in common."""

from __future__ import annotations

from array import array
from collections.abc import Collection

from sqlalchemy import Select, and_, func, or_, select

from app.db import session
from app.errors import NotFound
from app.lookalikes import shingles
from app.lookalikes.models import KnownText, Shingle
from app.lookalikes.shingles import Paragraph
from app.publishing.models import Article
from app.register import queries as register
from app.register.models import Entry
from app.site import queries as site
from app.submissions import content
from app.submissions.models import Revision, Submission

KEPT = 192
"""Shingles of an article that are kept at most: of 1,000 words one in eight."""
ASKED = 4000
"""Shingles that are asked for at most; more than 4,000 words."""
CANDIDATES = 8
"""Texts that are read whole, those with most in common first."""
UNDER_EVERY_ARTICLE = ("disclaimer", "trademarks")


def of(revision: Revision | None) -> list[Paragraph]:
    """The paragraphs of its summary, text, questions and answers. References, notices of trademarks and what is said of
    the author are no part of it: they are alike in many. Empty after an erasure."""
    try:
        said = content.of(revision) if revision else None
    except NotFound:
        said = None
    if said is None:
        return []
    asked = (f"{pair.question}\n\n{pair.answer}" for pair in said.faq)
    return shingles.paragraphs([said.summary, said.body, *asked])


def under_every_article() -> set[int]:
    """The shingles of what the site itself puts under every article, in every version it ever had: two articles that
    repeat them have nothing in common by that."""
    versions = (one.body for name in UNDER_EVERY_ARTICLE for one in site.versions(name))
    return shingles.all_of(shingles.paragraphs(versions))


def thinned(found: Collection[int], most: int) -> tuple[int, list[int]]:
    """At most about so many of these shingles, and one in how many that is. Which ones depends on the shingle alone, so
    that two texts keep the same of what they have in common."""
    one_in = 1
    while len(found) > most * one_in:
        one_in *= 2
    return one_in, sorted(one for one in found if one % one_in == 0)


def packed(found: Collection[int]) -> bytes:
    """Shingles as bytes, eight each."""
    return array("q", sorted(found)).tobytes()


def unpacked(kept: bytes) -> set[int]:
    found = array("q")
    found.frombytes(kept)
    return set(found)


def candidates(ours: Collection[int], *, of: Submission) -> list[KnownText]:
    """Known texts that may have enough in common with these shingles, most first: to be read whole. What was taken down
    and counts for this contributor; what another submission shows readers now."""
    asked_one_in, asked = thinned(ours, ASKED)
    if not asked:
        return []
    times = func.count()
    hits = (
        select(Shingle.text_id, times.label("times"))
        .where(Shingle.hash.in_(asked))
        .group_by(Shingle.text_id)
        .order_by(times.desc(), Shingle.text_id)
        .limit(5 * CANDIDATES)
    )
    counted: dict[int, int] = {row.text_id: row.times for row in session.execute(hits)}
    rated = []
    for text in session.scalars(_concerning(of).where(KnownText.id.in_(counted))) if counted else ():
        in_common = counted[text.id] * max(text.kept_one_in, asked_one_in)
        share = in_common / max(1, min(len(ours), text.count))
        if share >= shingles.NEAR / 2:
            rated.append((share, text.id, text))
    rated.sort(key=lambda one: (-one[0], one[1]))
    return [text for _, _, text in rated[:CANDIDATES]]


def _concerning(of: Submission) -> Select[KnownText]:
    shown = and_(Article.revision_id == KnownText.revision_id, ~Article.dark, Article.submission_id != of.id)
    return (
        select(KnownText)
        .outerjoin(Entry, Entry.id == KnownText.entry_id)
        .outerjoin(Article, Article.id == KnownText.article_id)
        .where(or_(shown, register.counts(of.guest_id)))
    )
