"""Why an image may not be shown any more although nobody reported it, and what is said about it; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.publishing.states import Ended
from app.register.kinds import Scope
from app.submissions.kinds import RECOGNISED, Basis
from app.takedowns.kinds import Lane


@dataclass(frozen=True)
class LapseRule:
    """``label`` heads it at the desk. ``interim`` is what readers are told until it is decided, ``ground`` after it
    was; ``removal_status`` is what its addresses answer then (410 withdrawn by the publisher; 451 a legal demand).
    ``stays_down`` says whose uploads of it the register knows once it is decided, None where nobody's: a right that
    ended may begin anew; a consent was given to one author, and is withdrawn from that one."""

    label: str
    asked_by: str
    interim: str
    ground: str
    removal_status: int
    source: str
    stays_down: Scope | None = None


LAPSES: dict[Ended, LapseRule] = {
    Ended.RIGHT_ENDED: LapseRule(
        label="The right to show it has ended",
        asked_by="the publisher",
        interim="This image is not shown at present: the right to show it has ended.",
        ground="This image was taken down because the right to show it has ended.",
        removal_status=410,
        source="CDPA 1988 s. 16(2); PLUS LDF, LicenseEndDate",
    ),
    Ended.RIGHT_REVOKED: LapseRule(
        label="The author says that the licence was revoked",
        asked_by="its author",
        interim="This image is not shown at present: the right to show it is said to have been taken back.",
        ground="This image was taken down because the right to show it was taken back.",
        removal_status=410,
        source="CDPA 1988 s. 16(2)",
    ),
    Ended.CONSENT_WITHDRAWN: LapseRule(
        label="A person shown withdrew their consent",
        asked_by="a person it shows",
        interim="This image is not shown at the wish of a person it shows.",
        ground="This image was taken down at the wish of a person it shows.",
        removal_status=451,
        source="UK GDPR arts. 7(3) and 17(1)(b)",
        stays_down=Scope.THIS_AUTHOR,
    ),
}


def lane_of(why: Ended, declared: Mapping[str, Any]) -> Lane:
    """Privacy where it is about the people shown: their consent, or the release for one’s own picture of them."""
    own = declared.get("basis") == Basis.OWN_WORK and declared.get("people") in set(RECOGNISED)
    return Lane.PRIVACY if why is Ended.CONSENT_WITHDRAWN or own else Lane.COPYRIGHT
