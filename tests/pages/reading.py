"""What a page of the desk holds for its next request."""

from __future__ import annotations

import re


def decision_on(page: str) -> dict[str, str]:
    """The hidden fields of the form for a decision."""
    names = ("version", "content_hash", "attestation", "images", "rights")
    return {name: found(rf'name="{name}"[^>]*value="([^"]+)"', page) for name in names}


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    assert match, f"{pattern} is not on the page"
    return match[1]
