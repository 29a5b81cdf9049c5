"""What one field of a report is: how it is filled in, when it is required, and who demands it; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

Choices = tuple[tuple[str, str], ...]


class Shape(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    DECLARATION = "declaration"


LONGEST = {Shape.LINE: 300, Shape.TEXT: 5000}
"""Characters."""


@dataclass(frozen=True)
class Field:
    """One thing asked. ``missing`` is the sentence when a required one is empty; ``source`` is who demands it.

    ``term`` names the answer where it is read back; the label does where it is empty. ``unless`` is another field of
    the lane and the answer to it that makes this one optional.
    """

    name: str
    label: str
    missing: str = ""
    hint: str = ""
    shape: Shape = Shape.TEXT
    choices: Choices = ()
    source: str = "house rule"
    term: str = ""
    unless: tuple[str, str] = ("", "")

    @property
    def required(self) -> bool:
        return bool(self.missing)

    @property
    def heading(self) -> str:
        return self.term or self.label

    def optional(self) -> Field:
        return replace(self, missing="")

    def is_needed(self, answers: Mapping[str, object]) -> bool:
        """Whether it is required beside these answers to the others."""
        name, answer = self.unless
        return self.required and not (name and answers.get(name) == answer)

    def unless_said(self, name: str, answer: str) -> Field:
        """The same field, optional where that is the answer to another."""
        return replace(self, unless=(name, answer))

    def by(self, source: str) -> Field:
        """The same field, demanded by another rule."""
        return replace(self, source=source)

    def words(self, answer: object) -> str:
        """An answer as a person reads it."""
        if self.shape is Shape.DECLARATION:
            return "Yes" if answer else "No"
        return dict(self.choices).get(str(answer), str(answer or ""))


def choice(name: str, label: str, choices: Choices, missing: str, **more: Any) -> Field:
    return Field(name, label, missing, shape=Shape.CHOICE, choices=choices, **more)


def declaration(name: str, label: str, missing: str = "", *, source: str, term: str) -> Field:
    return Field(name, label, missing, shape=Shape.DECLARATION, source=source, term=term)
