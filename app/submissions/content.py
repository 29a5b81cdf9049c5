"""The content of an article as one value: read from the working copy or from a revision, and hashed.

The hash is SHA-256 over canonical JSON (RFC 8785), images in order with their original's SHA-256, alternative text,
caption, credit and the hash of their rights record. Everything that is decided is decided about this hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import rfc8785

from app.errors import NotFound
from app.media import areas
from app.submissions.models import DraftImage, Revision, Submission

SCHEMA = "content/2"


@dataclass(frozen=True)
class Seen:
    """What stood on somebody's screen when they decided: the submission's version and the revision's hash."""

    version: int
    content_hash: str


@dataclass(frozen=True)
class Question:
    question: str
    answer: str


@dataclass(frozen=True)
class Disclosures:
    interests: str = ""
    funding: str = ""
    ai: str = ""
    people: str = ""


@dataclass(frozen=True)
class ContentImage:
    """An image as placed. ``asset`` is the original's SHA-256, ``rights`` the hash of its rights record;
    width and height are those of what is shown of the upright original, in pixels; ``crop`` and ``focal`` are as the
    draft image has them."""

    key: str
    use: str
    asset: str
    alt: str
    caption: str
    credit: str
    lead: bool
    rights: str
    width: int
    height: int
    crop: str = ""
    focal: str = ""
    portrait: bool = False


@dataclass(frozen=True)
class Content:
    title: str
    summary: str
    body: str
    byline: str
    role: str = ""
    affiliation: str = ""
    orcid: str = ""
    bio: str = ""
    licence: str = "all-rights-reserved"
    trademarks: str = ""
    faq: tuple[Question, ...] = ()
    references: tuple[str, ...] = ()
    disclosures: Disclosures = field(default_factory=Disclosures)
    images: tuple[ContentImage, ...] = ()

    @property
    def lead(self) -> ContentImage | None:
        return next((image for image in self.images if image.lead), None)

    @property
    def portrait(self) -> ContentImage | None:
        """The photograph of the author, which stands in the author's box alone."""
        return next((image for image in self.images if image.portrait), None)

    def image(self, key: str) -> ContentImage | None:
        return next((image for image in self.images if image.key == key), None)

    def as_json(self) -> dict[str, Any]:
        return {"schema": SCHEMA, **asdict(self)}

    @property
    def hash(self) -> str:
        return canonical_hash(self.as_json())


def places(images: Iterable[ContentImage]) -> dict[str, ContentImage]:
    """The images by the anchors at which an article shows them: a reader learns neither the name of a file nor, while
    an image is dark, its address."""
    return {f"image-{number}": image for number, image in enumerate(images, 1)}


def canonical_hash(value: Mapping[str, Any]) -> str:
    """SHA-256, hexadecimal, of RFC 8785 canonical JSON."""
    return hashlib.sha256(rfc8785.dumps(_plain(value))).hexdigest()


def declaration_hash(sha256: str, declared: Mapping[str, Any]) -> str:
    """What binds a rights record: the declaration and the very bytes it is about."""
    return canonical_hash(declaration(sha256, declared))


def declaration(sha256: str, declared: Mapping[str, Any]) -> dict[str, Any]:
    """What that hash is the hash of."""
    return {"schema": "rights/1", "asset": sha256, "declared": dict(declared)}


def of(revision: Revision) -> Content:
    """The content of a revision, or NotFound after an erasure."""
    if revision.content is None:
        raise NotFound("The text of this revision has been erased.")
    kept = {name: value for name, value in revision.content.items() if name != "schema"}
    kept["faq"] = tuple(Question(**pair) for pair in kept["faq"])
    kept["references"] = tuple(kept["references"])
    kept["disclosures"] = Disclosures(**kept["disclosures"])
    kept["images"] = tuple(ContentImage(**image) for image in kept["images"])
    return Content(**kept)


def of_draft(submission: Submission) -> Content:
    """The content of the working copy as it stands."""
    copy = submission.copy
    return Content(
        title=copy.title,
        summary=copy.summary,
        body=copy.body,
        byline=copy.byline,
        role=copy.role,
        affiliation=copy.affiliation,
        orcid=copy.orcid,
        bio=copy.bio,
        licence=copy.licence,
        trademarks=copy.trademarks,
        faq=tuple(Question(**pair) for pair in copy.faq),
        references=tuple(copy.references),
        disclosures=Disclosures(**copy.disclosures),
        images=tuple(placed(image) for image in submission.images),
    )


def placed(image: DraftImage) -> ContentImage:
    """An image of a draft as it would be placed now."""
    width, height = areas.size_of(image.crop, image.asset.width, image.asset.height)
    return ContentImage(
        key=image.key,
        use=image.use,
        asset=image.asset.sha256,
        alt=image.alt,
        caption=image.caption,
        credit=image.credit,
        lead=image.lead,
        rights=declaration_hash(image.asset.sha256, image.declaration),
        width=width,
        height=height,
        crop=image.crop,
        focal=image.focal,
        portrait=image.portrait,
    )


def _plain(value: Any) -> Any:
    """Tuples as lists: canonical JSON knows no others."""
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
