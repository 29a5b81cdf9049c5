"""Slugs: the last part of an article's address. Every one ever used is kept and never given to another article."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from app import text, tokens
from app.clock import now
from app.db import savepoint, session
from app.errors import Refused
from app.publishing import queries
from app.publishing.models import Article, Slug

LONGEST = 80
TRIES = 50
TAKEN = "An article has or had this address already, or is to get it. Choose another."
JUST_TAKEN = "An article took this address a moment ago. Choose another."


def proposed(title: str, *, of: int | None = None) -> str:
    """A free slug from a title; a short random name where nothing of the title can be written in an address. ``of`` is
    the submission it is for: what an editor chose for another that has a time is not free."""
    wanted = text.slug(title, longest=LONGEST) or f"article-{tokens.reference()}"
    numbered = (f"{wanted}-{number}" for number in range(2, TRIES))
    return next(
        (slug for slug in (wanted, *numbered) if not queries.is_slug_taken(slug, of=of)),
        f"{wanted}-{tokens.reference()}",
    )


def chosen(slug: str, *, title: str, of: int) -> str:
    """What the editor typed, checked, or a proposal where nothing was typed; for the submission ``of``."""
    return typed(slug, of=of) or proposed(title, of=of)


def typed(slug: str, *, of: int) -> str:
    """What the editor typed, or nothing; Refused where it cannot be an address, or is not free."""
    if not slug.strip():
        return ""
    kept = _checked(slug)
    if queries.is_slug_taken(kept, of=of):
        raise _refused(TAKEN)
    return kept


def another(article: Article, slug: str) -> str:
    """What an editor typed as another address of a published article; one that it had before is free to it alone."""
    kept = _checked(slug)
    holder = queries.by_slug(kept)
    if holder is not article and queries.is_slug_taken(kept, of=article.submission_id):
        raise _refused(TAKEN)
    return kept


def _checked(slug: str) -> str:
    kept = text.slug(slug, longest=LONGEST)
    if not kept or kept != slug.strip():
        raise _refused("Use small letters from a to z, digits and single hyphens.")
    return kept


def add(article: Article) -> None:
    """A new article with its slug, written down for good. Two at once: one gets it, the other is told."""
    try:
        with savepoint():
            session.add(article)
            session.flush()
            session.add(Slug(slug=article.slug, article_id=article.id, made_at=now()))
    except IntegrityError:
        raise _refused(JUST_TAKEN) from None


def rename(article: Article, slug: str) -> None:
    """The article has another slug from now on; the one it had is kept. Two at once: as in ``add``."""
    known = {row.slug for row in queries.slug_rows(article)}
    try:
        with savepoint():
            article.slug = slug
            if slug not in known:
                session.add(Slug(slug=slug, article_id=article.id, made_at=now()))
    except IntegrityError:
        raise _refused(JUST_TAKEN) from None


def _refused(sentence: str) -> Refused:
    return Refused(sentence, fields={"slug": [sentence]})
