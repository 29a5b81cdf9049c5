"""Two contents side by side: which parts changed, their words, and the images. Pure.

Whatever changes a content's hash is named by ``parts`` or ``image_changes``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from app.review import rewording
from app.review.rewording import Piece
from app.submissions.content import Content, ContentImage

CONTEXT = 24
"""Words and spaces of a long stretch that stayed the same are cut to twice as many at each end."""

_TOKENS = re.compile(r"\s+|[^\s]+")
_IMAGE_PARTS = {
    "asset": "another file",
    "alt": "alternative text",
    "caption": "caption",
    "credit": "credit",
    "lead": "place as lead image",
    "crop": "part that is shown",
    "focal": "point that matters most",
    "portrait": "place as photograph of the author",
    "rights": "what is declared about its rights",
}
_FOLLOWING = {"width": "width", "height": "height", "use": "address"}
"""What changes with another part as a rule, and is named only where it changed by itself."""
_PARTS = {
    "title": "title",
    "summary": "summary",
    "body": "text",
    "byline": "byline",
    "role": "role",
    "affiliation": "affiliation",
    "orcid": "ORCID",
    "bio": "biography",
    "licence": "licence",
    "trademarks": "trademarks",
    "faq": "questions",
    "references": "references",
    "disclosures.interests": "statement about competing interests",
    "disclosures.funding": "statement about funding",
    "disclosures.ai": "statement about the use of AI",
    "disclosures.people": "statement about people shown or described",
}


@dataclass(frozen=True)
class Change:
    """One part that changed, with its words."""

    part: str
    pieces: tuple[Piece, ...]


def parts(before: Content, after: Content) -> list[str]:
    """The names of the parts of the text that changed. No words are compared."""
    return [_PARTS[name] for name in _changed_parts(before, after)]


def changes(before: Content, after: Content) -> list[Change]:
    """Every part of the text that changed, word by word."""
    return [
        Change(_PARTS[name], tuple(_shortened(_pieces(_as_text(before, name), _as_text(after, name)))))
        for name in _changed_parts(before, after)
    ]


def image_changes(before: Content, after: Content) -> list[str]:
    """What happened to the images, in sentences."""
    old = {image.key: image for image in before.images}
    new = {image.key: image for image in after.images}
    said = [f"The image “{key}” was taken out." for key in old if key not in new]
    said += [f"The image “{key}” was added." for key in new if key not in old]
    if [key for key in old if key in new] != [key for key in new if key in old]:
        said.append("The order of the images changed.")
    for key in new:
        if key in old and (changed := _changed(old[key], new[key])):
            said.append(f"Of the image “{key}” this changed: {', '.join(changed)}.")
    return said


def image_words(before: Content, after: Content) -> list[Change]:
    """What is said beside the images that stand in both, word by word where it changed."""
    old = {image.key: image for image in before.images}
    return [
        Change(f"{_IMAGE_PARTS[name]} of “{image.key}”", tuple(_shortened(_pieces(was, now))))
        for image in after.images
        if image.key in old
        for name in ("alt", "caption", "credit")
        if (was := getattr(old[image.key], name)) != (now := getattr(image, name))
    ]


def in_words(before: Content, after: Content) -> list[str]:
    """The same without the words themselves: one sentence for each part that changed."""
    return [f"The {part} changed." for part in parts(before, after)] + image_changes(before, after)


def _changed_parts(before: Content, after: Content) -> list[str]:
    return [name for name in _PARTS if attrgetter(name)(before) != attrgetter(name)(after)]


def _changed(old: ContentImage, new: ContentImage) -> list[str]:
    def named(table: dict[str, str]) -> list[str]:
        return [words for name, words in table.items() if getattr(old, name) != getattr(new, name)]

    return named(_IMAGE_PARTS) or named(_FOLLOWING)


def _as_text(content: Content, name: str) -> str:
    if name == "faq":
        return "\n\n".join(f"{pair.question}\n{pair.answer}" for pair in content.faq)
    if name == "references":
        return "\n".join(content.references)
    return str(attrgetter(name)(content))


def _pieces(old: str, new: str) -> Iterator[Piece]:
    """Entries that were parted otherwise, with the same words, are shown as gone and put in anew."""
    return rewording.pieces(old, new) if old != new else iter([("gone", old), ("added", new)])


def _shortened(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Long stretches that stayed the same are cut to their ends; nothing that changed is cut."""
    for kind, text in pieces:
        tokens = _TOKENS.findall(text) if kind == "same" else []
        if len(tokens) > 5 * CONTEXT:
            yield kind, "".join(tokens[: 2 * CONTEXT]) + " […] " + "".join(tokens[-2 * CONTEXT :])
        else:
            yield kind, text
