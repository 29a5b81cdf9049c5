"""Two contents side by side: the words that changed, and the images. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.submissions.content import Content, ContentImage

Piece = tuple[str, str]
"""("same" | "added" | "gone", text)"""

CONTEXT = 24
"""Words of what stayed the same that are shown on each side of a change."""

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
    "disclosures": "disclosures",
}


@dataclass(frozen=True)
class Change:
    """One part that changed, with its words."""

    part: str
    pieces: tuple[Piece, ...]


def changes(before: Content, after: Content) -> list[Change]:
    """Every part of the text that changed, word by word."""
    found = []
    for name, words in _PARTS.items():
        old, new = _as_text(before, name), _as_text(after, name)
        if old != new:
            found.append(Change(words, tuple(_shortened(diff(old, new)))))
    return found


def image_changes(before: Content, after: Content) -> list[str]:
    """What happened to the images, in sentences."""
    old = {image.key: image for image in before.images}
    new = {image.key: image for image in after.images}
    said = [f"The image “{key}” was taken out." for key in old if key not in new]
    said += [f"The image “{key}” was added." for key in new if key not in old]
    for key in new:
        if key in old and (parts := _changed(old[key], new[key])):
            said.append(f"Of the image “{key}” this changed: {', '.join(parts)}.")
    return said


def in_words(before: Content, after: Content) -> list[str]:
    """The same without the words themselves: one sentence for each part that changed."""
    said = [f"The {change.part} changed." for change in changes(before, after)]
    return said + image_changes(before, after)


def diff(old: str, new: str) -> Iterator[Piece]:
    """What stayed, what is gone and what was added, by words."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    for verb, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if verb == "equal":
            yield "same", "".join(before[a:b])
            continue
        if b > a:
            yield "gone", "".join(before[a:b])
        if d > c:
            yield "added", "".join(after[c:d])


def _changed(old: ContentImage, new: ContentImage) -> list[str]:
    return [words for name, words in _IMAGE_PARTS.items() if getattr(old, name) != getattr(new, name)]


def _as_text(content: Content, name: str) -> str:
    if name == "faq":
        return "\n\n".join(f"{pair.question}\n{pair.answer}" for pair in content.faq)
    if name == "references":
        return "\n".join(content.references)
    if name == "disclosures":
        said = content.disclosures
        return "\n".join(part for part in (said.interests, said.funding, said.ai, said.people) if part)
    return str(getattr(content, name))


def _shortened(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Long stretches that stayed the same are cut to their ends; nothing that changed is cut."""
    for kind, text in pieces:
        tokens = _TOKENS.findall(text)
        if kind == "same" and len(tokens) > 5 * CONTEXT:
            yield kind, "".join(tokens[: 2 * CONTEXT]) + " […] " + "".join(tokens[-2 * CONTEXT :])
        else:
            yield kind, text
