"""What an entry is of, and whom it concerns; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EntryKind(StrEnum):
    IMAGE = "image"
    TEXT = "text"


class Scope(StrEnum):
    """Whose uploads an entry concerns."""

    THIS_AUTHOR = "this_author"
    ANY_AUTHOR = "any_author"


@dataclass(frozen=True, kw_only=True)
class Decided:
    """When it was decided that something stays down, and by which member."""

    at: datetime
    by_id: int


@dataclass(frozen=True, kw_only=True)
class Removed:
    """What a decision took down, by what stages above the register know of it: the hold that keeps it down, its case,
    whose article it stood in, under which title, in which revision, and for an image the asset and its public name.
    ``reason`` is the lane, ``asked_by`` the role of who asked."""

    hold_id: int
    case_id: int | None
    case_name: str
    guest_id: int
    title: str
    revision_id: int
    reason: str
    asked_by: str
    asset_id: int | None = None
    sha256: str = ""
    use_name: str = ""

    @property
    def kind(self) -> EntryKind:
        return EntryKind.TEXT if self.asset_id is None else EntryKind.IMAGE
