"""Credit lines an author can choose instead of typing: pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MOST = 3
LONGEST = 300
"""Characters: what a credit line can hold."""


def suggested(declared: Mapping[str, Any], embedded: Mapping[str, Any] | None, *, now: str = "") -> list[str]:
    """What the file asks to be credited as comes first, then the maker it names, then the holder who was declared.

    A line that stands already is left out, and so is one too long to be kept.
    """
    says = (embedded or {}).get("says") or {}
    lines = [*_texts(says, "credit")]
    makers = [*_texts(says, "creator"), str(declared.get("holder") or "").strip()]
    lines += [f"Photograph: {maker}" for maker in makers if maker]
    kept = [line for line in dict.fromkeys(lines) if line != now.strip() and len(line) <= LONGEST]
    return kept[:MOST]


def _texts(says: Mapping[str, Any], name: str) -> list[str]:
    return [text for one in says.get(name, ()) if (text := str(one["text"]).strip())]
