"""One reference, as it was typed, and what is recognised in it: DOI, PMID, PMCID, ISBN, addresses; pure, no look-up.

What is stored stays what the author typed. A DOI is shown as an address, as its registration agencies ask
(ISO 26324; Crossref, "DOI display guidelines"); PMID and PMCID as NLM's PubMed links them; an ISBN is checked by its
check digit (ISO 2108) and has no address.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from app.submissions import checksums


@dataclass(frozen=True)
class Piece:
    """A part of a reference. ``said`` is what was typed, ``shown`` what readers see, ``url`` where that leads, if
    anywhere; ``kind`` is empty for plain words, ``fault`` a sentence if the part cannot be what it looks like."""

    said: str
    shown: str
    kind: str = ""
    url: str = ""
    fault: str = ""


_FOUND = re.compile(
    r"""
    (?P<doi>(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|\bdoi\s{0,2}[:=]?\s{0,2}|(?<![\w./]))(?P<name>10\.\d[^\s"<>]{0,300}))
  | (?P<nodoi>(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|\bdoi\s{0,2}[:=]\s{0,2})[^\s"<>]{1,300})
  | (?P<pubmed>https?://(?:pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed)/(?P<pubmed_id>\d{1,12})/?)
  | (?P<pmid>\bPMID\s{0,2}[:=]?\s{0,2}(?P<pmid_id>[\w-]{1,20}))
  | (?P<pmc>(?:https?://(?:pmc|www)\.ncbi\.nlm\.nih\.gov/(?:pmc/)?articles/|\bPMCID\s{0,2}[:=]?\s{0,2}|\b)(?P<pmc_id>PMC\d{1,9})\b/?)
  | (?P<isbn>\bISBN(?:-1[03])?\s{0,2}[:=]?\s{0,2}(?P<isbn_id>[\dXx](?:[ -]?[\dXx]){3,18}))
  | (?P<address>https?://[^\s<>"]{1,2000})
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d{1,9}){0,4}/\S{1,300}")
_PMID = re.compile(r"[1-9]\d{0,7}")
_TAIL = ".,;:!?'\"”’"


def read(line: str) -> tuple[Piece, ...]:
    """The pieces of one reference, in order; what they say, put together, is the line."""
    made: list[Piece] = []
    end = 0
    for found in _FOUND.finditer(line):
        if found.start() < end:
            continue
        stop = _stop(found[0]) + found.start()
        piece = _piece(found, line[found.start() : stop])
        if piece is None:
            continue
        if found.start() > end:
            made.append(Piece(line[end : found.start()], line[end : found.start()]))
        made.append(piece)
        end = stop
    return (*made, Piece(line[end:], line[end:])) if end < len(line) else tuple(made)


def recognised(lines: Sequence[str]) -> list[tuple[Piece, ...]]:
    """Every reference of a list, if there is one in which something was recognised; else none."""
    made = [read(line) for line in lines]
    return made if any(piece.kind for pieces in made for piece in pieces) else []


def as_json(lines: Sequence[tuple[Piece, ...]]) -> list[list[dict[str, str]]]:
    """For the page that shows them under the field."""
    return [
        [{"shown": piece.shown, "url": piece.url, "fault": piece.fault} for piece in pieces]
        for pieces in lines
    ]


def faults(line: str) -> list[tuple[str, str]]:
    """What cannot be right in a reference, as (what was typed, sentence)."""
    return [(piece.said, piece.fault) for piece in read(line) if piece.fault]


def _stop(said: str) -> int:
    """Where it really ends: signs that close the sentence around it, and a bracket that it did not open, are left."""
    end = len(said)
    while end and (said[end - 1] in _TAIL or _opened_outside(said[:end])):
        end -= 1
    return end


def _opened_outside(said: str) -> bool:
    closing = said[-1:]
    opening = {")": "(", "]": "[", "}": "{"}.get(closing, "")
    return bool(opening) and said.count(closing) > said.count(opening)


def _piece(found: re.Match[str], said: str) -> Piece | None:
    kind = next(name for name in _KINDS if found[name] is not None)
    return _KINDS[kind](found, said)


def _doi(found: re.Match[str], said: str) -> Piece | None:
    name = unquote(said[said.index("10.") :])
    if not _DOI.fullmatch(name):
        return None if said.startswith("10.") else _no_doi(found, said)
    url = "https://doi.org/" + quote(name, safe="/:;()._-~,+@!$&'*=")
    return Piece(said, url, "DOI", url)


def _no_doi(_found: re.Match[str], said: str) -> Piece:
    fault = f"“{said}” is not a whole DOI. A DOI begins with 10., a number and a slash: 10.1000/182."
    return Piece(said, said, "DOI", "", fault)


def _pubmed(found: re.Match[str], said: str) -> Piece:
    number = found["pubmed_id"] or found["pmid_id"]
    if not _PMID.fullmatch(number):
        return Piece(
            said, said, "PMID", "", f"“{said}” is not a PMID: that is a number of up to eight digits."
        )
    return Piece(said, f"PMID {number}", "PMID", f"https://pubmed.ncbi.nlm.nih.gov/{number}/")


def _pmc(found: re.Match[str], said: str) -> Piece:
    number = found["pmc_id"].upper()
    return Piece(said, number, "PMCID", f"https://pmc.ncbi.nlm.nih.gov/articles/{number}/")


def _isbn(found: re.Match[str], said: str) -> Piece:
    number = re.sub(r"[ -]", "", found["isbn_id"]).upper()
    if len(number) not in (10, 13):
        fault = f"The ISBN {found['isbn_id']} has {len(number)} digits; it needs ten or thirteen."
    elif not checksums.isbn(number):
        fault = f"The ISBN {found['isbn_id']} has a typing mistake: its check digit does not fit."
    else:
        return Piece(said, f"ISBN {found['isbn_id']}", "ISBN")
    return Piece(said, said, "ISBN", "", fault)


def _address(_found: re.Match[str], said: str) -> Piece:
    return Piece(said, said, "address", said)


_KINDS = {
    "doi": _doi,
    "nodoi": _no_doi,
    "pubmed": _pubmed,
    "pmid": _pubmed,
    "pmc": _pmc,
    "isbn": _isbn,
    "address": _address,
}
