"""What the rules look at: the content, what is known of its images, and every text in it, read once; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from app.submissions.content import Content
from app.submissions.preflight.prose import Prose


@dataclass(frozen=True)
class Picture:
    """An image as the rules see it. ``place`` is what the ids of its fields begin with, ``name`` what its author
    calls it; ``by_ai`` is set when the declaration or the file itself says that a program made it."""

    place: str
    name: str
    alt: str
    caption: str = ""
    by_ai: bool = False


@dataclass(frozen=True)
class Passage:
    """One text: ``field`` is the kind of field it stands in, ``place`` the id of that very field."""

    field: str
    place: str
    prose: Prose


@dataclass(frozen=True)
class Facts:
    content: Content
    pictures: tuple[Picture, ...] = ()

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(_passages(self.content, self.pictures))

    def of(self, *fields: str) -> Iterator[Passage]:
        return (passage for passage in self.passages if passage.field in fields)

    @property
    def body(self) -> Prose:
        return next(self.of("body")).prose

    def says_of(self, disclosure: str) -> bool:
        """Whether a disclosure says more than that there is nothing to say."""
        said = str(getattr(self.content.disclosures, disclosure)).strip(" .").casefold()
        return bool(said) and said not in ("none", "no", "nothing", "n/a")


def _passages(shown: Content, pictures: tuple[Picture, ...]) -> Iterator[Passage]:
    for field in ("title", "summary", "body", "bio"):
        yield Passage(field, field, Prose(getattr(shown, field)))
    yield Passage("references", "references", Prose("\n".join(shown.references)))
    for number, pair in enumerate(shown.faq):
        yield Passage("question", f"faq-{number}-question", Prose(pair.question))
        yield Passage("answer", f"faq-{number}-answer", Prose(pair.answer))
    for picture in pictures:
        yield Passage("alt", f"{picture.place}-alt", Prose(picture.alt))
        yield Passage("caption", f"{picture.place}-caption", Prose(picture.caption))
