"""Under which bodies of rules a report falls, by its lane and its answers; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.takedowns.kinds import Lane


class Regime(StrEnum):
    """The bodies of rules that a report can fall under; one report may fall under several."""

    HOUSE = "house"
    DSA = "dsa"
    DMCA = "dmca"
    S5 = "s5"
    DATA = "data"


REGIMES: Mapping[Regime, str] = {
    Regime.HOUSE: "Rules of the house",
    Regime.DSA: "Digital Services Act",
    Regime.DMCA: "17 USC 512",
    Regime.S5: "Defamation Act 2013 s. 5",
    Regime.DATA: "Data protection",
}

ALWAYS = frozenset({Regime.HOUSE, Regime.DSA})
"""DSA arts. 16 and 17 bind hosts of every size (art. 19), and any lane may bring a notice."""
OF_LANES: Mapping[Lane, frozenset[Regime]] = {
    Lane.COPYRIGHT: frozenset({Regime.DMCA}),
    Lane.PRIVACY: frozenset({Regime.DATA}),
}
"""What a lane always brings; one that is not named brings nothing more."""


@dataclass(frozen=True)
class Brings:
    """In ``lane`` (any, where it is None) one of ``values`` under ``fact`` brings ``regime``, too."""

    lane: Lane | None
    fact: str
    values: frozenset[str]
    regime: Regime


PEOPLE = "people"
"""The fact that stands beside the answers: who can be recognised in the image, as its author declared it."""
BRINGS: tuple[Brings, ...] = (
    Brings(None, "sensitive", frozenset({"yes"}), Regime.DATA),
    Brings(None, PEOPLE, frozenset({"patient", "child"}), Regime.DATA),
    # Only who cannot find the author needs the procedure: else the site has its defence without it (s. 5(3)).
    Brings(Lane.DEFAMATION, "knows_author", frozenset({"no"}), Regime.S5),
)


def regimes_of(lane: Lane, facts: Mapping[str, object]) -> frozenset[Regime]:
    """What a report falls under: the union, so that a patient’s photograph is copyright and data protection."""
    more = {one.regime for one in BRINGS if one.lane in (None, lane) and facts.get(one.fact) in one.values}
    return ALWAYS | OF_LANES.get(lane, frozenset()) | more
