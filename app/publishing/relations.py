"""Which articles stand under another one for further reading, which pages quote one, and what could be chosen."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, or_, select

from app.db import session
from app.publishing import folding
from app.publishing.models import Article, Related
from app.submissions.models import Submission

MOST = 4
"""As many as a reader looks at; the rest is what the search is for."""
SHORTEST = 5
"""Shorter words say little of what an article is about."""
LOOKED_AT = 60
OFFERED = 5


def chosen(article: Article) -> list[Article]:
    """What an editor chose for it, in order, whether in view or not."""
    return list(
        session.scalars(
            select(Article)
            .join(Related, Related.other_id == Article.id)
            .where(Related.article_id == article.id)
            .order_by(Related.place)
        )
    )


def shown(article: Article) -> list[Article]:
    """Those of them that readers may be led to."""
    return [other for other in chosen(article) if not other.dark and not other.unlisted]


def quoting(article: Article) -> list[str]:
    """The slugs of the articles whose pages name this one."""
    return slugs_of(quoting_ids(article))


def quoting_ids(article: Article) -> list[int]:
    """The numbers of the same articles: unlike a slug, a number stays."""
    found = select(Related.article_id).where(Related.other_id == article.id)
    return list(session.scalars(found.order_by(Related.article_id)))


def slugs_of(article_ids: Collection[int]) -> list[str]:
    """The slugs that these articles have now."""
    found = select(Article.slug).where(Article.id.in_(article_ids)).order_by(Article.id)
    return list(session.scalars(found)) if article_ids else []


def suggestions(article: Article) -> list[Article]:
    """Articles in view that have most long words of this one's title and summary in their own texts; of as many words
    those of the same author first, then the newest. Only the newest of those that have any are compared."""
    asked = _long_words(f"{article.title} {article.summary}")
    taken = {article.id, *(other.id for other in chosen(article))}
    guest_id = article.submission.guest_id
    by_author = Submission.guest_id == guest_id
    has_any = or_(by_author, *(Article.search.contains(word, autoescape=True) for word in asked))
    found = session.execute(
        select(Article, Submission.guest_id, func.substr(Article.search, 1, 20_000).label("words"))
        .join(Submission, Submission.id == Article.submission_id)
        .where(~Article.dark, ~Article.unlisted, Article.id.not_in(taken), has_any)
        .order_by(Article.published_at.desc(), Article.id.desc())
        .limit(LOOKED_AT)
    ).all()
    ranked = sorted(
        found,
        key=lambda row: (sum(word in row.words for word in asked), row.guest_id == guest_id),
        reverse=True,
    )
    return [row.Article for row in ranked[:OFFERED]]


def _long_words(said: str) -> list[str]:
    words = [word.strip(".,:;!?“”‘’()") for word in folding.fold(said).split()]
    return list(dict.fromkeys(word for word in words if len(word) >= SHORTEST))[: folding.MOST_WORDS]
