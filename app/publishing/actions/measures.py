"""What is put on an article that stays readable, and taken off again.

Dark in the same order as holds: the stored pages that say it go first, then comes the commit. What is in the making
waits for it, so that no page without the notice, or with the withheld words, outlives the acknowledgement.
"""

from __future__ import annotations

from dataclasses import dataclass

from app import text
from app.accounts.models import Member
from app.audit import rows
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, Refused
from app.publishing import folding, measures, presence, withholding
from app.publishing.kinds import MeasureKind
from app.publishing.models import Article, Measure
from app.publishing.states import ArticleState, Level
from app.publishing.subjects import also
from app.submissions.content import Content

NOT_THERE = "The article does not say these words now, so there is nothing to withhold."


@dataclass(frozen=True, kw_only=True)
class About:
    """What a measure is about: one image, one passage, or neither: then the whole article."""

    use: str = ""
    quote: str = ""
    prefix: str = ""
    suffix: str = ""


WHOLE = About()


def place(
    article: Article,
    kind: MeasureKind,
    *,
    by: Member,
    level: Level,
    sentence: str,
    ground: str,
    asked_by: str,
    about: About = WHOLE,
    case_id: int | None = None,
    case_name: str = "",
    ends_with: str = "",
) -> Measure:
    """Put a measure on an article. ``sentence`` is what readers are told, ``asked_by`` a role, never a name.

    A retraction moves the article’s state; a passage must stand in what the article says now. The last step before the
    commit: from then on no address says anything else.
    """
    if kind is MeasureKind.PASSAGE and not withholding.is_said(withholding.of(article), about.quote):
        raise Refused(NOT_THERE, fields={"target": [NOT_THERE]})
    measure = Measure(
        article_id=article.id,
        use_name=about.use or None,
        quote=about.quote,
        prefix=about.prefix,
        suffix=about.suffix,
        kind=kind.value,
        level=level.value,
        sentence=text.plain(sentence),
        ground=ground,
        asked_by=asked_by,
        case_id=case_id,
        case_name=case_name,
        ends_with=ends_with,
        placed_at=now(),
        placed_by_id=by.id,
    )
    session.add(measure)
    if kind is MeasureKind.RETRACTION:
        article.advance(ArticleState.RETRACTED)
    facts = {"kind": kind.value, "level": level.value, "use": measure.use_name, "ground": ground}
    facts |= rows.facts_of(measure)
    record(Kind.MEASURE_PLACED, about=measure, by=by.actor, also=also(article, case_id), facts=facts)
    _show(article)
    return measure


def end(measure: Measure, *, by: Member, by_itself: bool = True) -> None:
    """Take it off: readers find the article as it was before, byte by byte. ``by_itself`` says that no decision did it
    which tells both parties anyway. The last step before the commit."""
    if not measure.stands:
        raise NotAllowed("This was taken off already.")
    article = measure.article
    measure.lifted_at, measure.lifted_by_id = now(), by.id
    if measure.kind == MeasureKind.RETRACTION and article.state == ArticleState.RETRACTED:
        article.advance(ArticleState.PUBLISHED)
    facts = {"kind": measure.kind, "level": measure.level, "use": measure.use_name, "by_itself": by_itself}
    record(Kind.MEASURE_LIFTED, about=measure, by=by.actor, also=also(article, measure.case_id), facts=facts)
    _show(article)


def end_with(reason: str, article: Article, *, by: Member) -> None:
    """What was to stand until this happened has ended."""
    for measure in measures.on(article):
        if measure.ends_with == reason:
            end(measure, by=by)


def listing(shown: Content) -> dict[str, str]:
    """What lists and the search keep of an article."""
    said = (shown.title, shown.summary, shown.byline, shown.affiliation, shown.body)
    asked = (part for pair in shown.faq for part in (pair.question, pair.answer))
    return {
        "title": shown.title,
        "summary": shown.summary,
        "byline": shown.byline,
        "search": folding.fold(" ".join((*said, *asked))),
    }


def _show(article: Article) -> None:
    """Lists, search and stored pages say what the records say now."""
    session.flush()
    article.unlisted = bool(measures.on(article, kind=MeasureKind.UNLISTED))
    article.version += 1
    if article.state != ArticleState.ERASED:
        for name, value in listing(withholding.of(article)).items():
            setattr(article, name, value)
    presence.forget(article)
    if not article.dark:
        presence.show(article)
