"""Reading articles, uses and holds: who may be seen, at which address, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import selectinload

from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import session
from app.media.models import Asset, Rendition
from app.media.storage import recipe_of
from app.publishing import folding, gone
from app.publishing.models import Article, Hold, Slug, Use
from app.publishing.states import ONE_S_OWN, Level
from app.register import queries as register
from app.register.models import Entry
from app.submissions.models import Submission
from app.submissions.schedules import Schedule

_WIDEST = func.max(Rendition.width).label("width")
PAGE_SIZE = 13
"""One lead and twelve below it."""


@dataclass(frozen=True)
class Listed:
    """A page of articles, newest first; ``after`` is the key of the last one where there are more."""

    rows: list[Article]
    after: tuple[datetime, int] | None


def by_slug(slug: str) -> Article | None:
    """The article of a slug, also of one it no longer uses, or of which an erasure left a keyed hash."""
    return session.scalar(select(Article).join(Slug, Slug.article_id == Article.id).where(_is(slug)))


def of_submission(submission_id: int) -> Article | None:
    return session.scalar(select(Article).where(Article.submission_id == submission_id))


def use(name: str) -> Use | None:
    return session.get(Use, name)


def holds_on(article: Article) -> list[Hold]:
    """Every hold that stands on the article or on one of its images, oldest first."""
    return list(
        session.scalars(
            select(Hold).where(Hold.article_id == article.id, Hold.lifted_at.is_(None)).order_by(Hold.id)
        )
    )


def proven(kind: Kind = Kind.REMOVAL_PROVEN) -> ColumnElement[bool]:
    """In a question about holds: every address of this one was asked and found as it has to be: dark, or back."""
    return exists().where(Event.subject_kind == "hold", Event.subject_id == Hold.id, Event.kind == kind.value)


def tombstone(article: Article) -> Hold | None:
    """The hold that speaks for a dark article: the newest final one, else the newest."""
    return session.scalar(_standing().where(Hold.article_id == article.id, Hold.use_name.is_(None)))


def hold_on_use(use: Use) -> Hold | None:
    """The hold that keeps one image from view: its own, else that of its article."""
    return session.scalar(_standing().where(Hold.use_name == use.name)) or tombstone(use.article)


def holds_of(article_ids: list[int]) -> dict[int, list[Hold]]:
    """The standing holds of these articles, by article."""
    holds: dict[int, list[Hold]] = {}
    for hold in session.scalars(
        select(Hold).where(Hold.article_id.in_(article_ids), Hold.lifted_at.is_(None)).order_by(Hold.id)
    ):
        holds.setdefault(hold.article_id, []).append(hold)
    return holds


def withheld_uses(article_ids: list[int]) -> dict[str, Hold]:
    """The images of these articles that are on hold by themselves, each with its hold."""
    held = session.scalars(
        select(Hold)
        .where(Hold.article_id.in_(article_ids), Hold.use_name.is_not(None), Hold.lifted_at.is_(None))
        .order_by(Hold.id)
    )
    return {hold.use_name: hold for hold in held if hold.use_name}


def visible_uses(article: Article) -> list[Use]:
    """The images readers may be given with this article; none while it is dark."""
    if article.dark:
        return []
    return list(session.scalars(_visible_uses().where(Use.article_id == article.id).order_by(Use.name)))


def uses_of(article: Article) -> list[Use]:
    """Every image the article shows or once showed."""
    return list(session.scalars(select(Use).where(Use.article_id == article.id).order_by(Use.name)))


def is_visible_slug(slug: str) -> bool:
    return session.scalar(select(Article.id).where(Article.slug == slug, ~Article.dark)) is not None


def is_visible_use(name: str) -> bool:
    return session.scalar(_visible_uses().where(Use.name == name)) is not None


def visible_use_names() -> set[str]:
    return set(session.scalars(_visible_uses().with_only_columns(Use.name)))


def visible_slugs() -> dict[str, int]:
    """The slug of every article that may be seen, with the article's id."""
    return {
        row.slug: row.id for row in session.execute(select(Article.slug, Article.id).where(~Article.dark))
    }


def visible_articles_of(names: set[str]) -> set[int]:
    """The articles that show these uses."""
    return (
        set(session.scalars(select(Use.article_id).where(Use.name.in_(names)).distinct())) if names else set()
    )


def jpegs(article_ids: list[int]) -> dict[int, list[tuple[str, int]]]:
    """The widest JPEG of each image in view, as use and width, by the id of its article."""
    found = session.execute(
        _visible_uses()
        .join(Asset, Asset.id == Use.asset_id)
        .join(Rendition, Rendition.asset_id == Asset.id)
        .where(Use.article_id.in_(article_ids), Rendition.format == "jpg")
        .where(or_(Use.crop != "", Rendition.recipe == Asset.recipe))
        .with_only_columns(Use.article_id, Use.name, Use.crop, Rendition.recipe, _WIDEST)
        .group_by(Use.article_id, Use.name, Use.crop, Rendition.recipe)
        .order_by(Use.article_id, Use.name)
    )
    images: dict[int, list[tuple[str, int]]] = {}
    for row in found:
        if not row.crop or row.recipe == recipe_of(row.crop):
            images.setdefault(row.article_id, []).append((row.name, row.width))
    return images


