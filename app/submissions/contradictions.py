"""What the file says against what is declared; pure. Shown to the author before signing and to the reviewer after.

A contradiction is a question, not a verdict: files are wrong too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OWN = frozenset({"own_work"})
FREE = frozenset({"public_domain", "licensed_cc"})
MADE_BY_AI = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicMedia")


def between(declared: Mapping[str, Any], embedded: Mapping[str, Any]) -> list[str]:
    """The sentences to show; empty when file and declaration agree or the file says nothing.

    ``embedded`` is what intake kept: ``{"says": {name: [{"text", "where"}]}}``. IPTC cuts names at 32 bytes, so
    names are compared by their beginning.
    """
    says = {name: [one["text"] for one in texts] for name, texts in embedded.get("says", {}).items()}
    basis, holder = declared.get("basis", ""), str(declared.get("holder", ""))
    found = []
    for name, words in (("copyright", "copyright"), ("owner", "the owner"), ("creator", "the maker")):
        for text in says.get(name, []):
            if basis in OWN and holder and not _same(holder, text):
                found.append(f"You declare it your own work; the file names “{text}” as {words}.")
    if basis in FREE and any("all rights reserved" in text.casefold() for text in says.get("copyright", [])):
        found.append("You declare it free to use; the file says “all rights reserved”.")
    source = " ".join(says.get("digital_source_type", []))
    if basis != "ai_generated" and any(kind in source for kind in MADE_BY_AI):
        found.append("The file says that a computer program (AI) made it; the declaration does not.")
    return list(dict.fromkeys(found))


def _same(holder: str, text: str) -> bool:
    one, two = _bare(holder), _bare(text)
    return bool(one) and (one in two or two[:32] in one or one[:32] in two)


def _bare(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())
