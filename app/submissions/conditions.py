"""What the conditions of a Creative Commons licence forbid here, and what of them the desk must look at, as tables;
pure.

The ids are those of ``kinds.CC_LICENCES``; the conditions mean the same in every version of the licences since 2.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.submissions.kinds import CC_BY, CC_LICENCES, Basis, Source


@dataclass(frozen=True)
class Condition:
    """``look`` is what a reviewer should look at where a licence has it; ``uncropped`` is said to an author who
    cropped the picture all the same, and empty where that is allowed."""

    look: str
    source: Source
    uncropped: str = ""


CONDITIONS: dict[str, Condition] = {
    "NC": Condition(
        "The licence forbids commercial use (NC): an article that makes a service known is commercial. Refuse the"
        " picture unless this site is not.",
        Source(
            "Creative Commons BY-NC 4.0, sections 1 and 2(a)(1)",
            "https://creativecommons.org/licenses/by-nc/4.0/legalcode.en",
        ),
    ),
    "ND": Condition(
        "The licence forbids changed versions (ND): hold the picture against the page it comes from.",
        Source(
            "Creative Commons BY-ND 4.0, section 2(a)(1)(B)",
            "https://creativecommons.org/licenses/by-nd/4.0/legalcode.en",
        ),
        "Its licence allows it only whole and unchanged. Take the crop away, or use another picture.",
    ),
    "SA": Condition(
        "The licence asks that changed versions carry the same licence (SA): was it changed, and is it offered to"
        " readers under another licence with the article?",
        Source(
            "Creative Commons BY-SA 4.0, section 3(b)",
            "https://creativecommons.org/licenses/by-sa/4.0/legalcode.en",
        ),
    ),
}

UNNAMED = (
    *(
        "unknown",
        "unknown author",
        "author unknown",
        "the author is unknown",
        "not known",
        "not named",
        "not given",
    ),
    *(
        "anonymous",
        "no author",
        "no name",
        "nobody",
        "none",
        "n/a",
        "i do not know",
        "i don't know",
        "?",
        "-",
    ),
)
"""What people write where they have no name; a licence with BY cannot be kept then."""
NAME_THE_AUTHOR = (
    "This licence asks that the author be named. Give the name on the page where you found it, or use another picture.",
    CC_BY,
)


def having(condition: str) -> tuple[str, ...]:
    """The licences with this condition: ``BY``, ``NC``, ``ND`` or ``SA``."""
    return tuple(spdx for spdx in CC_LICENCES if condition in spdx.split("-"))


def uncropped(declared: Mapping[str, Any]) -> list[str]:
    """Why this picture may not be cropped, in sentences; empty where it may."""
    if declared.get("basis") != Basis.LICENSED_CC:
        return []
    licence = str(declared.get("cc_licence"))
    return [one.uncropped for name, one in CONDITIONS.items() if one.uncropped and licence in having(name)]
