"""What a contributor may declare about an image, as a table that a lawyer can read and change.

Source of the bases: the rights-basis tree (own work, employer, Creative Commons, stock, permission, public domain,
quotation, AI, unknown) with what each needs before the image may be published.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    OWN_WORK = "own_work"
    EMPLOYER_OR_CLIENT_OWNED = "employer_or_client_owned"
    LICENSED_CC = "licensed_cc"
    LICENSED_STOCK = "licensed_stock"
    PERMISSION = "permission"
    PUBLIC_DOMAIN = "public_domain"
    QUOTATION_OR_FAIR_DEALING = "quotation_or_fair_dealing"
    AI_GENERATED = "ai_generated"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class BasisRule:
    """``needs`` are the fields of the rights record that must be filled; ``publishable`` is false for a hard stop."""

    label: str
    hint: str
    needs: tuple[str, ...] = ()
    publishable: bool = True


BASES: dict[Basis, BasisRule] = {
    Basis.OWN_WORK: BasisRule(
        "I made it myself", "You took the photograph or drew the picture.", ("holder",)
    ),
    Basis.EMPLOYER_OR_CLIENT_OWNED: BasisRule(
        "It belongs to my employer or a client",
        "Name the organisation and who there allowed you to use it.",
        ("holder", "permission_from"),
    ),
    Basis.LICENSED_CC: BasisRule(
        "It has a Creative Commons licence",
        "Name the author, the exact licence and the address where you found it.",
        ("holder", "licence", "source_url"),
    ),
    Basis.LICENSED_STOCK: BasisRule(
        "I bought it from a picture library",
        "Name the library, the licence and the order number.",
        ("holder", "licence", "permission_from"),
    ),
    Basis.PERMISSION: BasisRule(
        "Somebody gave me permission",
        "Name who owns it and who gave the permission.",
        ("holder", "permission_from"),
    ),
    Basis.PUBLIC_DOMAIN: BasisRule(
        "Nobody owns it any more (public domain)",
        "Say why: how long ago the maker died, or which authority published it.",
        ("reason", "source_url"),
    ),
    Basis.QUOTATION_OR_FAIR_DEALING: BasisRule(
        "I am quoting it for review or criticism",
        "Say what you quote it for, and whom you quote.",
        ("holder", "reason"),
    ),
    Basis.AI_GENERATED: BasisRule(
        "A computer program made it (AI)", "Name the program and what you asked it for.", ("tool", "reason")
    ),
    Basis.UNKNOWN: BasisRule(
        "I do not know",
        "Then it cannot be published. Find out, or use another picture.",
        publishable=False,
    ),
}

NEEDED = {
    "holder": "Say who made it or owns it.",
    "licence": "Name the licence exactly, for example CC BY 4.0.",
    "source_url": "Give the address where it can be found, beginning with https://.",
    "permission_from": "Say who gave permission, with the date or order number.",
    "reason": "Give the reason in a sentence.",
    "tool": "Name the program that made it.",
    "consent": "Say who agreed to being shown, how, and when.",
}


class People(StrEnum):
    NONE = "none"
    CONSENTED = "consented"


PEOPLE: dict[People, str] = {
    People.NONE: "Nobody can be recognised in it",
    People.CONSENTED: "People can be recognised, and they agreed to being shown here",
}

LICENCES: dict[str, str] = {
    "all-rights-reserved": "All rights reserved by the author",
    "CC-BY-4.0": "Creative Commons Attribution 4.0",
    "CC-BY-SA-4.0": "Creative Commons Attribution-ShareAlike 4.0",
    "CC-BY-NC-4.0": "Creative Commons Attribution-NonCommercial 4.0",
}
"""What readers may do with the article: SPDX ids where there is one."""

LICENCE_ADDRESSES: dict[str, str] = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC-BY-NC-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
}
