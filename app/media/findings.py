"""What was found out about a picture, as plain records that travel from the child to the worker.

Only the standard library, so that the worker and the web can hold findings without loading a decoder.
"""

from collections.abc import Mapping, Sequence
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


HASH_BYTES = 32
"""Of one PDQ hash."""
LEAST_QUALITY = 50
"""Below this a picture has too little in it to be told from others (the specification's advice)."""
ALIKE = 31
"""Bits of difference, of 256: up to here the specification calls two pictures the same."""
SIMILAR = 52
"""Up to here worth a look: none of 210 unrelated pairs came this near; two cards of one template differ in 60."""

ENOUGH = 512
"""Pixels: a picture this wide tells as much as its original; at most 2 bits of 256 are different."""


def width_for(widths: Sequence[int]) -> int:
    """Which of the widths drawn a picture is known by: the narrowest that is wide enough, else the widest."""
    return min((width for width in widths if width >= ENOUGH), default=max(widths))


@dataclass(frozen=True)
class Fingerprint:
    """``hash`` is the picture's PDQ, ``inside`` that of what a plain border surrounds, empty without one; ``quality``
    0 to 100."""

    hash: bytes
    inside: bytes
    quality: int

    @property
    def tells(self) -> bool:
        """There is enough in the picture to compare it by."""
        return self.quality >= LEAST_QUALITY

    @property
    def hashes(self) -> list[bytes]:
        """What is looked for."""
        return [one for one in (self.hash, self.inside) if one]


@dataclass(frozen=True)
class Said:
    """One thing the file says about itself, and which of its records (EXIF, IPTC, XMP) say it."""

    text: str
    where: tuple[str, ...]


@dataclass(frozen=True)
class Credentials:
    """Content credentials (C2PA 2.2): a record of origin, signed by a program. Who asserts it, not who owns it.

    `state` is none, readable or broken; `readable` says that bytes and signature belong together, not that the
    signer is known to anybody. `note` says in words what stands in the way.
    """

    state: str = "none"
    generator: str = ""
    signer: str = ""
    signed_at: str = ""
    actions: tuple[str, ...] = ()
    source_types: tuple[str, ...] = ()
    note: str = ""


NO_CREDENTIALS = Credentials()


@dataclass(frozen=True)
class Embedded:
    """What the file says about rights and origin, and what of it the public files will not carry.

    `says` goes from a name in `fields.STATEMENTS` to what stands there; `removed` names categories in
    `fields.PRIVATE`. Places, devices and serial numbers themselves are never taken out of the file.
    """

    says: dict[str, tuple[Said, ...]]
    removed: tuple[str, ...]
    credentials: Credentials = NO_CREDENTIALS

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
        removed = tuple(str(category) for category in found["removed"])
        return cls(says=says, removed=removed, credentials=_credentials(found.get("credentials", {})))


def _credentials(found: Mapping[str, Any]) -> Credentials:
    """Assets read before there were credentials have none."""
    state = str(found.get("state", "none"))
    if state not in ("none", "readable", "broken"):
        raise KeyError(state)
    return Credentials(
        state=state,
        generator=str(found.get("generator", "")),
        signer=str(found.get("signer", "")),
        signed_at=str(found.get("signed_at", "")),
        actions=tuple(str(one) for one in found.get("actions", ())),
        source_types=tuple(str(one) for one in found.get("source_types", ())),
        note=str(found.get("note", "")),
    )
