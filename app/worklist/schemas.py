"""The queue as programs of the desk read it."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from app.web.contract import Said
from app.worklist.queries import SIZE
from app.worklist.views import LONGEST_SEARCH


class QueueQuery(Said):
    view: str = Field(
        default="", max_length=40, description="The name of a view, as the queue’s address has it."
    )
    kind: Literal["submission", "case", "right", "erasure"] | None = None
    owes: Literal["us", "author", "claimant", "specialist", "clock"] | None = Field(
        default=None, description="Who owes the next move."
    )
    hands: Literal["free", "yours", "theirs"] | None = Field(default=None, description="Whose claim it is.")
    late: Literal["late", "in_time"] | None = None
    severity: Literal["0", "1", "2", "3"] | None = Field(default=None, description="0 is the gravest.")
    q: str = Field(default="", max_length=LONGEST_SEARCH, description="Words to search for.")
    after: str = Field(default="", max_length=400, description="Where to go on: only ever what “next” names.")
    limit: int = Field(default=SIZE, ge=1, le=SIZE, description="How many at most.")


class QueueItem(Said):
    """One thing that waits for the desk."""

    id: int
    kind: str
    url: str = Field(description="Its page at the desk.")
    title: str
    detail: str
    state: str
    owes: str
    severity: int
    due_at: AwareDatetime = Field(description="Far in the future where no clock runs.")
    held_by: str | None = Field(description="Who has claimed it.")
    held_until: AwareDatetime | None


class QueuePage(Said):
    """Items, what is due first on top."""

    items: list[QueueItem]
    next: str | None = Field(description="The address of the next page; null on the last one.")
