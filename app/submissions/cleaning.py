"""What a guest typed, as it is kept: NFC, no control characters, lines where lines belong; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app import text
from app.submissions import declarations, orcid

_LINES = ("title", "byline", "role", "affiliation")
_TEXTS = ("summary", "bio", "trademarks")


def article(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the writing desk that are there. Empty questions and references are left out."""
    kept: dict[str, Any] = {name: text.line(fields[name]) for name in _LINES if name in fields}
    kept |= {name: text.plain(fields[name]) for name in _TEXTS if name in fields}
    if "orcid" in fields:
        kept["orcid"] = orcid.grouped(text.line(fields["orcid"]))
    if "body" in fields:
        kept["body"] = text.clean(fields["body"]).rstrip()
    if "licence" in fields:
        kept["licence"] = fields["licence"]
    if "faq" in fields:
        pairs = [{"question": text.line(one), "answer": text.plain(two)} for one, two in fields["faq"]]
        kept["faq"] = [pair for pair in pairs if pair["question"] or pair["answer"]]
    if "references" in fields:
        kept["references"] = [line for entry in fields["references"] if (line := text.line(entry))]
    if "disclosures" in fields:
        kept["disclosures"] = {name: text.plain(said) for name, said in fields["disclosures"].items()}
    return kept


def image(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of one image, as columns of the draft image; a declaration is replaced as a whole."""
    kept: dict[str, Any] = {name: text.plain(fields[name]) for name in ("alt", "caption") if name in fields}
    if "credit" in fields:
        kept["credit"] = text.line(fields["credit"])[:300]
    if "lead" in fields:
        kept["lead"] = bool(fields["lead"])
    if "position" in fields:
        kept["position"] = int(fields["position"])
    if "basis" in fields:
        kept["declared"] = declarations.kept(fields)
    return kept
