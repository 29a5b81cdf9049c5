"""What a reviewer should look at in a declaration although nothing in it is wrong: a table, for the desk alone; pure.

A weak point blocks nothing. What blocks is in ``asking.STOPS``, ``plausible`` and ``permissions``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.submissions import terms
from app.submissions.asking import Ask
from app.submissions.choices import PENDING
from app.submissions.conditions import CONDITIONS, having

_GRANTED = {"basis": ("permission",), "permission": ("", "granted")}
WEAK: tuple[tuple[Mapping[str, tuple[str, ...]], str], ...] = (
    (
        {"basis": ("permission",), "permission": (PENDING,)},
        "The permission has not come: it cannot be approved or published like this.",
    ),
    (
        {**_GRANTED, "sender_matches": ("no",)},
        "The permission came from an address that does not belong to where the image was published. Ask there.",
    ),
    (
        {**_GRANTED, "evidence": ("",)},
        "The permission rests on the author's word; why there is no file stands above.",
    ),
    (
        {"basis": ("employer_or_client_owned",), "evidence": ("",)},
        "The owner's permission rests on the author's word; why there is no file stands above.",
    ),
    (
        {"basis": ("own_work",), "at_work": ("yes",), "evidence": ("",)},
        "Made at work, and the employer's permission rests on the author's word.",
    ),
    (
        {"basis": ("licensed_stock",), "editorial_only": ("yes",)},
        "Licensed for editorial use only: an article that promotes a service is not editorial.",
    ),
    (
        {"basis": ("licensed_stock",), "evidence": ("",)},
        "There is no file of the licence or the order.",
    ),
    *(
        ({"basis": ("licensed_cc",), "cc_licence": having(name)}, condition.look)
        for name, condition in CONDITIONS.items()
    ),
    (
        {"people": ("consented",), "consent_kind": ("oral",)},
        "The people shown agreed by word of mouth only.",
    ),
    (
        {"people": ("child", "patient"), "evidence": ("",)},
        "There is no form of consent among the evidence.",
    ),
    (
        {"marks": ("yes",)},
        "Marks or logos can be seen: is one of them the subject, or does it promise something?",
    ),
    ({"personal": ("yes",)}, "Somebody's data can be read in it: is what the author says of it enough?"),
)
"""Where a declaration says all of it, the sentence. The sources are those of the answers: ``kinds``, ``conditions``."""


def weak_points(declared: Mapping[str, Any]) -> list[str]:
    """What to look at, in the order of the table, then what the table of terms says of a country."""
    return [*(sentence for when, sentence in WEAK if Ask(when).applies(declared)), *terms.looks(declared)]
