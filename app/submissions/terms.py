"""For how many years after a maker's death the law of a country protects a work, as a table; pure.

A country whose term is shorter than ``kinds.TERM_YEARS``, or that the table does not know, is read as that many years:
the page is read elsewhere too. What the table does not know, the desk is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.submissions.kinds import TERM, TERM_YEARS, Source


@dataclass(frozen=True)
class Term:
    """``years`` are full years after that of the death. ``names`` are how people write the country, in small letters
    and without an article; ``look`` is what the desk should look at all the same."""

    years: int
    source: Source
    names: tuple[str, ...]
    look: str = ""


TERMS: tuple[Term, ...] = (
    Term(
        70,
        TERM,
        (
            *("european union", "eu", "austria", "belgium", "bulgaria", "croatia", "cyprus", "czechia"),
            *("czech republic", "denmark", "estonia", "finland", "france", "germany", "greece", "hungary"),
            *("ireland", "italy", "latvia", "lithuania", "luxembourg", "malta", "netherlands", "holland"),
            *("poland", "portugal", "romania", "slovakia", "slovenia", "sweden"),
        ),
    ),
    Term(
        70,
        Source(
            "Copyright, Designs and Patents Act 1988, section 12",
            "https://www.legislation.gov.uk/ukpga/1988/48/section/12",
        ),
        (
            *("united kingdom", "uk", "gb", "great britain", "britain", "england", "scotland", "wales"),
            "northern ireland",
        ),
    ),
    Term(
        80,
        Source(
            "Spain: Real Decreto Legislativo 1/1996, fourth transitional provision: 80 years for who died before"
            " 7 December 1987",
            "https://www.boe.es/buscar/act.php?id=BOE-A-1996-8930",
        ),
        ("spain", "españa", "espana"),
    ),
    Term(
        70,
        Source(
            "Switzerland: Copyright Act, Article 29",
            "https://www.fedlex.admin.ch/eli/cc/1993/1798_1798_1798/en",
        ),
        ("switzerland",),
    ),
    Term(
        70,
        Source("Norway: Copyright Act 2018, section 11", "https://lovdata.no/dokument/NLE/lov/2018-06-15-40"),
        ("norway",),
    ),
    Term(
        70,
        Source(
            "United States Code, title 17, sections 302 to 304",
            "https://www.copyright.gov/title17/92chap3.html",
        ),
        ("united states", "united states of america", "usa", "us", "america"),
        "The United States count an older work from its publication, for 95 years, and not from the death of its maker:"
        " when was it published?",
    ),
    Term(
        70,
        Source(
            "Canada: Copyright Act, section 6, as amended by S.C. 2022, c. 10: 70 years since 30 December 2022",
            "https://laws-lois.justice.gc.ca/eng/acts/C-42/section-6.html",
        ),
        ("canada",),
    ),
    Term(
        100,
        Source(
            "Mexico: Ley Federal del Derecho de Autor, Article 29",
            "https://www.diputados.gob.mx/LeyesBiblio/pdf/LFDA.pdf",
        ),
        ("mexico", "méxico"),
    ),
    Term(
        80,
        Source(
            "Colombia: Ley 23 de 1982, Article 21",
            "https://www.alcaldiabogota.gov.co/sisjur/normas/Norma1.jsp?i=3431",
        ),
        ("colombia",),
    ),
    Term(
        70,
        Source(
            "Australia: Copyright Act 1968, section 33", "https://www.legislation.gov.au/C1968A00063/latest"
        ),
        ("australia",),
    ),
    Term(
        70,
        Source("Brazil: Lei 9.610/1998, Article 41", "https://www.planalto.gov.br/ccivil_03/leis/l9610.htm"),
        ("brazil", "brasil"),
    ),
)

UNKNOWN = (
    "For how long the law of “{country}” protects a work is not in our table; we reckoned with {years} years."
    " Look it up."
)


def term_of(country: str) -> Term | None:
    """The row of a country as somebody typed it, or None where the table does not know it."""
    named = country.casefold().replace(".", "").strip().removeprefix("the ")
    return next((term for term in TERMS if named in term.names), None)


def years_in(country: str) -> int:
    """Full years after that of the death for which a work is taken to be protected here."""
    term = term_of(country)
    return max(TERM_YEARS, term.years) if term else TERM_YEARS


def looks(declared: Mapping[str, Any]) -> list[str]:
    """What the desk should look at where a maker's death makes a picture free, in sentences."""
    country = str(declared.get("country") or "")
    if declared.get("basis") != "public_domain" or declared.get("pd_reason") != "died" or not country:
        return []
    term = term_of(country)
    sentence = term.look if term else UNKNOWN.format(country=country, years=TERM_YEARS)
    return [sentence] if sentence else []
