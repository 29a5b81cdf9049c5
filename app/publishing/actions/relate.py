"""Choosing what readers of an article are led to next."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

from app.accounts.models import Member
from app.accounts.roles import Right
from app.audit.kinds import Kind
from app.audit.log import record
from app.db import session
from app.errors import NotAllowed, Refused
from app.publishing import presence, queries, relations
from app.publishing.actions.readdress import take
from app.publishing.models import Article, Related


def relate(article_id: int, *, slugs: Sequence[str], by: Member, version: int) -> Article:
    """Have the page of an article lead to these others, in this order, and to no more; each by any slug it ever had.

    One that is not in view is refused, unless it was chosen before and went from view since: it stays chosen, and
    readers are led to it again when it is back. Stale where the article changed since ``version``, Refused for what is
    no other article, twice the same or more than ``relations.MOST`` (its fields are places in ``slugs``), NotAllowed
    by the role and while the article itself is not in view.
    """
    article = take(article_id, version, unchanged="What it leads to is as it was.")
    if not by.may(Right.PUBLISH):
        raise NotAllowed("Your role does not include related articles.")
    if article.dark:
        raise NotAllowed(
            "This article is not in view. What it leads to can be chosen when readers see it again."
        )
    before = relations.chosen(article)
    others = _others(article, slugs, before)
    if others == before:
        raise Refused("These are its related articles already.")
    session.execute(delete(Related).where(Related.article_id == article.id))
    session.flush()
    for place, other in enumerate(others):
        session.add(Related(article_id=article.id, other_id=other.id, place=place))
    facts = {"articles": [other.id for other in others]}
    record(Kind.ARTICLE_RELATED, about=article, by=by.actor, also=[article.submission], facts=facts)
    presence.forget(article)
    return article


def _others(article: Article, slugs: Sequence[str], before: Sequence[Article]) -> list[Article]:
    if len(slugs) > relations.MOST:
        raise Refused(f"Choose {relations.MOST} at most.")
    others: list[Article] = []
    faults: dict[str, list[str]] = {}
    for place, slug in enumerate(slugs):
        other = queries.by_slug(slug)
        if wrong := _wrong(article, other, others, before):
            faults[str(place)] = [wrong]
        elif other is not None:
            others.append(other)
    if faults:
        raise Refused("Not every one of these can be chosen.", fields=faults)
    return others


def _wrong(
    article: Article, other: Article | None, others: Sequence[Article], before: Sequence[Article]
) -> str:
    if other is None:
        return "No article has this address."
    if other.id == article.id:
        return "This is the article itself. Choose another."
    if other in others:
        return "This one is chosen twice."
    if other.dark and other not in before:
        return "This article is not in view. Choose another."
    return ""
