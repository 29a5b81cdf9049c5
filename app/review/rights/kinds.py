"""What the desk may find about a right, and what a person may have checked: tables; pure.

Another pair of eyes on each right, with what they looked at, is what makes a declaration more than an assertion
(Wikimedia Commons keeps the name of the volunteer who accepted a permission for the same reason).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.submissions.asking import Ask
from app.submissions.kinds import AI_ACT, BERNE, CC_BY, GMC, INFOSOC, PLUS, TERM, VRT, Source


class Found(StrEnum):
    """What was found about a right. Only an accepted one lets its image be published."""

    ACCEPTED = "accepted"
    QUESTIONED = "questioned"
    REFUSED = "refused"


FOUND: dict[Found, str] = {
    Found.ACCEPTED: "Accept",
    Found.QUESTIONED: "Question",
    Found.REFUSED: "Refuse",
}

TOLD = (Found.QUESTIONED, Found.REFUSED)
"""What the author has to be told of, with a note that says what to do."""


@dataclass(frozen=True)
class Check:
    """One thing to have checked, offered where a declaration says all of ``when``."""

    label: str
    source: Source
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


CHECKS: dict[str, Check] = {
    "looked": Check("Looked at the picture: nothing in it speaks against what is declared", BERNE),
    "file": Check("Read what the file says: it agrees, or the author explained it", PLUS),
    "search": Check("Searched for the picture elsewhere: no other owner was found", VRT),
    "evidence": Check("Read the evidence: it names this image and this use", VRT),
    "licence_page": Check(
        "Opened the address: licence and author are as declared", CC_BY, {"basis": ("licensed_cc",)}
    ),
    "order": Check("Order and licence of the library cover this use", PLUS, {"basis": ("licensed_stock",)}),
    "asked": Check(
        "Asked whoever gave the permission",
        VRT,
        {"basis": ("permission", "employer_or_client_owned")},
    ),
    "term": Check("Years and country make it free", TERM, {"basis": ("public_domain",)}),
    "quotation": Check(
        "Purpose, amount and acknowledgement are those of a quotation",
        INFOSOC,
        {"basis": ("quotation_or_fair_dealing",)},
    ),
    "program": Check(
        "The terms of the program allow this use, and readers are told", AI_ACT, {"basis": ("ai_generated",)}
    ),
    "consent": Check(
        "The consent covers being published here, for everybody to see",
        GMC,
        {"people": ("consented", "child", "patient")},
    ),
}
"""What can be ticked, by its code. Codes stand in the record for good: none is ever given another meaning."""


def offered(declared: Mapping[str, Any], *, evidence: bool) -> list[str]:
    """The codes of what can be checked about this declaration; the evidence only where there is some."""
    return [
        code
        for code, check in CHECKS.items()
        if Ask(check.when).applies(declared) and (code != "evidence" or evidence)
    ]


def in_words(codes: Sequence[str]) -> list[str]:
    """What was checked, in the order of the table."""
    return [check.label for code, check in CHECKS.items() if code in codes]
