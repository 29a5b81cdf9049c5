"""The views of the queue: which items each of them shows, in the words that items and their counters share.

A view is a choice of values in some of six dimensions, and words to search for. One without words has an exact count,
because counters are kept for every combination of values (house.md); what has words is counted up to “99+”.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple


class Owes(StrEnum):
    """Who owes the next move."""

    US = "us"
    AUTHOR = "author"
    CLAIMANT = "claimant"
    SPECIALIST = "specialist"
    CLOCK = "clock"
    NOBODY = "nobody"


DESK = frozenset({Owes.US, Owes.SPECIALIST})
"""Somebody of the desk owes the next move, so that the clock runs and one person can have the item in hand."""


class Hands(StrEnum):
    """In whose hands an item is, as one member is told it."""

    FREE = "free"
    YOURS = "yours"
    THEIRS = "theirs"


class Values(NamedTuple):
    """Where one counter, or one item, stands in each dimension, as one member sees it."""

    kind: str
    owes: str
    state: str
    severity: str
    hands: str
    late: str


_PLACE = {name: at for at, name in enumerate(Values._fields)}


@dataclass(frozen=True)
class Dimension:
    """``labels``: its values in words, in the order they are offered; states are named by the stages above, and are
    offered as they occur."""

    name: str
    title: str
    labels: Mapping[str, str] = field(default_factory=dict)

    def label(self, value: str) -> str:
        return self.labels.get(value) or value.replace("_", " ").capitalize()


DIMENSIONS: Mapping[str, Dimension] = {
    one.name: one
    for one in (
        Dimension(
            "kind",
            "What it is",
            {"submission": "Article", "case": "Report", "right": "Right", "erasure": "Erasure"},
        ),
        Dimension(
            "owes",
            "Who owes the next move",
            {
                Owes.US: "The desk",
                Owes.AUTHOR: "The author",
                Owes.CLAIMANT: "The claimant",
                Owes.SPECIALIST: "A specialist",
                Owes.CLOCK: "Nobody: it has a time",
            },
        ),
        Dimension(
            "hands",
            "Claimed",
            {Hands.FREE: "By nobody", Hands.YOURS: "By me", Hands.THEIRS: "By somebody else"},
        ),
        Dimension("late", "Its time", {"late": "Has passed", "in_time": "Still runs, or rests"}),
        Dimension("severity", "How grave", {"0": "Gravest", "1": "Grave", "2": "Usual", "3": "Slight"}),
        Dimension("state", "Where it stands"),
    )
}

Where = Mapping[str, frozenset[str]]
"""The values allowed in each dimension it names; one it does not name allows all, an empty set none."""

MOST = 20
"""Values of one dimension that a view may name, and views that one person may keep."""
LONGEST_SEARCH = 100
"""Characters."""
MOST_WORDS = 6
"""Of a search; the rest is not looked for."""


def one_of(**chosen: str) -> Where:
    return {name: frozenset({value}) for name, value in chosen.items()}


def both(first: Where, second: Where) -> Where:
    """What both allow."""
    shared = {name: first[name] & second[name] for name in first if name in second}
    return {**first, **second, **shared}


class Shape(NamedTuple):
    """What a view asks for, but for the words themselves: of those alone the number. Two that differ in words alone
    have the same, and nothing that is kept by it knows what somebody searched for."""

    where: tuple[tuple[str, frozenset[str]], ...]
    open: bool
    words: int


@dataclass(frozen=True)
class View:
    """A saved view. ``id`` is 0 for those every desk has; ``mine``: whoever looks made it."""

    name: str
    title: str
    where: Where = field(default_factory=dict)
    open: bool = True
    search: str = ""
    empty: str = "Nothing waits here."
    id: int = 0
    shared: bool = False
    mine: bool = False

    @property
    def is_counted(self) -> bool:
        """Whether counters say how many items it has."""
        return self.open and not self.search

    @property
    def shape(self) -> Shape:
        return Shape(tuple(sorted(self.where.items())), self.open, len(self.words))

    @property
    def words(self) -> Sequence[str]:
        """What is looked for: the first words of the search, as items keep theirs."""
        return self.search.casefold().split()[:MOST_WORDS]

    def narrowed(self, where: Where, search: str = "") -> View:
        """What of this view has these values and holds these words, too."""
        words = " ".join(part for part in (self.search, search) if part)
        return replace(self, where=both(self.where, where), search=words)

    def number(self, rows: Iterable[tuple[Values, int]]) -> int:
        """How many items it has, where ``rows`` are all the counters there are."""
        tests = [(_PLACE[name], allowed) for name, allowed in self.where.items()]
        found = 0
        for values, items in rows:
            for at, allowed in tests:
                if values[at] not in allowed:
                    break
            else:
                found += items
        return found


STANDING: Mapping[str, View] = {
    view.name: view
    for view in (
        View("open", "All open", empty="Nothing waits for anybody. New submissions and reports appear here."),
        View("ours", "Our turn", one_of(owes=Owes.US), empty="Nothing waits for the desk."),
        View("author", "Author’s turn", one_of(owes=Owes.AUTHOR), empty="No author owes us an answer."),
        View(
            "claimant",
            "Claimant’s turn",
            one_of(owes=Owes.CLAIMANT),
            empty="No claimant owes us an answer.",
        ),
        View(
            "specialist",
            "Specialist’s turn",
            one_of(owes=Owes.SPECIALIST),
            empty="No specialist owes us an answer.",
        ),
        View("planned", "Scheduled", one_of(owes=Owes.CLOCK), empty="No article has a time to appear at."),
        View("submissions", "Submissions", one_of(kind="submission"), empty="No submission is open."),
        View("cases", "Reports", one_of(kind="case"), empty="No report is open."),
        View("rights", "Rights", one_of(kind="right"), empty="No right to show an image is about to end."),
        View("late", "Late", one_of(late="late"), empty="Nothing is late."),
        View("mine", "Claimed by me", one_of(hands=Hands.YOURS), empty="You have claimed nothing."),
        View("closed", "Finished", open=False, empty="Nothing has been finished yet."),
    )
}
"""What every desk has, in the order it is shown."""
FIRST = "open"


@dataclass(frozen=True)
class Option:
    """One value that a list can be narrowed to. ``items``: how many it would show; None where nobody counted."""

    value: str
    label: str
    chosen: bool
    items: int | None


@dataclass(frozen=True)
class Facet:
    dimension: Dimension
    options: Sequence[Option]


def facets(view: View, chosen: Where, rows: Sequence[tuple[Values, int]]) -> list[Facet]:
    """By what the list of ``view`` can be narrowed: the values that occur in it or are chosen, each with the number of
    items it would show beside what is chosen in the other dimensions. Nothing is counted once words are searched for.
    """
    return [facet for name in DIMENSIONS if (facet := _facet(view, chosen, rows, name)).options]


def _facet(view: View, chosen: Where, rows: Sequence[tuple[Values, int]], name: str) -> Facet:
    dimension, at = DIMENSIONS[name], Values._fields.index(name)
    others = view.narrowed({other: allowed for other, allowed in chosen.items() if other != name})
    found = {values[at] for values, _ in rows if view.open}
    found |= set(dimension.labels) if not view.is_counted and name == "kind" else set()
    picked = chosen.get(name, frozenset())
    offered = [value for value in dimension.labels if value in found | picked]
    offered += sorted((found | picked) - set(dimension.labels))
    allowed = view.where.get(name)
    options = []
    for value in offered:
        if allowed is not None and value not in allowed and value not in picked:
            continue
        items = others.narrowed({name: frozenset({value})}).number(rows) if others.is_counted else None
        if items or items is None or value in picked:
            options.append(Option(value, dimension.label(value), value in picked, items))
    return Facet(dimension, options if len(options) > 1 or picked else ())
