"""Words as they are searched: case and accents do not matter, in any script."""

from __future__ import annotations

import unicodedata

from app.text import normal

LONGEST_QUERY = 200
MOST_WORDS = 8


def fold(text: str) -> str:
    """Case-folded, without accents, one space between words."""
    parts = normal("NFKD", text.casefold())
    return " ".join("".join(sign for sign in parts if not unicodedata.combining(sign)).split())


def words(query: str) -> list[str]:
    """The words of a query, folded, each once; only so many, so that a query stays cheap."""
    return list(dict.fromkeys(fold(query[:LONGEST_QUERY]).split()))[:MOST_WORDS]
