"""What a contributor may declare about an image, as tables that a lawyer can read and change.

The bases are those of a rights-basis tree: own work, employer, Creative Commons, stock, permission, public domain,
quotation, AI, unknown, each with what it needs before the image may be published. Every rule names where it comes
from; what the page says of it is guidance for an editor, no legal advice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
class Source:
    """Where a rule comes from: a law, a licence or a standard, and its address."""

    name: str
    url: str


BERNE = Source("Berne Convention, Articles 9, 10 and 15", "https://www.wipo.int/wipolex/en/text/283693")
CDPA_EMPLOYED = Source(
    "Copyright, Designs and Patents Act 1988, section 11",
    "https://www.legislation.gov.uk/ukpga/1988/48/section/11",
)
CC_BY = Source(
    "Creative Commons Attribution 4.0, section 3", "https://creativecommons.org/licenses/by/4.0/legalcode.en"
)
VRT = Source(
    "Wikimedia Commons: volunteer response team, permissions",
    "https://commons.wikimedia.org/wiki/Commons:Volunteer_Response_Team",
)
PLUS = Source("PLUS Licence Data Format 2.0", "https://ns.useplus.org/LDF/ldf-XMPSpecification")
TERM = Source(
    "Directive 2006/116/EC, Article 1: life and 70 years", "https://eur-lex.europa.eu/eli/dir/2006/116/oj"
)
INFOSOC = Source("Directive 2001/29/EC, Article 5(3)(d)", "https://eur-lex.europa.eu/eli/dir/2001/29/oj")
AI_ACT = Source("Regulation (EU) 2024/1689, Article 50", "https://eur-lex.europa.eu/eli/reg/2024/1689/oj")
GDPR_HEALTH = Source("GDPR, Articles 6, 7 and 9(2)(a)", "https://eur-lex.europa.eu/eli/reg/2016/679/oj")
GDPR_CHILD = Source("GDPR, recital 38, and Article 6(1)(f)", "https://eur-lex.europa.eu/eli/reg/2016/679/oj")
GMC = Source(
    "General Medical Council, Making and using visual and audio recordings of patients, 2013",
    "https://www.gmc-uk.org/professional-standards/the-professional-standards/"
    "making-and-using-visual-and-audio-recordings-of-patients",
)


@dataclass(frozen=True)
class BasisRule:
    """``needs`` are the answers that must be given, ``asks`` those that may, ``folded`` those that may and that few
    people have; ``publishable`` is false for a hard stop. What a single answer brings with it is in ``asking``.

    ``words`` call a field by what it means here where that is another thing than elsewhere.
    """

    label: str
    hint: str
    needs: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    publishable: bool = True
    source: Source = BERNE
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def details(self) -> tuple[str, ...]:
        """The fields of this basis, those it needs first."""
        return (*self.needs, *self.asks, *self.folded)


BASES: dict[Basis, BasisRule] = {
    Basis.OWN_WORK: BasisRule(
        "I made it myself",
        "You took the photograph or drew the picture.",
        ("holder",),
        ("contains", "at_work"),
        words={
            "holder": "Your name, as its maker",
            "permission_from": "Who at your employer allowed it, and when",
        },
    ),
    Basis.EMPLOYER_OR_CLIENT_OWNED: BasisRule(
        "It belongs to my employer or a client",
        "Made at work, or for somebody who paid for it. Name the organisation and who there allowed you to use it.",
        ("holder", "permission_from", "contact"),
        ("contains",),
        source=CDPA_EMPLOYED,
        words={
            "holder": "The organisation it belongs to",
            "permission_from": "Who there allowed it, and when",
        },
    ),
    Basis.LICENSED_CC: BasisRule(
        "It has a Creative Commons licence",
        "Name the author, the exact licence and the address where you found it.",
        ("holder", "cc_licence", "source_url"),
        ("changes",),
        source=CC_BY,
        words={"holder": "The author, as the page names them"},
    ),
    Basis.LICENSED_STOCK: BasisRule(
        "I bought it from a picture library",
        "Name the library, the picture, the order and the licence.",
        ("vendor", "asset_number", "licence", "order_number", "account_holder", "editorial_only"),
        folded=("holder", "source_url"),
        source=PLUS,
        words={
            "holder": "The photographer, if the library names one",
            "licence": "The kind of licence, as the library calls it",
        },
    ),
    Basis.PERMISSION: BasisRule(
        "Somebody gave me permission",
        "Or you have asked and wait for the answer. Add their letter or e-mail as a file below.",
        ("holder", "permission"),
        ("source_url",),
        words={"holder": "Who owns it", "source_url": "Where it was published before"},
    ),
    Basis.PUBLIC_DOMAIN: BasisRule(
        "Nobody owns it any more (public domain)",
        "Say why: how long ago the maker died, or which authority published it.",
        ("pd_reason", "source_url"),
        folded=("holder",),
        source=TERM,
        words={"holder": "Who made it", "reason": "Say more about the reason"},
    ),
    Basis.QUOTATION_OR_FAIR_DEALING: BasisRule(
        "I am quoting it for review or criticism",
        "Only what the article discusses, and no more of it than it needs. Two people at the desk look at it.",
        ("holder", "reason", "amount", "acknowledgement"),
        folded=("source_url",),
        source=INFOSOC,
        words={"holder": "Whom you quote", "reason": "What you quote it for"},
    ),
    Basis.AI_GENERATED: BasisRule(
        "A computer program made it (AI)",
        "Name the program and what you asked it for. Readers are told.",
        ("tool", "reason"),
        ("tool_version", "source_works", "human_edits"),
        ("prompt", "source_url"),
        source=AI_ACT,
        words={
            "reason": "What you asked it for",
            "source_url": "Address of a picture it started from",
        },
    ),
    Basis.UNKNOWN: BasisRule(
        "I do not know",
        "An image of unknown origin cannot be published. Search for it with a reverse image search, ask whoever gave"
        " it to you, or use another image.",
        publishable=False,
    ),
}


PROVED_BY_ADDRESS = frozenset({Basis.LICENSED_CC, Basis.PUBLIC_DOMAIN})
"""Where the address of a picture proves the right: its licence or its age stands on that page (``CC_BY``, ``TERM``).
For the others an address says only where the picture was seen."""


class People(StrEnum):
    """``consented`` are adults; that word stands in declarations signed before the others came."""

    NONE = "none"
    CROWD = "crowd"
    CONSENTED = "consented"
    CHILD = "child"
    PATIENT = "patient"


PEOPLE: dict[People, str] = {
    People.NONE: "Nobody can be recognised in it",
    People.CROWD: "A crowd, nobody stands out",
    People.CONSENTED: "Adults, who agreed to being shown here",
    People.CHILD: "A child, and a parent or guardian agreed",
    People.PATIENT: "A patient, or somebody in care, who agreed in writing",
}
RECOGNISED = frozenset({People.CONSENTED, People.CHILD, People.PATIENT})
"""Where somebody must have agreed. Sources: ``GDPR_HEALTH``, ``GDPR_CHILD``; for patients also ``GMC``."""

TERM_YEARS = 70
"""Full years after the year in which the maker died, source ``TERM``."""
OLDEST_PROTECTED = 1900
"""A picture of this year or later may still be protected: a maker of twenty may have lived until 1960 (``TERM``)."""


@dataclass(frozen=True)
class CcLicence:
    """One licence. ``means`` says what it asks of us, in words for the author; ``address`` is its canonical URI."""

    label: str
    address: str
    means: str


_BY = "The author must be named in the credit line."
_SA = "Changed versions must carry the same licence; the desk looks at this."
_NC = "Not for commercial use. Whether this site is commercial is for the desk to say: it may refuse the picture."
_ND = "It may be shown only whole and unchanged: do not crop it here, and do not send a changed version."


def _cc(kind: str, version: str, label: str, means: str) -> tuple[str, CcLicence]:
    address = f"https://creativecommons.org/licenses/{kind.lower()}/{version}/"
    return f"CC-{kind}-{version}", CcLicence(f"{label} {version} (CC {kind} {version})", address, means)


_CC_KINDS = (
    ("BY", "Attribution", _BY),
    ("BY-SA", "Attribution-ShareAlike", f"{_BY} {_SA}"),
    ("BY-NC", "Attribution-NonCommercial", f"{_BY} {_NC}"),
    ("BY-ND", "Attribution-NoDerivatives", f"{_BY} {_ND}"),
    ("BY-NC-SA", "Attribution-NonCommercial-ShareAlike", f"{_BY} {_NC} {_SA}"),
    ("BY-NC-ND", "Attribution-NonCommercial-NoDerivatives", f"{_BY} {_NC} {_ND}"),
)
CC_LICENCES: dict[str, CcLicence] = {
    "CC0-1.0": CcLicence(
        "Zero, no rights reserved (CC0 1.0)",
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "Nothing is asked. Name the maker all the same: readers trust a picture with a source.",
    ),
    **dict(
        _cc(kind, version, label, means)
        for version in ("4.0", "3.0", "2.5", "2.0")
        for kind, label, means in _CC_KINDS
    ),
}
"""By SPDX id, each with its canonical address, from https://spdx.org/licenses/ and https://creativecommons.org."""


LICENCES: dict[str, str] = {
    "all-rights-reserved": "All rights reserved by the author",
    "CC-BY-4.0": "Creative Commons Attribution 4.0",
    "CC-BY-SA-4.0": "Creative Commons Attribution-ShareAlike 4.0",
    "CC-BY-NC-4.0": "Creative Commons Attribution-NonCommercial 4.0",
}
"""What readers may do with the article: SPDX ids where there is one."""

LICENCE_ADDRESSES: dict[str, str] = {
    name: CC_LICENCES[name].address for name in LICENCES if name in CC_LICENCES
}
