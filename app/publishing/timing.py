"""A date and a time as an editor types them, read on the publisher's clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from app import calendars
from app.errors import Refused
from app.site import queries as site

ORDER = ("first", "second")
"""On the night when the clocks go back, the times of one hour come twice."""


@dataclass(frozen=True)
class Typed:
    """What was typed, with the ``zone`` that the page named and ``which`` of two equal times is meant."""

    day: date
    hour: time
    zone: str
    which: str = ""


def read(typed: Typed) -> datetime:
    """The moment in UTC that is meant. Refused where the clocks never show it, where they show it twice and nobody
    said which, and where the publisher has moved to another zone since the page was opened."""
    zone = site.identity().zone
    if typed.zone != zone:
        raise _refused("hour", f"The times of this site are those of {zone} by now. Look at yours again.")
    found = both(typed)
    hour = f"{typed.hour:%H:%M}"
    if not found:
        sentence = (
            f"There is no {hour} on that day: the clocks go forward and leave it out. Choose another time."
        )
        raise _refused("hour", sentence)
    if len(found) == 1:
        return found[0]
    if typed.which not in ORDER:
        raise _refused(
            "which", f"The clocks go back on that day and show {hour} twice. Choose which you mean."
        )
    return found[ORDER.index(typed.which)]


def both(typed: Typed) -> list[datetime]:
    """Every moment at which the publisher's clocks show what was typed: one, as a rule."""
    return calendars.moments(datetime.combine(typed.day, typed.hour), zone=site.identity().zone)


def choices(typed: Typed) -> list[tuple[str, str]]:
    """What to choose from where a time comes twice: each with how far it is from UTC."""
    found, zone = both(typed), site.identity().zone
    if len(found) < len(ORDER):
        return []
    return [
        (name, f"the {name} time, {calendars.offset(moment, zone=zone)}")
        for name, moment in zip(ORDER, found, strict=True)
    ]


def typed(moment: datetime) -> Typed:
    """A moment as it would have been typed."""
    zone = site.identity().zone
    local = calendars.on_clocks(moment, zone=zone)
    said = Typed(local.date(), local.time().replace(second=0, microsecond=0), zone)
    found = both(said)
    return said if len(found) == 1 else Typed(said.day, said.hour, zone, ORDER[found.index(moment)])


def _refused(field: str, sentence: str) -> Refused:
    return Refused(sentence, fields={field: [sentence]})
