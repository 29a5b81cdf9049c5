"""ORCID iDs: what was typed, as it is kept, and what is wrong with it; pure.

Sixteen signs in groups of four, the last a check sign (ISO 7064 MOD 11-2); the address is https://orcid.org/ and the
grouped sixteen (ORCID, "Structure of the ORCID Identifier"; a block of ISNI, ISO 27729).
"""

from __future__ import annotations

import re

from app.submissions import checksums

SIGNS = 16
_BEFORE = re.compile(r"^(?:https?://)?(?:www\.)?orcid\.org/|^orcid(?:\s*id)?\s*[:=]?\s*", re.IGNORECASE)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


def grouped(typed: str) -> str:
    """What is kept of what was typed: the iD in groups of four if it has sixteen signs, else as it was typed."""
    said = _BEFORE.sub("", typed.strip().translate(_DASHES)).strip().rstrip("/")
    bare = re.sub(r"[\s-]", "", said).upper()
    if len(bare) != SIGNS:
        return said
    return "-".join(bare[at : at + 4] for at in range(0, SIGNS, 4))


def fault(kept: str) -> str:
    """What is wrong with an iD, in a sentence; empty when nothing is, or when there is none."""
    bare = kept.replace("-", "")
    if not kept:
        return ""
    if not re.fullmatch(r"[0-9]*X?", bare, re.IGNORECASE):
        return f"“{kept}” is not an ORCID iD. It has sixteen digits, like 0000-0002-1825-0097."
    if len(bare) != SIGNS:
        return f"Your ORCID iD has {len(bare)} digits, and an iD has sixteen. One may be missing or doubled."
    if checksums.orcid(bare[:15]) != bare[15].upper():
        return f"The ORCID iD {kept} has a typing mistake: its last sign does not fit the others. Compare it."
    return ""


def address(kept: str) -> str:
    """The public address of a right iD, else nothing."""
    return f"https://orcid.org/{kept}" if kept and not fault(kept) else ""
