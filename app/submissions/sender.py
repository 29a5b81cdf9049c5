"""Whether whoever wrote a permission wrote from where the picture was published: yes, no or unknown; pure.

It compares what an e-mail says of itself with an address that the author names. Both can be made up, so that a yes is a
reason less to ask, and no proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit


class Fit(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Compared:
    """The answer, and the sentence that says why."""

    fit: Fit
    sentence: str


def compared(sender: str, source_url: str) -> Compared:
    """The domain of an e-mail address beside the host of a web address.

    Yes where they are the same, or one lies within the other (``mail.example.org`` and ``example.org``). Where only
    the endings agree (``a.example.org`` and ``b.example.org``), who owns both cannot be told from the names.
    """
    theirs, source = _domain(sender.rpartition("@")[2]), _domain(_host(source_url))
    if not theirs:
        return Compared(Fit.UNKNOWN, "The e-mail names no single sender.")
    if not source:
        return Compared(Fit.UNKNOWN, "The author names no address where the image was published.")
    if theirs == source or theirs.endswith(f".{source}") or source.endswith(f".{theirs}"):
        return Compared(
            Fit.YES, f"The sender’s address is at {theirs}, and the author names {source} as the source."
        )
    both = f"The sender’s address is at {theirs}; the author names {source} as the source."
    if theirs.split(".")[-2:] == source.split(".")[-2:]:
        return Compared(Fit.UNKNOWN, f"{both} The names end alike, but may belong to different people.")
    return Compared(Fit.NO, both)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _domain(name: str) -> str:
    """A name with at least two parts, lower case, in its ASCII form, without ``www.``; nothing for what is none."""
    try:
        plain = name.strip().rstrip(".").lower().encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    plain = plain.removeprefix("www.")
    numbers = plain.replace(".", "").isdigit() or ":" in plain
    return plain if "." in plain and not numbers and not plain.startswith(".") else ""
