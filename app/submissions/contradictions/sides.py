"""The two sides of a comparison, what a rule is, and how the texts of a file are read; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.submissions.kinds import CC_LICENCES

IIM_NAME = 32
"""Bytes of a name in IPTC-IIM 2:80 and 2:110: longer ones are cut, so names are compared by their beginning."""


@dataclass(frozen=True)
class Heard:
    """Both sides of the comparison: the declaration, the credit line, and each statement of the file as texts."""

    declared: Mapping[str, Any]
    says: Mapping[str, list[str]]
    credit: str = ""
    credentials: Mapping[str, Any] = field(default_factory=dict)

    def of(self, *names: str) -> Iterator[str]:
        for name in names:
            yield from self.says.get(name, ())

    def answer(self, name: str) -> str:
        return str(self.declared.get(name, ""))

    @property
    def basis(self) -> str:
        return self.answer("basis")


@dataclass(frozen=True)
class Contradiction:
    """``file`` and ``you`` are what the two sides say; ``takes`` are the answers that would follow the file."""

    code: str
    file: str
    you: str
    takes: Mapping[str, str]

    @property
    def sentence(self) -> str:
        return f"The file says: {self.file}. {self.you}"


@dataclass(frozen=True)
class Rule:
    """``file`` is the file's side, ``you`` the author's, both with ``{text}``; ``meets`` gives the texts that disagree;
    ``takes`` the answers that would follow one of them."""

    code: str
    file: str
    you: str
    meets: Callable[[Heard], Iterator[str]]
    takes: Callable[[str], Mapping[str, str]] = lambda _: {}


def name_in(notice: str) -> str:
    """The name in a copyright notice: without the sign, the years and what is said about rights."""
    bare = re.sub(r"©|\(c\)|copyright|all rights reserved", " ", notice, flags=re.IGNORECASE)
    return " ".join(re.sub(r"\b(19|20)\d\d\b", " ", bare).split()).strip(" ,.;:-–/")


def licence_in(text: str) -> str:
    """The SPDX id of a Creative Commons licence whose address stands in this text, or nothing."""
    address = text.casefold().replace("http://", "https://").replace("//www.", "//")
    return next((spdx for spdx, one in CC_LICENCES.items() if one.address in f"{address.rstrip('/')}/"), "")


def day_in(text: str) -> str:
    """A day of EXIF or XMP as ISO 8601, or nothing."""
    said = re.match(r"(\d{4})[:-](\d\d)[:-](\d\d)", text)
    return "-".join(said.groups()) if said else ""


def same_name(holder: str, text: str) -> bool:
    """Whether a declared name and one of the file mean the same, as far as letters tell."""
    one, two = _bare(holder), _bare(name_in(text))
    return bool(one) and bool(two) and (one in two or two[:IIM_NAME] in one or one[:IIM_NAME] in two)


def ends(text: str, kinds: tuple[str, ...]) -> bool:
    """Whether an address of a vocabulary ends with one of these terms."""
    return text.rstrip("/").rpartition("/")[2].strip() in kinds


def _bare(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())
