"""What a guest typed, as it is kept: NFC, no control characters, lines where lines belong; pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app import text
from app.media import areas
from app.submissions import declarations, orcid

_LINES = ("title", "byline", "role", "affiliation")
_TEXTS = ("summary", "bio", "trademarks")
FURTHEST = 9999
"""The last place in a list that may be asked for; which numbers stand there then is counted anew."""


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
        kept["position"] = min(max(int(fields["position"]), 0), FURTHEST)
    if "crop_left" in fields:
        kept["crop"] = crop(fields)
        kept["focal"] = focal(fields)
    if "basis" in fields:
        kept["declared"] = declarations.kept(fields)
    return kept


def crop(fields: Mapping[str, Any]) -> str:
    """The part of an image that is shown, from percents; a side that was not given is the image's own. ValueError for
    what lies outside the image or is too small."""
    left, top = (fields.get(f"crop_{side}") or Decimal(0) for side in ("left", "top"))
    width, height = (fields.get(f"crop_{side}") for side in ("width", "height"))
    whole = Decimal(100)
    return areas.part(
        left, top, whole - left if width is None else width, whole - top if height is None else height
    )


def focal(fields: Mapping[str, Any]) -> str:
    """The point that matters most, from percents; without one, nothing."""
    left, top = fields.get("focal_left"), fields.get("focal_top")
    if left is None and top is None:
        return ""
    middle = Decimal(50)
    return areas.spot(middle if left is None else left, middle if top is None else top)
