"""What a program of the desk reads of an article that waits, and the decision it sends."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from app.review.actions import LONGEST_NOTE
from app.submissions.forms import HIGHEST
from app.web.contract import Said

Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Number = Annotated[int, Field(ge=0, le=HIGHEST)]


class SeenRevision(Said):
    """What is decided about. Sent back as it was read: where any of it is another by then, nothing is decided."""

    version: Number
    content_hash: Hash
    attestation: Number
    images: Hash
    rights: Number


class DeclaredImage(Said):
    """An image with what its author declares about it."""

    alt: str
    caption: str
    credit: str
    basis: str
    holder: str
    people: str


class Waiting(Said):
    """The newest revision that was signed and sent."""

    id: int
    state: str
    revision: int
    title: str
    summary: str
    body_markdown: str
    byline: str
    references: list[str]
    images: list[DeclaredImage]
    approvals: int = Field(description="Of this very revision, by different people.")
    approvals_needed: int
    verdicts: list[str] = Field(description="What the token’s member can decide about it in this state.")
    seen: SeenRevision


class DecisionIn(Said):
    """A decision about exactly what was seen."""

    verdict: Literal["approved", "changes_requested", "declined"]
    reasons: list[Annotated[str, Field(max_length=40)]] = Field(
        default=[],
        max_length=20,
        description="Codes of reasons, as the desk’s page offers them for this verdict.",
    )
    note: str = Field(default="", max_length=LONGEST_NOTE, description="What the author reads besides.")
    seen: SeenRevision


class Decided(Said):
    """A decision that was recorded. It can be taken back for a while; then letters tell of it."""

    id: int
    verdict: str
    state: str = Field(description="Where the article stands now.")


class NoMore(Said):
    """Nothing besides the address."""


class Claimed(Said):
    """A claim of the token's member."""

    until: AwareDatetime
