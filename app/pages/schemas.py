"""An article as a program hands it in, and what it is told of where it stands."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field

from app import text
from app.submissions.kinds import LICENCES
from app.web.contract import Said

Whose = Literal["author", "desk", "clock", "nobody"]
LICENCE = "all-rights-reserved"


def _kept(most: int) -> AfterValidator:
    """A bound on what will be kept: normalised text can be longer than what was sent."""

    def check(said: str) -> str:
        if len(text.clean(said)) > most:
            raise ValueError(f"can have {most} characters at most")
        return said

    return AfterValidator(check)


Line = Annotated[str, Field(max_length=160), _kept(160)]
Words = Annotated[str, Field(max_length=2000), _kept(2000)]


class QuestionIn(Said):
    question: Annotated[str, Field(max_length=300), _kept(300)]
    answer: Annotated[str, Field(max_length=3000), _kept(3000)] = Field(default="", description="Markdown.")


class DisclosuresIn(Said):
    interests: Words = ""
    funding: Words = ""
    ai: Words = ""
    people: Words = ""


def _known(said: str) -> str:
    if said not in LICENCES:
        raise ValueError("is no licence that this site offers")
    return said


class ArticleIn(Said):
    """An article for its author to finish and sign. Everything but the address may be missing."""

    email: str = Field(
        min_length=3,
        max_length=254,
        examples=["carla@example.org"],
        description="The address of the author, who gets the private link of the draft. It is told to nobody.",
    )
    title: Annotated[str, Field(max_length=200), _kept(200)] = ""
    summary: Annotated[str, Field(max_length=1000), _kept(1000)] = ""
    body_markdown: Annotated[str, Field(max_length=200_000), _kept(200_000)] = Field(
        default="", description="CommonMark with tables and footnotes; no HTML."
    )
    byline: Line = Field(default="", description="The name shown to readers.")
    role: Line = ""
    affiliation: Line = ""
    bio: Annotated[str, Field(max_length=1500), _kept(1500)] = ""
    faq: list[QuestionIn] = Field(default=[], max_length=40)
    references: list[Annotated[str, Field(max_length=1000), _kept(1000)]] = Field(default=[], max_length=200)
    disclosures: DisclosuresIn = DisclosuresIn()
    trademarks: Words = Field(default="", description="One notice a line.")
    licence: Annotated[str, AfterValidator(_known)] = Field(
        default=LICENCE,
        json_schema_extra={"enum": list(LICENCES)},
        description="What readers may do with the text.",
    )


class ImageWords(Said):
    """What is said of an image; its rights are its author's to declare."""

    alt: Annotated[str, Field(max_length=1000), _kept(1000)] = Field(
        default="", description="What it shows, for people who cannot see it."
    )
    caption: Annotated[str, Field(max_length=1000), _kept(1000)] = ""
    credit: Annotated[str, Field(max_length=300), _kept(300)] = ""


class NoWords(Said):
    """A file by itself."""


class DocumentTaken(Said):
    """A document that waits on the writing desk."""

    id: int
    state: str = Field(
        description="received: it is being read. Its author puts it into the draft, or does not."
    )


class ImagePlaced(Said):
    """An image of a draft."""

    id: int
    name: str = Field(description="What stands for it in the text, on a line by itself: ![[name]].")
    state: str = Field(description="received (it is being looked into), ready or refused.")


class Standing(Said):
    """Where an article stands that was handed in."""

    id: int
    number: str = Field(description="The number that the letters about it name.")
    state: str = Field(
        description="draft (its author has not signed it yet), submitted, in_review, changes_requested, "
        "awaiting_author, approved, scheduled, published, declined or withdrawn."
    )
    whose_move: Whose
    revision: int | None = Field(description="The newest one that was signed and sent.")
    handed_in_at: AwareDatetime
    submitted_at: AwareDatetime | None
    article_url: str | None = Field(description="Where it was published.")
