"""The clocks of a case as its page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.clock import now
from app.db import session
from app.site.models import SiteSetting
from app.takedowns.clocks import queries, words
from app.takedowns.clocks.models import CaseClock
from app.takedowns.clocks.regimes import REGIMES
from app.takedowns.models import Case
from app.worklist.clocks import Tone
from app.worklist.views import DIMENSIONS


@dataclass(frozen=True)
class Line:
    """One clock: what has to happen, how it stands, by when, whose turn it is, and where the rule comes from."""

    label: str
    standing: str
    tone: Tone
    by: str
    earliest: str
    owes: str
    regime: str
    calendar: str
    source: str
    rested: bool


@dataclass(frozen=True)
class Clocks:
    """``ahead`` are those that run or rest; ``over`` those that were met, missed and met later, or ended: the last of
    each kind, with how many there were, since every report that joins brings some of its own."""

    ahead: Sequence[Line]
    over: Sequence[tuple[Line, int]]
    regimes: Sequence[str]


def of(case: Case) -> Clocks:
    found = queries.of_case(case)
    sources = _sources(found)
    lines = [(one, _line(one, sources)) for one in found]
    regimes = queries.regimes_of_case(case) | {one.of.regime for one in found}
    return Clocks(
        ahead=[line for one, line in lines if not one.is_over],
        over=_gathered([line for one, line in lines if one.is_over]),
        regimes=[said for regime, said in REGIMES.items() if regime in regimes],
    )


def _gathered(lines: Sequence[Line]) -> list[tuple[Line, int]]:
    kinds: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        kinds.setdefault((line.label, line.standing), []).append(line)
    return [(alike[-1], len(alike)) for alike in kinds.values()]


def _line(clock: CaseClock, sources: dict[int, str]) -> Line:
    standing, tone = _stands(clock, now())
    return Line(
        label=clock.of.label,
        standing=standing,
        tone=tone,
        by=words.by(clock) if clock.paused_at is None else "",
        earliest=words.when(clock.earliest_at, zone=clock.zone) if clock.earliest_at else "",
        owes=DIMENSIONS["owes"].label(clock.of.owes.value) if clock.of.owes else "",
        regime=REGIMES[clock.of.regime],
        calendar=words.calendar(clock),
        source=sources.get(clock.rule_version or 0, ""),
        rested=clock.paused_seconds > 0,
    )


def _stands(clock: CaseClock, moment: datetime) -> tuple[str, Tone]:
    if clock.satisfied_at is not None:
        late = clock.satisfied_at > clock.ends_at
        return ("Missed, done later", Tone.BREACHED) if late else ("Met", Tone.FINISHED)
    if clock.cancelled_at is not None:
        return "Ended", Tone.FINISHED
    if clock.paused_at is not None:
        return "Rests", Tone.PAUSED
    if clock.ends_at <= moment:
        return "Missed", Tone.BREACHED
    return "Runs", Tone.HALF if clock.after(0.5) <= moment else Tone.CALM


def _sources(clocks: Sequence[CaseClock]) -> dict[int, str]:
    """Where the rules come from by which these clocks were started, which newer ones may have replaced."""
    ids = {one.rule_version for one in clocks if one.rule_version is not None}
    rows = [session.get_one(SiteSetting, id_) for id_ in sorted(ids)]
    return {row.id: row.source for row in rows}
