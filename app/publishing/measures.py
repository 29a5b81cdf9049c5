"""Reading the measures that stand on articles which stay readable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.db import session
from app.publishing.kinds import MEASURES, MeasureKind
from app.publishing.models import Article, Measure


@dataclass(frozen=True)
class Notice:
    """A measure as readers see it: above the fold, and beside the image or the passage it is about."""

    heading: str
    tone: str
    sentence: str
    at: datetime
    url: str
    kind: str
    use: str
    quote: str
    by: str


def of_id(measure_id: int) -> Measure | None:
    return session.get(Measure, measure_id)


def on(article: Article, *, kind: MeasureKind | None = None) -> list[Measure]:
    """Those that stand, oldest first."""
    wanted = select(Measure).where(Measure.article_id == article.id, Measure.lifted_at.is_(None))
    if kind is not None:
        wanted = wanted.where(Measure.kind == kind.value)
    return list(session.scalars(wanted.order_by(Measure.id)))


def with_pages(article: Article) -> list[Measure]:
    """Those that readers find at an address of their own, also when they have ended; oldest first."""
    wanted = select(Measure).where(Measure.article_id == article.id).order_by(Measure.id)
    return [one for one in session.scalars(wanted) if has_notice(one)]


def of_case(case_id: int) -> list[Measure]:
    """Those that a case placed and that stand, oldest first."""
    wanted = select(Measure).where(Measure.case_id == case_id, Measure.lifted_at.is_(None))
    return list(session.scalars(wanted.order_by(Measure.id)))


def with_passages(article_ids: Iterable[int]) -> set[int]:
    """Those of these articles of which a passage is withheld."""
    wanted = select(Measure.article_id).where(
        Measure.article_id.in_(list(article_ids)),
        Measure.kind == MeasureKind.PASSAGE.value,
        Measure.lifted_at.is_(None),
    )
    return set(session.scalars(wanted))


def kinds_of(article_ids: Iterable[int]) -> dict[int, list[str]]:
    """The names of what stands on these articles, by article: for the desk."""
    found: dict[int, list[str]] = {}
    wanted = select(Measure).where(Measure.article_id.in_(list(article_ids)), Measure.lifted_at.is_(None))
    for one in session.scalars(wanted.order_by(Measure.id)):
        found.setdefault(one.article_id, []).append(MEASURES[MeasureKind(one.kind)].short)
    return found


def notices(article: Article) -> tuple[Notice, ...]:
    """What readers are told on the article itself, the gravest first."""
    return _told(on(article))


def notices_of(articles: Sequence[Article]) -> dict[int, tuple[Notice, ...]]:
    """The same of several articles, by article, in one question."""
    wanted = select(Measure).where(
        Measure.article_id.in_([article.id for article in articles]), Measure.lifted_at.is_(None)
    )
    found: dict[int, list[Measure]] = {article.id: [] for article in articles}
    for one in session.scalars(wanted.order_by(Measure.id)):
        found[one.article_id].append(one)
    return {article_id: _told(standing) for article_id, standing in found.items()}


def has_notice(one: Measure) -> bool:
    """Whether readers are told of it in a box, with an address of its own."""
    return bool(MEASURES[MeasureKind(one.kind)].heading)


def _told(standing: Sequence[Measure]) -> tuple[Notice, ...]:
    order = list(MEASURES)
    shown = [one for one in standing if has_notice(one)]
    return tuple(_notice(one) for one in sorted(shown, key=lambda one: _grave(order, one)))


def _grave(order: list[MeasureKind], one: Measure) -> tuple[bool, int, int]:
    kind = MeasureKind(one.kind)
    return kind is not MeasureKind.RETRACTION, order.index(kind), one.id


def _notice(one: Measure) -> Notice:
    rule = MEASURES[MeasureKind(one.kind)]
    return Notice(
        heading=rule.heading,
        tone=rule.tone,
        sentence=one.sentence,
        at=one.placed_at,
        url=one.url,
        kind=one.kind,
        use=one.use_name or "",
        quote=one.quote,
        by=one.asked_by if one.kind == MeasureKind.RETRACTION else "",
    )
