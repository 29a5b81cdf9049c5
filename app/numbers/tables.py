"""The words beside the numbers, and all of them as one table: a line for each number."""

from __future__ import annotations

from collections.abc import Iterator

from app.numbers import pictures, queries, reasons, waiting
from app.numbers.periods import Period
from app.numbers.queries import Took
from app.numbers.waiting import Spread
from app.worklist.views import Owes

TURNS: dict[Owes, str] = {
    Owes.US: "The desk",
    Owes.AUTHOR: "The author",
    Owes.CLAIMANT: "The claimant",
    Owes.SPECIALIST: "A specialist",
    Owes.CLOCK: "A set time",
}
TOOK: dict[Took, str] = {
    Took.FIRST: "Article: from received to the first decision",
    Took.SETTLED: "Article: from received to approved or declined",
    Took.PUBLISHED: "Article: from received to published",
    Took.CASE: "Report: from confirmed to decided",
}

HEAD = ("Table", "What", "Which", "From", "To", "Number", "Unit")


def rows(period: Period) -> Iterator[list[str]]:
    """Days are those of the publisher's clocks, both of them included; what waits has none: it is as of now."""
    for line in waiting.lines():
        yield from _standing(line)
    for week, counts in queries.by_week(period):
        days = week.first.isoformat(), week.last.isoformat()
        for done, number in counts.items():
            yield ["By week", pictures.TITLES[done], "", *days, str(number), "number"]
    days = period.first.isoformat(), period.last.isoformat()
    for one, times in queries.took(period).items():
        yield ["How long it took", TOOK[one], "how many", *days, str(times.number), "number"]
        for percentile, seconds in times.at.items():
            yield ["How long it took", TOOK[one], f"p{percentile}", *days, str(seconds), "seconds"]
    for given in reasons.given(period):
        yield ["Reasons given", given.verdict, given.label, *days, str(given.times), "number"]


def _standing(line: waiting.Line) -> Iterator[list[str]]:
    for turn, number in line.turns.items():
        yield ["Waits now", line.label, TURNS[turn], "", "", str(number.items), "number"]
    yield ["Waits now", line.label, "All", "", "", str(line.every.items), "number"]
    yield ["Late now", line.label, "", "", "", str(line.late.items), "number"]
    for title, spread in (("Waits for the desk", line.waits), ("Late by", line.lateness)):
        yield from _spread(title, line.label, spread)


def _spread(title: str, label: str, spread: Spread) -> Iterator[list[str]]:
    if spread.number:
        for name, seconds in (("p50", spread.median), ("p90", spread.ninth), ("longest", spread.longest)):
            yield [title, label, name, "", "", str(seconds), "seconds"]
