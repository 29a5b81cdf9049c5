"""What can be looked at of one file, as plain records that travel from the child to the store and to the page.

Only the standard library, so that the web can hold a view without loading a reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Sheet:
    """One picture: `number` counts from 1 through the whole file; `words` is the text in it, where it has any."""

    number: int
    width: int
    height: int
    words: str = ""


@dataclass(frozen=True)
class Part:
    """The file itself or one that is attached to it. `count`: its pages, of which `sheets` may be the first; 0 where
    it is not a PDF. `said`: sentences about it. `size` in bytes."""

    name: str
    kind: str
    size: int
    count: int = 0
    said: tuple[str, ...] = ()
    sheets: tuple[Sheet, ...] = ()

    @property
    def more(self) -> int:
        """How many pages are not shown."""
        return max(0, self.count - len(self.sheets))


@dataclass(frozen=True)
class Letter:
    """A text, with the headers of the e-mail it stood in. `sender` is the address it names as its own."""

    text: str
    headers: tuple[tuple[str, str], ...] = ()
    sender: str = ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class View:
    """Letters first, then parts. `refused` says in a sentence why there is nothing, or not all of it."""

    letters: tuple[Letter, ...] = ()
    parts: tuple[Part, ...] = ()
    unlisted: int = 0
    refused: str = ""

    @property
    def shows(self) -> bool:
        """There is something to look at."""
        return bool(self.letters) or any(part.sheets for part in self.parts)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> View:
        """Read back what `as_json` gave. Raises KeyError or TypeError on anything else."""
        return cls(
            letters=tuple(_letter(one) for one in kept["letters"]),
            parts=tuple(_part(one) for one in kept["parts"]),
            unlisted=int(kept["unlisted"]),
            refused=str(kept["refused"]),
        )


def _letter(kept: Mapping[str, Any]) -> Letter:
    headers = tuple((str(name), str(words)) for name, words in kept["headers"])
    return Letter(str(kept["text"]), headers, str(kept["sender"]), tuple(map(str, kept["said"])))


def _part(kept: Mapping[str, Any]) -> Part:
    return Part(
        name=str(kept["name"]),
        kind=str(kept["kind"]),
        size=int(kept["size"]),
        count=int(kept["count"]),
        said=tuple(map(str, kept["said"])),
        sheets=tuple(Sheet(**one) for one in kept["sheets"]),
    )
