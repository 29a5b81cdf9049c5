"""Choosing what readers of an article are led to next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select

from app.accounts.models import Member
from app.accounts.roles import Right
from app.audit.kinds import Kind
from app.audit.log import record
from app.db import session
from app.errors import NotAllowed, Refused
from app.publishing import presence, queries, relations
from app.publishing.actions.readdress import take
from app.publishing.models import Article, Related
from app.publishing.states import ArticleState


def relate(article_id: int, *, slugs: Sequence[str], by: Member, version: int) -> Article:
    """Have the page of an article lead to these others, in this order, and to no more; each by any slug it ever had.

    One that is not in view is refused, unless it was chosen before and went from view since: it stays chosen, and
    readers are led to it again when it is back. One that was erased is refused in any case. Stale where the
    article changed since ``version``, Refused for what is no other article, twice the same or more than
    ``relations.MOST`` (its fields are places in ``slugs``), NotAllowed by the role and while the article itself is not
    in view.
    """
    article = take(article_id, version, unchanged="What it leads to is as it was.")
    if not by.may(Right.PUBLISH):
        raise NotAllowed("Your role does not include related articles.")
    if article.dark:
        raise NotAllowed(
            "This article is not in view. What it leads to can be chosen when readers see it again."
        )
    if len(slugs) > relations.MOST:
        raise Refused(f"Choose {relations.MOST} at most.")
    found = [queries.by_slug(slug) for slug in slugs]
    _keep_still(other.id for other in found if other is not None)
    before = relations.chosen(article)
    others = _others(article, found, before)
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


def _keep_still(ids: Iterable[int]) -> None:
    """Whoever erases one of these articles ends first, and it is read as it is then; or comes after the commit, and
    takes the choice away. In the order of their numbers; two that are chosen for each other do not wait."""
    still = select(Article).where(Article.id.in_(set(ids))).order_by(Article.id)
    session.scalars(
        still.with_for_update(read=True, key_share=True), execution_options={"populate_existing": True}
    ).all()


def _others(article: Article, found: Sequence[Article | None], before: Sequence[Article]) -> list[Article]:
    others: list[Article] = []
    faults: dict[str, list[str]] = {}
    for place, other in enumerate(found):
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
    if other.state == ArticleState.ERASED or ((other.dark or other.unlisted) and other not in before):
        return "This article is not in view. Choose another."
    return ""
