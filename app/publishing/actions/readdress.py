"""Giving a published article another address. Every earlier one leads on to it, and none is ever another article's."""

from __future__ import annotations

from app.accounts.models import Member
from app.accounts.roles import Right
from app.audit.kinds import Kind
from app.audit.log import record
from app.db import session
from app.errors import NotAllowed, NotFound, Refused, Stale
from app.publishing import naming, presence
from app.publishing.models import Article
from app.submissions import actions as submissions


def readdress(article_id: int, *, slug: str, by: Member, version: int) -> Article:
    """Have readers find an article at ``/articles/<slug>``, which may be one that it had before.

    Stale where it changed since ``version``, Refused for a slug that cannot be one or is another article's, NotAllowed
    by the role and while the article is not in view: what is dark has to be found where it was. From the commit on the
    earlier addresses answer 301, straight to the newest.
    """
    article = take(article_id, version, unchanged="Its address is as it was.")
    if not by.may(Right.PUBLISH):
        raise NotAllowed("Your role does not include addresses.")
    if article.dark:
        raise NotAllowed("This article is not in view. Its address can be changed when readers see it again.")
    before, wanted = article.slug, naming.another(article, slug)
    if wanted == before:
        said = "This is its address already."
        raise Refused(said, fields={"slug": [said]})
    naming.rename(article, wanted)
    private = {"before": before, "after": wanted}
    record(Kind.ARTICLE_MOVED, about=article, by=by.actor, also=[article.submission], private=private)
    presence.move(article, before)
    return article


def take(article_id: int, version: int, *, unchanged: str) -> Article:
    """The article as ``version`` of it, kept still with its submission: the order in which publishing takes both.

    Stale where it is another version by now; ``unchanged`` says what was not done. It may be named meanwhile by whoever
    has another article in hand (a key share): two that are chosen for each other do not wait for one another.
    """
    article = session.get(Article, article_id)
    if article is None:
        raise NotFound
    submissions.hold(article.submission_id)
    session.refresh(article, with_for_update={"key_share": True})
    if article.version != version:
        raise Stale(f"This article changed while you were reading it. {unchanged}")
    article.version += 1
    return article
