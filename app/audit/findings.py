"""What a check of the records gives back: batches of what was looked at, with the faults in plain words; pure.

Each layer offers checks of its own as ``Part``s; what composes them (``app.pages.verification``) knows no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

UNREADABLE = (ValueError, TypeError, LookupError, AttributeError)
"""What reading a record raises that is not what the product wrote."""


OVER = 2**62
"""The position behind everything: a look that goes on from there finds nothing more."""


@dataclass(frozen=True)
class Fault:
    """``what`` names the record, ``kind 7`` or the like; ``says`` is a whole sentence."""

    what: str
    says: str


@dataclass(frozen=True)
class Batch:
    """``looked`` records were looked at, up to the position ``after``, from which a later look can go on.

    ``notes`` are no faults: what a reader should know to judge the rest.
    """

    after: int
    looked: int
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """``check(after)`` looks through everything behind that position, in batches, holding one at a time.

    ``name`` is short and stays; ``things`` says in the plural what was looked at.
    """

    name: str
    things: str
    check: Callable[[int], Iterator[Batch]]

    def look(self, after: int) -> Iterator[Batch]:
        """As ``check``. What cannot even be read (no JSON, no moment, a reference to nothing) is a fault and ends this
        part alone: whoever damages a record must not get rid of the look at all others."""
        try:
            for batch in self.check(after):
                after = batch.after
                yield batch
        except UNREADABLE as why:
            where = f"behind number {after}" if after else "at the beginning"
            said = (
                f"Not all {self.things} could be looked at: a record {where} cannot be read "
                f"({type(why).__name__}), and the rest of them was not checked."
            )
            yield Batch(OVER, 0, [Fault(self.name, said)])
