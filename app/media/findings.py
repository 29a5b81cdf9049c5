"""What was found out about a picture, as plain records that travel from the child to the worker.

Only the standard library, so that the worker and the web can hold findings without loading a decoder.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Inspected:
    """Facts of the file. Width and height in pixels as a reader sees them; orientation 1 to 8, as in EXIF."""

    format: str
    mime: str
    width: int
    height: int
    orientation: int
    has_alpha: bool
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Said:
    """One thing the file says about itself, and which of its records (EXIF, IPTC, XMP) say it."""

    text: str
    where: tuple[str, ...]


@dataclass(frozen=True)
class Embedded:
    """What the file says about rights and origin, and what of it the public files will not carry.

    `says` goes from a name in `metadata.STATEMENTS` to what stands there; `removed` names categories in
    `metadata.PRIVATE`. Places, devices and serial numbers themselves are never taken out of the file.
    """

    says: dict[str, tuple[Said, ...]]
    removed: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The same as lists and dictionaries, for a JSON column."""
        return asdict(self)

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> "Embedded":
        """Read back what `as_json` gave. Raises KeyError or TypeError on anything else."""
        says = {
            str(name): tuple(Said(str(each["text"]), tuple(str(w) for w in each["where"])) for each in texts)
            for name, texts in found["says"].items()
        }
        return cls(says=says, removed=tuple(str(category) for category in found["removed"]))
