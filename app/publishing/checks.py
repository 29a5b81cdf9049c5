"""Is what readers are given what was published, and does each hold stand as the log says?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, select

from app.attestations.models import Attestation
from app.audit.findings import Fault, Part
from app.audit.kinds import Kind
from app.audit.models import Event
from app.audit.rows import Named
from app.audit.walking import through
from app.db import session
from app.publishing import measures, queries, withholding
from app.publishing.kinds import MeasureKind
from app.publishing.models import Article, Hold, Measure
from app.publishing.states import ArticleState

SHOWS = (Kind.ARTICLE_PUBLISHED.value, Kind.ARTICLE_CORRECTED.value)
"""The events that say which revision an article shows from then on."""

_HOLDS = Named(Hold, "Hold", (Kind.HOLD_PLACED,), lambda hold: hold.ref)
_MEASURES = Named(Measure, "Measure", (Kind.MEASURE_PLACED,), lambda measure: measure.ref)
_ARTICLES = Named(Article, "Article", (Kind.ARTICLE_PUBLISHED,), lambda article: article.ref)


def _articles(found: Sequence[Article]) -> list[Fault]:
    """Each article shows the signed revision that was published last, and of its images the parts placed there."""
    told = _last_shown(found)
    return [
        Fault(str(one.ref), f"Article {one.id} (“{one.slug}”) {wrong}.")
        for one in found
        if (wrong := _wrong(one, told.get(one.id)))
    ]


def _last_shown(found: Sequence[Article]) -> dict[int, Any]:
    """The revision that the log names last for each of these articles."""
    about = select(Event.subject_id, Event.facts).where(
        Event.subject_kind == "article",
        Event.subject_id.in_([one.id for one in found]),
        Event.kind.in_(SHOWS),
    )
    return {row.subject_id: row.facts["revision"] for row in session.execute(about.order_by(Event.id))}


def _wrong(one: Article, shown: Any) -> str:
    if shown is None:
        return "is named by no event of the log"
    if shown != one.revision_id:
        return "shows another revision than the log says was published"
    if not session.scalar(select(exists().where(Attestation.revision_id == one.revision_id))):
        return "shows a revision that nobody signed"
    if one.dark != (queries.tombstone(one) is not None):
        return "is kept from view without a hold" if one.dark else "is shown although a hold stands"
    if one.state == ArticleState.ERASED or one.revision.content is None:
        return ""
    return _measured(one) or _listed(one) or _pictures(one)


def _measured(one: Article) -> str:
    """Its state and whether it is listed, against the measures that stand on it."""
    kinds = {measure.kind for measure in measures.on(one)}
    if one.unlisted != (MeasureKind.UNLISTED in kinds):
        return "is listed, or is not, against the measures that stand on it"
    down = one.state == ArticleState.REMOVED
    if not down and (one.state == ArticleState.RETRACTED) != (MeasureKind.RETRACTION in kinds):
        return "is retracted, or is not, against the measures that stand on it"
    return ""


def _listed(one: Article) -> str:
    """What lists say of it, against what was signed, less what is withheld."""
    shown = withholding.of(one)
    same = all(getattr(one, name) == getattr(shown, name) for name in ("title", "summary", "byline"))
    return "" if same else "is listed under other words than were signed"


def _pictures(one: Article) -> str:
    """What stands at the public addresses of its images, against what was placed in its revision."""
    uses = {(use.name, use.asset_id, use.crop) for use in queries.uses_of(one) if use.shown}
    placed = {(place.use, place.asset_id, place.crop) for place in one.revision.placements}
    return "" if uses == placed else "shows other images, or other parts of them, than were placed in it"


def _stands(hold: Hold | Measure) -> str:
    """Whether it was lifted, and by whom, against the log."""
    ended = Kind.HOLD_LIFTED if isinstance(hold, Hold) else Kind.MEASURE_LIFTED
    lifted = select(Event.actor_id).where(
        Event.kind == ended.value, Event.subject_kind == hold.ref.kind, Event.subject_id == hold.id
    )
    by = list(session.scalars(lifted.order_by(Event.id)))
    if hold.stands:
        said = bool(by) or hold.lifted_by_id is not None
        return "stands, and something says that it was lifted" if said else ""
    if not by:
        return "is lifted, and no event of the log says so"
    return "" if hold.lifted_by_id == by[-1] else "is said to be lifted by somebody who did not do it"


PUBLISHED = _ARTICLES.events("published", "articles in the log")
ARTICLES = Part("articles", "articles", through(select(Article), Article.id, _articles))
HELD = _HOLDS.events("held", "holds in the log")
HOLDS = _HOLDS.rows("holds", "holds", _stands)
MEASURED = _MEASURES.events("measures named", "measures in the log")
MEASURES = _MEASURES.rows("measures", "measures", _stands)
