"""Every public address that a hold reaches: those that must be dark while it stands, and those that must not lead to
it.

The lists are asked for from the very place at which it would stand, so that no number of newer articles hides it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy import select

from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import session
from app.publishing import changes, copies, cursors, measures, queries, relations
from app.publishing.models import Article, Hold, Use
from app.publishing.proving.kinds import Asks, Place
from app.publishing.states import ArticleState
from app.web import paging

SHORTEST_SAID = 12
"""Characters. A title of fewer, or of one word, may stand on any page without being quoted."""


@dataclass(frozen=True)
class Address:
    """``sha256`` is that of the bytes it gives out while nothing is held, where a row knows it. ``lists`` says that it
    must name the thing once that is back."""

    path: str
    place: Place
    asks: Asks
    sha256: str = ""
    lists: bool = False


@dataclass(frozen=True)
class Held:
    """What a hold holds, read once, so that no transaction is open while addresses answer. ``leads`` finds an address
    of it in a page, ``files`` one of its images alone; ``words`` are what its own pages must not say."""

    article_id: int
    use: str | None
    url: str
    leads: re.Pattern[str]
    files: re.Pattern[str]
    words: tuple[str, ...]
    addresses: tuple[Address, ...]


def held(hold: Hold) -> Held:
    """What is asked about a hold that stands, or stood."""
    article = hold.article
    slugs = [] if hold.use else queries.slugs_of(article)
    uses = [hold.use] if hold.use else queries.uses_of(article)
    files = rf"/media/(?:{'|'.join(use.name for use in uses) or '-'})(?![a-z2-7])"
    pages = rf"/articles/(?:{'|'.join(slugs) or '-'})(?![a-z0-9-])"
    return Held(
        article_id=article.id,
        use=hold.use_name,
        url=article.url,
        leads=re.compile(f"{files}|{pages}"),
        files=re.compile(files),
        words=() if hold.use else _words(article, hold),
        addresses=(*_own(article, slugs, uses), *_beside(article, hold), *_lists(article, hold)),
    )


def _words(article: Article, hold: Hold) -> tuple[str, ...]:
    """Title and summary, but for what is no quotation: a word or two, or what the tombstone is told to say."""
    if article.state == ArticleState.ERASED:
        return ()
    said = (article.title, article.summary)
    return tuple(
        one for one in said if len(one) >= SHORTEST_SAID and " " in one.strip() and one not in hold.reason
    )


def _own(article: Article, slugs: list[str], uses: list[Use]) -> Iterator[Address]:
    for slug in slugs:
        place = Place.PAGE if slug == article.slug else Place.EARLIER
        yield Address(f"/articles/{slug}", place, Asks.DARK)
    for slug in slugs:
        yield Address(f"{copies.ARTICLES}/{slug}", Place.ITEM, Asks.DARK)
    for measure in measures.with_pages(article) if slugs else ():
        yield Address(measure.url, Place.NOTICE, Asks.DARK)
    for use in uses:
        for made in use.asset.shown(use.crop):
            path = f"/media/{use.name}/{made.width}.{made.format}"
            yield Address(path, Place.FILE, Asks.DARK, sha256=made.sha256)


def _beside(article: Article, hold: Hold) -> Iterator[Address]:
    """The pages that stay: the history, the form for reports, of one image the page it was on, and other articles."""
    asks = Asks.UNNAMED
    if hold.use is not None:
        asks = Asks.SILENT
        yield Address(article.url, Place.PAGE, asks, lists=hold.use.shown)
        yield Address(f"{copies.ARTICLES}/{article.slug}", Place.ITEM, asks, lists=hold.use.shown)
    yield Address(f"{article.url}/history", Place.HISTORY, asks)
    asked = f"?{urlencode({'image': hold.use.name})}" if hold.use else ""
    yield Address(f"{article.url}/report{asked}", Place.REPORT, asks)
    if hold.use is None:
        quoting = select(Article.slug).where(Article.id.in_(relations.quoting_ids(article)), ~Article.dark)
        for slug in session.scalars(quoting.order_by(Article.id)):
            yield Address(f"/articles/{slug}", Place.QUOTING, Asks.SILENT, lists=not article.unlisted)


def _lists(article: Article, hold: Hold) -> Iterator[Address]:
    whole = hold.use is None and not article.unlisted
    after = cursors.just_before(article)
    for query in ("", f"?{urlencode({'after': after})}"):
        yield Address(f"/{query}", Place.HOME, Asks.SILENT, lists=whole and bool(query))
    yield Address("/feed.xml", Place.FEED, Asks.SILENT)
    yield Address("/sitemap.xml", Place.SITEMAP, Asks.SILENT)
    yield Address(f"{copies.ARTICLES}?{urlencode({'after': after})}", Place.LIST, Asks.SILENT, lists=whole)
    if article.state != ArticleState.ERASED:
        asked = urlencode({"q": article.title, "after": after})
        yield Address(f"/search?{asked}", Place.SEARCH, Asks.SILENT, lists=whole)
    kind = Kind.HOLD_PLACED if hold.stands else Kind.HOLD_LIFTED
    event = select(Event.id).where(
        Event.subject_kind == "hold", Event.subject_id == hold.id, Event.kind == kind.value
    )
    place, mark = changes.just_before(session.scalars(event.order_by(Event.id.desc())).first() or 0)
    asked = urlencode({"after": paging.encode([place, mark])})
    yield Address(f"{changes.ADDRESS}?{asked}", Place.CHANGES, Asks.TOLD)
