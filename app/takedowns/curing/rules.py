"""What a report cannot come in without, and what it can be asked for afterwards; pure."""

from __future__ import annotations

from collections.abc import Mapping

from app.takedowns import rules
from app.takedowns.kinds import LANES, Lane

ESSENTIAL: Mapping[Lane, tuple[str, ...]] = {
    Lane.COPYRIGHT: ("work",),
    Lane.DEFAMATION: ("statement",),
}
"""The fields without which a report of that lane is none; whatever else it lacks is asked for. A lane that is not named
needs all of its fields at once.

17 USC 512(c)(3)(B)(ii): a notice with the work (ii), the place (iii), which a report from an article always has, and
a way to reach its sender (iv), which is its e-mail address, is not to be ignored. SI 2013/3028 reg. 4: who sends a
defective notice is told what it lacks.
"""


def missing(lane: Lane, answers: Mapping[str, object]) -> tuple[str, ...]:
    """The fields that a report lacks, in their order."""
    wrong = rules.faults(lane, answers)
    return tuple(field.name for field in LANES[lane].fields if field.name in wrong)


def bars(lane: Lane, answers: Mapping[str, object]) -> dict[str, list[str]]:
    """What keeps a report from coming in as it is, by field, in sentences."""
    wrong = rules.faults(lane, answers)
    essential = ESSENTIAL.get(lane)
    return wrong if essential is None else {name: said for name, said in wrong.items() if name in essential}
