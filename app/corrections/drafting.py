"""The desk's copy as an article: its content as it would be signed, how it differs, and what it still lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from app import text
from app.attestations import manifest
from app.review import compare
from app.site import queries as site
from app.submissions import content, preflight
from app.submissions.content import Content, ContentImage, Question
from app.submissions.desk_copies import DeskCopy
from app.submissions.models import DraftImage


def drafted(copy: DeskCopy) -> Content:
    """What a signature would make of the copy; the address of an image may still become another."""
    before = content.of(copy.revision)
    return replace(
        before,
        title=copy.title,
        summary=copy.summary,
        body=copy.body,
        faq=tuple(Question(**pair) for pair in copy.faq),
        references=tuple(copy.references),
        images=_led(tuple(_images(copy, before))),
    )


def difference(copy: DeskCopy) -> str:
    """The SHA-256 of what the copy changes, as an editor's signature will name it."""
    return manifest.digest(manifest.difference(copy.revision.content or {}, drafted(copy).as_json()))


def is_changed(copy: DeskCopy) -> bool:
    before, after = content.of(copy.revision), drafted(copy)
    return bool(compare.in_words(before, after))


def lacking(copy: DeskCopy) -> list[tuple[str, str]]:
    """What must still be done before it can be signed, as (id of the field, sentence)."""
    return [*_text(copy), *_words(copy), *_new(copy)]


def _images(copy: DeskCopy, before: Content) -> Iterator[ContentImage]:
    new = {image.id: image for image in copy.images}
    for image in before.images:
        said = copy.pictures.get(image.key, {})
        if not said.get("out"):
            words = {name: said.get(name, getattr(image, name)) for name in ("alt", "caption", "credit")}
            yield replace(image, **words)
        elif said.get("by") in new:
            placed = content.placed(new.pop(said["by"]))
            yield replace(placed, lead=image.lead, portrait=image.portrait)
    yield from (content.placed(image) for image in new.values())


def _led(images: tuple[ContentImage, ...]) -> tuple[ContentImage, ...]:
    """Exactly one image leads, as in the image room: the first that did, else the first that is no portrait."""
    may = [image.key for image in images if not image.portrait]
    leads = next((image.key for image in images if image.lead), may[0] if may else "")
    return tuple(replace(image, lead=image.key == leads) for image in images)


def _text(copy: DeskCopy) -> Iterator[tuple[str, str]]:
    for name, sentence in (
        ("title", "Give the article a title."),
        ("summary", "Write a summary of one or two sentences."),
        ("body", "The article has no text any more."),
    ):
        if not getattr(copy, name).strip():
            yield name, sentence
    known = {image.key for image in drafted(copy).images}
    for slot in text.slots(copy.body):
        if slot not in known:
            yield (
                "body",
                f"The text places an image called “{slot}”, and there is none any more. Take it out.",
            )
    for number, pair in enumerate(copy.faq):
        if not (pair["question"].strip() and pair["answer"].strip()):
            yield f"faq-{number}-question", f"Question {number + 1} needs both a question and an answer."


def _words(copy: DeskCopy) -> Iterator[tuple[str, str]]:
    for number, image in enumerate(content.of(copy.revision).images):
        said = copy.pictures.get(image.key, {})
        if said.get("out"):
            continue
        if not said.get("alt", image.alt).strip():
            yield f"picture-{number}-alt", f"Describe {image.key} for people who cannot see it."
        if not said.get("credit", image.credit).strip():
            yield f"picture-{number}-credit", f"Give the credit line of {image.key}."


def _new(copy: DeskCopy) -> Iterator[tuple[str, str]]:
    for image in copy.images:
        yield from ((one.place, one.sentence) for one in preflight.of_image(image, today=site.today()))


def as_form(copy: DeskCopy) -> dict[str, Any]:
    """What the fields of the page hold."""
    return {
        "title": copy.title,
        "summary": copy.summary,
        "body": copy.body,
        "faq": copy.faq,
        "references": "\n".join(copy.references),
    }


def new_images(copy: DeskCopy | None) -> list[DraftImage]:
    return copy.images if copy else []
