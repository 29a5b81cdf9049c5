"""The public face of an article that is erased: no word of it stays, and each of its addresses answers 410."""

from __future__ import annotations

from sqlalchemy import delete, or_, update

from app.accounts.models import Member
from app.audit.kinds import Actor
from app.db import session
from app.publishing import gone, presence, queries
from app.publishing.actions.holds import withhold
from app.publishing.models import Article, Hold, Related, Slug
from app.publishing.states import ERASED, ArticleState, Level
from app.register.models import Entry

TITLE = "An erased article"
GROUND = ERASED
SAID = "This article was erased for good."


def erase(article: Article, *, by: Member | Actor, case_id: int | None) -> None:
    """Take every word out of the rows of an article, and put keyed hashes in the place of its slugs. Repeatable, also
    on what an older backup brought back. The last step before the commit.

    A final hold answers 410 from now on: after an erasure nobody is to be told more than that.
    """
    presence.darken(article)
    empty(article)
    if any(hold.ground == GROUND for hold in queries.holds_on(article)):
        return
    withhold(
        article,
        by=by,
        level=Level.FINAL,
        status=410,
        ground=GROUND,
        asked_by="two people at the desk",
        reason=SAID,
        case_id=case_id,
    )


def empty(article: Article) -> None:
    """The rows alone, of an article that is dark already: no word of it is left in them. Repeatable."""
    if article.state != ArticleState.ERASED:
        article.advance(ArticleState.ERASED)
    for slug in queries.slug_rows(article):
        if not slug.slug.startswith(gone.PREFIX):
            session.execute(delete(Slug).where(Slug.slug == slug.slug))
            session.add(Slug(slug=gone.keyed(slug.slug), article_id=article.id, made_at=slug.made_at))
    if not article.slug.startswith(gone.PREFIX):
        article.slug = gone.keyed(article.slug)
    article.title, article.summary, article.byline, article.search = TITLE, "", "", ""
    named = or_(Related.article_id == article.id, Related.other_id == article.id)
    session.execute(delete(Related).where(named))
    holds = [hold.id for hold in queries.every_hold(article)]
    session.execute(update(Hold).where(Hold.id.in_(holds)).values(reason=SAID))
    session.execute(update(Entry).where(Entry.hold_id.in_(holds)).values(title=TITLE))
    session.flush()
