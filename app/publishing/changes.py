"""What changed of what readers see, in an order that nothing is ever put into later: the seal's (``audit.seal``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.audit import queries as audit
from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import session
from app.errors import Stale
from app.publishing import queries
from app.publishing.models import Article, Hold

ADDRESS = "/api/v1/changes"

SAID: dict[Kind, Callable[[Event], str]] = {
    Kind.ARTICLE_PUBLISHED: lambda _event: "published",
    Kind.ARTICLE_CORRECTED: lambda _event: "corrected",
    Kind.ARTICLE_MOVED: lambda _event: "moved",
    Kind.ARTICLE_REMOVED: lambda _event: "removed",
    Kind.ARTICLE_RESTORED: lambda _event: "restored",
    Kind.ERASURE_CONFIRMED: lambda _event: "erased",
    Kind.HOLD_PLACED: lambda event: "image_hidden" if event.facts["use"] else "hidden",
    Kind.HOLD_LIFTED: lambda event: "image_shown" if event.facts["use"] else "shown",
    Kind.MEASURE_PLACED: lambda _event: "marked",
    Kind.MEASURE_LIFTED: lambda _event: "unmarked",
}


@dataclass(frozen=True)
class Change:
    """``status`` is what the address of the article answers now, whatever happened since."""

    at: datetime
    what: str
    article: Article
    image: str | None
    status: int


@dataclass(frozen=True)
class Changes:
    """``place`` is where to go on, ``mark`` what the log says there. What has no place in the order yet comes at the
    end of the last page, and once more when it has one: a program hears of a removal at once, and never misses one."""

    rows: list[Change]
    place: int
    mark: str
    more: bool


def after(place: int, *, mark: str, size: int) -> Changes:
    """The changes behind a place, oldest first. Stale where ``mark`` is not what the log says there: a backup was put
    in its place, and whatever took that number since would never be told."""
    if _mark(place) != mark:
        raise Stale("A backup was put in the place of the log since.")
    found, place = audit.in_order(place, kinds=list(SAID), size=size)
    more = len(found) == size
    events = [event for _, event in found]
    if not more:
        events += audit.not_yet_in_order(kinds=list(SAID), size=size)
    return Changes(_rows(events), place, _mark(place), more)


def just_before(event_id: int) -> tuple[int, str]:
    """The place, and what the log says there, behind which this event is read: of one that waits for its own place the
    newest there is."""
    place = audit.place_of(event_id)
    place = audit.head() if place is None else place - 1
    return place, _mark(place)


def _mark(place: int) -> str:
    return audit.hash_at(place)[:16]


def _rows(events: Sequence[Event]) -> list[Change]:
    numbers = {event: event.topic("article") for event in events}
    wanted = {number for number in numbers.values() if number is not None}
    articles = {one.id: one for one in session.scalars(select(Article).where(Article.id.in_(wanted)))}
    holds = queries.holds_of(list(wanted))
    return [
        Change(
            at=event.at,
            what=SAID[event.name](event),
            article=articles[number],
            image=event.facts.get("use"),
            status=_status(articles[number], holds.get(number, [])),
        )
        for event, number in numbers.items()
        if number is not None and number in articles
    ]


def _status(article: Article, holds: Sequence[Hold]) -> int:
    """As ``queries.tombstone`` chooses: the newest final hold speaks, else the newest. Of one that was shown again
    while this is read no hold is left."""
    standing = [hold for hold in holds if hold.use_name is None]
    if not article.dark or not standing:
        return 200
    final = [hold for hold in standing if hold.level == "final"]
    return (final or standing)[-1].status
