"""A picture of one number by week: bars for an SVG, in the colours of the page. What it shows stands in a table too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.numbers.periods import Week
from app.numbers.queries import Done

WIDTH, HEIGHT = 720, 90
GAP = 0.25
"""Of the room of one week, left free between two bars."""

TITLES: dict[Done, str] = {
    Done.RECEIVED: "Articles received",
    Done.DECIDED: "Articles decided",
    Done.PUBLISHED: "Articles published",
    Done.OPENED: "Reports opened",
    Done.CASES: "Reports decided",
    Done.LATE: "Times that passed",
}


@dataclass(frozen=True)
class Bar:
    """In units of the picture. ``cut``: of a week that still runs or lies in the period in part."""

    x: float
    y: float
    width: float
    height: float
    cut: bool


@dataclass(frozen=True)
class Picture:
    """``most`` is the highest bar; the picture is as high."""

    name: str
    title: str
    bars: Sequence[Bar]
    total: int
    most: int
    says: str


def pictures(weeks: Sequence[tuple[Week, Mapping[Done, int]]]) -> list[Picture]:
    """One for each thing that is counted; all as high as the most of any, so that they can be compared."""
    most = max((max(counts.values()) for _, counts in weeks), default=0)
    return [_picture(done, weeks, most) for done in Done]


def _picture(done: Done, weeks: Sequence[tuple[Week, Mapping[Done, int]]], highest: int) -> Picture:
    step = WIDTH / len(weeks)
    bars = [
        Bar(
            x=round((at + GAP / 2) * step, 2),
            y=round(HEIGHT - (tall := HEIGHT * counts[done] / highest), 2),
            width=round(step * (1 - GAP), 2),
            height=round(tall, 2),
            cut=not week.whole,
        )
        for at, (week, counts) in enumerate(weeks)
        if counts[done]
    ]
    numbers = [counts[done] for _, counts in weeks]
    return Picture(done.value, TITLES[done], bars, sum(numbers), max(numbers), _says(numbers, weeks))


def _says(numbers: Sequence[int], weeks: Sequence[tuple[Week, Mapping[Done, int]]]) -> str:
    """The picture in a sentence, for whoever does not see it."""
    if not any(numbers):
        return "None in this time."
    most = max(numbers)
    begins = weeks[numbers.index(most)][0].begins
    return (
        f"{sum(numbers)} in {len(weeks)} {'week' if len(weeks) == 1 else 'weeks'}; most in the week of "
        f"{begins.day} {begins:%B %Y}, with {most}."
    )
