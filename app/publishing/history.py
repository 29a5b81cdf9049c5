"""The public history of an article, read from the log: what was shown, when it changed, and why in a word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.audit import queries as audit
from app.audit.kinds import Kind
from app.audit.models import Event
from app.publishing import withholding
from app.publishing.kinds import CHANGES, MEASURES, Change, MeasureKind, Told
from app.publishing.models import Article

ONE_DECISION = timedelta(seconds=2)
"""What a decision lifts and what it places stand in one transaction, so close together."""


@dataclass(frozen=True)
class Entry:
    at: datetime
    text: str
    detail: str = ""
    url: str = ""


def entries(article: Article) -> list[Entry]:
    """Newest first. Of a dark article the notes are left out: they may say what must not be said."""
    events = audit.history(article.ref, kinds=list(SAID))
    cut = withholding.cuts(article)
    found = []
    for number, event in enumerate(events):
        said = "" if _is_replaced(event, events[number + 1 :]) else SAID[event.name](event)
        if said:
            detail = "" if article.dark else withholding.words(audit.said(event, "note"), cut)
            found.append(Entry(event.at, said, detail, _address(event, article)))
    return found[::-1]


@dataclass(frozen=True)
class Note:
    """A change that stands dated on the article itself."""

    at: datetime
    said: str
    text: str


def notes(article: Article, *, upto: int | None = None) -> tuple[Note, ...]:
    """What readers are told on the article, oldest first; nothing of one that never changed. ``upto`` is the number of
    the last revision it tells of."""
    if article.changed_at == article.published_at:
        return ()
    events = audit.history(article.ref, kinds=[Kind.ARTICLE_CORRECTED])
    cut = withholding.cuts(article)
    return tuple(
        Note(event.at, told(event).said, withholding.words(audit.said(event, "note"), cut))
        for event in events
        if told(event).noted and (upto is None or event.facts["number"] <= upto)
    )


def told(event: Event) -> Told:
    """What that new revision was to readers; before there were kinds, each was a correction."""
    return CHANGES[Change(event.facts.get("change", Change.CORRECTION))]


def _is_replaced(event: Event, later: list[Event]) -> bool:
    """A hold or a measure that ended only to make room for another, by the same decision: readers saw nothing in
    between."""
    soon = [after for after in later if after.at - event.at < ONE_DECISION]
    if event.name is Kind.MEASURE_LIFTED:
        placed = [after for after in soon if after.name is Kind.MEASURE_PLACED]
        return any(after.facts["kind"] == event.facts["kind"] for after in placed)
    placed = [after for after in soon if after.name is Kind.HOLD_PLACED]
    return event.name is Kind.HOLD_LIFTED and any(
        after.facts["use"] in (None, event.facts["use"]) for after in placed
    )


def _address(event: Event, article: Article) -> str:
    """Where a notice stands by itself; of a dark article nowhere."""
    if article.dark or event.name not in (Kind.MEASURE_PLACED, Kind.MEASURE_LIFTED):
        return ""
    return (
        f"{article.url}/notices/{event.subject_id}"
        if MEASURES[MeasureKind(event.facts["kind"])].heading
        else ""
    )


def _measure(event: Event) -> str:
    rule = MEASURES[MeasureKind(event.facts["kind"])]
    return rule.placed if event.name is Kind.MEASURE_PLACED else rule.lifted


def _placed(event: Event) -> str:
    about = "An image was" if event.facts["use"] else "The article was"
    if event.facts["level"] == "interim":
        return f"{about} taken from view while a report is looked into"
    return "An image was removed after a report" if event.facts["use"] else ""


def _lifted(event: Event) -> str:
    if event.facts["use"]:
        return "An image was shown again"
    return "The article was shown again" if event.facts["by_itself"] else ""


SAID: dict[Kind, Callable[[Event], str]] = {
    Kind.ARTICLE_PUBLISHED: lambda _event: "Published",
    Kind.ARTICLE_MOVED: lambda _event: "Its address changed; the earlier one leads here",
    Kind.ARTICLE_CORRECTED: lambda event: told(event).said,
    Kind.ARTICLE_REMOVED: lambda _event: "Removed",
    Kind.ARTICLE_RESTORED: lambda _event: "Restored, unchanged",
    Kind.HOLD_PLACED: _placed,
    Kind.HOLD_LIFTED: _lifted,
    Kind.MEASURE_PLACED: _measure,
    Kind.MEASURE_LIFTED: _measure,
}