def also_affects(asset_id: int) -> list[Use]:
    """Every use of the same bytes that an article shows, so that a hold on one can name the others."""
    return list(
        session.scalars(
            select(Use)
            .where(Use.asset_id == asset_id, Use.shown)
            .options(selectinload(Use.article))
            .order_by(Use.made_at, Use.name)
        )
    )


def shown_elsewhere(asset_ids: list[int], submission_id: int) -> dict[int, int]:
    """How often other articles show each of these assets; those no other shows are left out."""
    found = session.execute(
        select(Use.asset_id, func.count(Use.name).label("times"))
        .join(Article, Article.id == Use.article_id)
        .where(Use.asset_id.in_(asset_ids), Use.shown, Article.submission_id != submission_id)
        .group_by(Use.asset_id)
    )
    return {row.asset_id: row.times for row in found}


def held_assets(asset_ids: list[int], guest_id: int) -> set[int]:
    """Those of these assets that this contributor may not publish because of a hold on the same bytes in any article.

    Every hold on their own counts. One on another contributor's counts while a claim about the picture is looked
    into, and afterwards as far as the register says; what only ends that other's own right, or follows their own
    wish, says nothing about somebody who has a right of their own.
    """
    entered = exists().where(Entry.hold_id == Hold.id, register.counts(guest_id))
    about_picture = and_(Hold.ground.not_in(ONE_S_OWN), or_(Hold.level == Level.INTERIM.value, entered))
    return set(
        session.scalars(
            select(Use.asset_id)
            .join(Hold, Hold.use_name == Use.name)
            .join(Article, Article.id == Use.article_id)
            .join(Submission, Submission.id == Article.submission_id)
            .where(Use.asset_id.in_(asset_ids), Hold.lifted_at.is_(None))
            .where(or_(Submission.guest_id == guest_id, about_picture))
        )
    )


def newest(
    *, after: tuple[datetime, int] | None = None, size: int = PAGE_SIZE, since: datetime | None = None
) -> Listed:
    """What may be seen and is listed, newest first, by keyset; with ``since`` only what changed for readers since."""
    seen = select(Article).where(~Article.dark, ~Article.unlisted)
    return _page(seen if since is None else seen.where(Article.changed_at >= since), after, size)


def search(query: str, *, after: tuple[datetime, int] | None = None, size: int = 20) -> Listed:
    """What may be seen and holds every word of the query in title, summary, byline or text."""
    wanted = folding.words(query)
    if not wanted:
        return Listed([], None)
    holds_all = and_(*(Article.search.contains(word, autoescape=True) for word in wanted))
    return _page(select(Article).where(~Article.dark, ~Article.unlisted, holds_all), after, size)


def every(*, after: tuple[datetime, int] | None = None, size: int = 50) -> Listed:
    """Every article whatever its state, newest first: for the desk."""
    return _page(select(Article), after, size)


def is_slug_taken(slug: str, *, of: int | None = None) -> bool:
    """Whether any article has or had it, or it was chosen for another submission than ``of`` that has a time."""
    chosen = exists().where(Schedule.slug == slug, Schedule.submission_id != (of or 0))
    return bool(session.scalar(select(or_(exists().where(_is(slug)), chosen))))


def _is(slug: str) -> ColumnElement[bool]:
    return Slug.slug.in_((slug, gone.keyed(slug)))


def slug_rows(article: Article) -> list[Slug]:
    return list(session.scalars(select(Slug).where(Slug.article_id == article.id)))


def every_hold(article: Article) -> list[Hold]:
    """Every hold that ever stood on the article or on one of its images, oldest first."""
    return list(session.scalars(select(Hold).where(Hold.article_id == article.id).order_by(Hold.id)))


def slugs_of(article: Article) -> list[str]:
    """Every slug the article ever had, the present one first."""
    kept = session.scalars(
        select(Slug.slug).where(Slug.article_id == article.id).order_by(Slug.made_at.desc())
    )
    return [article.slug, *(slug for slug in kept if slug != article.slug)]


def first_slugs(article_ids: list[int]) -> dict[int, str]:
    """The slug that each of these articles was first published under: what names it for good."""
    found = session.execute(
        select(Slug.article_id, Slug.slug)
        .where(Slug.article_id.in_(article_ids))
        .order_by(Slug.made_at.desc())
    )
    return {row.article_id: row.slug for row in found}


def _page(query: Select[Article], after: tuple[datetime, int] | None, size: int) -> Listed:
    if after is not None:
        when, last = after
        query = query.where(
            or_(Article.published_at < when, and_(Article.published_at == when, Article.id < last))
        )
    rows = list(
        session.scalars(query.order_by(Article.published_at.desc(), Article.id.desc()).limit(size + 1))
    )
    more = len(rows) > size
    return Listed(rows[:size], (rows[size - 1].published_at, rows[size - 1].id) if more else None)


def _standing() -> Select[Hold]:
    final_first = case((Hold.level == Level.FINAL.value, 0), else_=1)
    return select(Hold).where(Hold.lifted_at.is_(None)).order_by(final_first, Hold.id.desc()).limit(1)


def _visible_uses() -> Select[Use]:
    held = exists().where(Hold.use_name == Use.name, Hold.lifted_at.is_(None))
    return select(Use).join(Article, Article.id == Use.article_id).where(Use.shown, ~Article.dark, ~held)
