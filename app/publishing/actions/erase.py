"""The public face of an article that is erased: no word of it stays, and each of its addresses answers 410."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, or_, update

from app.accounts.models import Member
from app.audit.kinds import Actor
from app.db import session
from app.publishing import gone, presence, queries, relations
from app.publishing.actions.holds import withhold
from app.publishing.models import Article, Hold, Measure, Related, Slug
from app.publishing.states import ERASED, ArticleState, Level
from app.register.models import Entry

TITLE = "An erased article"
GROUND = ERASED
SAID = "This article was erased for good."


@dataclass(frozen=True)
class Stood:
    """Where an article was before its rows forgot it: its own slugs, and the numbers of the articles that led to it."""

    own: Sequence[str]
    quoting: Sequence[int]


def erase(article: Article, *, by: Member | Actor, case_id: int | None, stood: Stood | None = None) -> None:
    """Take every word out of the rows of an article, and put keyed hashes in the place of its slugs. Repeatable, also
    on what an older backup brought back. The last step before the commit: ``stood`` is what ``empty`` gave, where it
    had to come before.

    A final hold answers 410 from now on: after an erasure nobody is to be told more than that.
    """
    stood = stood or empty(article)
    if not any(hold.ground == GROUND for hold in queries.holds_on(article)):
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
    presence.leave(article, own=stood.own, quoting=stood.quoting)


def empty(article: Article) -> Stood:
    """The rows alone: no word of it is left in them. Repeatable. Whoever is choosing it for another article ends first;
    the tree is locked after every row, so what stands there is taken away by ``erase``."""
    session.refresh(article, with_for_update=True)
    stood = Stood(queries.slugs_of(article), relations.quoting_ids(article))
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
    nothing = {"sentence": SAID, "quote": "", "prefix": "", "suffix": ""}
    session.execute(update(Measure).where(Measure.article_id == article.id).values(**nothing))
    session.execute(update(Entry).where(Entry.hold_id.in_(holds)).values(title=TITLE))
    session.flush()
    return stood
