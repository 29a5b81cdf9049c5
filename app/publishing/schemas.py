"""A published article as programs are given it, and what they are told of its changes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from app.web.contract import Moment, Said

MOST = 100
Cursor = Annotated[str, Field(max_length=400)]
Next = Annotated[
    str | None,
    Field(description="The address of the next page; null on the last one. Also in the header Link."),
]
Role = Literal["lead", "portrait", "body", "related"]
Status = Literal[200, 404, 410, 451]
What = Literal[
    "published",
    "corrected",
    "moved",
    "removed",
    "restored",
    "erased",
    "hidden",
    "shown",
    "marked",
    "unmarked",
    "image_hidden",
    "image_shown",
]


class ListQuery(Said):
    after: Cursor = Field(default="", description="Where to go on: only ever what “next” names.")
    limit: int = Field(default=20, ge=1, le=MOST, description="How many at most.")
    changed_since: Moment | None = Field(
        default=None,
        description="Only what was published, or changed in a way that readers are told of, at this moment or later "
        "(RFC 3339, with its zone).",
    )


class ChangesQuery(Said):
    after: Cursor = Field(
        default="", description="Where to go on: “cursor” of the last answer. Empty: the beginning."
    )
    limit: int = Field(default=MOST, ge=1, le=MOST, description="How many at most.")


class Listed(Said):
    """An article in a list."""

    id: int = Field(description="Names the article for good, also when its address changes or it is erased.")
    slug: str
    url: str = Field(description="The canonical address.")
    api_url: str = Field(description="Where the whole of it is read.")
    title: str
    summary: str
    byline: str
    published_at: AwareDatetime
    changed_at: AwareDatetime = Field(description="The last change that readers are told of.")


class ArticleList(Said):
    """Articles, newest first."""

    articles: list[Listed]
    next: Next


class Rendition(Said):
    """One file of an image."""

    url: str
    format: str = Field(description="avif, webp or jpg.")
    width: int
    height: int
    size: int = Field(description="Bytes.")


class Licence(Said):
    name: str
    url: str | None = Field(description="Its canonical address, where it has one.")


class Image(Said):
    """An image as this article shows it."""

    id: str = Field(description="Names this use of it: 128 random bits. Another crop is another use.")
    anchor: str = Field(description="The id of its figure in “body_html”, if it stands there.")
    alt: str
    caption: str
    credit: str
    licence: Licence | None = Field(description="Of an image under a Creative Commons licence.")
    role: Role = Field(description="Above the text, of the author, within the text, or after it.")
    width: int
    height: int
    withheld: str | None = Field(
        description="Why it is not shown. Take your copy of its files and words from view: there are none here then."
    )
    renditions: list[Rendition]


class Author(Said):
    byline: str
    role: str
    affiliation: str
    orcid: str | None
    bio: str


class Question(Said):
    question: str
    answer_html: str
    answer_markdown: str


class Reference(Said):
    text: str
    html: str


class Disclosure(Said):
    label: str
    text: str


class Notice(Said):
    """A text of the site, in the version in force when the article was published."""

    title: str
    html: str
    in_force_since: AwareDatetime


class Measure(Said):
    """A notice that stands on an article which can be read: show it above the text."""

    kind: str = Field(description="safety_notice, expression_of_concern, label or retraction.")
    heading: str
    text: str
    by: str | None = Field(description="Of a retraction: who retracts, as a role.")
    image: str | None = Field(description="The id of the image, where it is about one.")
    passage: str | None = Field(description="The words of the article, where it is about some.")
    at: AwareDatetime
    url: str = Field(description="The notice by itself: it stays, also when the notice has ended.")


class HistoryEntry(Said):
    at: AwareDatetime
    text: str
    detail: str


class Article(Said):
    """Everything that readers are shown of an article."""

    id: int = Field(description="Names the article for good, also when its address changes or it is erased.")
    slug: str
    url: str = Field(description="The canonical address.")
    language: str = Field(description="As BCP 47 names it.")
    title: str = Field(description="As its page has it: what was retracted begins with “RETRACTED: ”.")
    summary: str
    status: Literal["published", "retracted"]
    listed: bool = Field(description="Whether it stands in lists. Give what is not to no search engine.")
    notices: list[Measure] = Field(description="What readers are told of it above the text.")
    body_html: str = Field(description="Clean HTML with figures; addresses within it are whole.")
    body_markdown: str = Field(
        description="CommonMark with tables and footnotes, as the author wrote it; “![[name]]” is a figure."
    )
    author: Author
    faq: list[Question]
    references: list[Reference]
    disclosures: list[Disclosure]
    licence: Licence = Field(description="Of the text.")
    images: list[Image]
    disclaimer: Notice
    trademarks: Notice
    author_s_trademarks: list[str]
    published_at: AwareDatetime
    changed_at: AwareDatetime = Field(description="The last change that readers are told of.")
    history: list[HistoryEntry] = Field(
        description="What readers were shown and when it changed, newest first."
    )
    history_url: str
    report_url: str = Field(description="Where readers report a problem with it.")


class Changed(Said):
    """Something that changed what readers see, with how it stands now."""

    at: AwareDatetime
    what: What
    article: int = Field(description="The id of the article.")
    image: str | None = Field(description="The id of the image, where it is about one.")
    slug: str | None = Field(description="The present slug; null once it is erased.")
    api_url: str | None
    status: Status = Field(
        description="What the address of the article answers now. Anything but 200: take your copy from view."
    )


class ChangeList(Said):
    """Changes, oldest first. One may come twice; none is ever left out."""

    changes: list[Changed]
    cursor: str = Field(description="What to send as “after” the next time.")
    more: bool = Field(description="Whether there is more to read at once.")
    next: Next
