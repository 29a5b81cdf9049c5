"""What the buttons of the rights form ask for, done to what was typed before it is saved; pure.

``take`` puts the file's own words into the answers of one image; ``same`` gives the answers of one image to others
that were ticked, but never to one whose file says otherwise: that one is named, and left for a person to look at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app.submissions import contradictions, declarations
from app.submissions.asking import ANSWERS

Described = dict[int, dict[str, Any]]

OWN = frozenset(
    {
        *("explanation", "evidence", "asset_number", "prompt"),
        *("contains", "contains_what", "marks", "marks_which", "personal", "personal_why"),
    }
)
"""Answers about one file alone, or about what only a look at it can tell: they are not given to others."""


class Image(Protocol):
    """What is asked of a draft image."""

    @property
    def id(self) -> int: ...
    @property
    def filename(self) -> str: ...
    @property
    def asset(self) -> Any: ...


@dataclass(frozen=True)
class Carried:
    """The answers of all images, and what was left undone, in sentences."""

    described: Described
    left: tuple[str, ...] = ()


def carried(
    described: Described,
    images: Sequence[Image],
    *,
    take: str = "",
    same: str = "",
    others: Sequence[str] = (),
) -> Carried:
    """``described`` as it is to be saved; unchanged when neither button was pressed or what it asks is not there.

    ``take`` and ``same`` are the values of the two buttons, ``others`` the ticks: ``12-15`` gives image 12's to 15.
    """
    if taken := _taking(take):
        image_id, answers = taken
        return _taken(described, image_id, answers)
    source = _number(same)
    if source in described:
        wanted = {_number(one.partition("-")[2]) for one in others if one.startswith(f"{source}-")} - {source}
        return _shared(described, source, [one for one in images if one.id in wanted & described.keys()])
    return Carried(described)


def _taking(said: str) -> tuple[int, dict[str, str]] | None:
    """The value of the button: the image and the answers that follow its file, as JSON. None for anything else."""
    try:
        asked = json.loads(said)
        answers = {name: str(value) for name, value in asked["takes"].items() if name in _TAKEN}
        return int(asked["image"]), answers
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        return None


_TAKEN = ANSWERS.keys() | {"credit"}


def _taken(described: Described, image_id: int, answers: Mapping[str, str]) -> Carried:
    if image_id not in described:
        return Carried(described)
    changed = described | {image_id: {**described[image_id], **answers}}
    return Carried(changed)


def _shared(described: Described, source: int, others: Sequence[Image]) -> Carried:
    given = {
        name: described[source].get(name) for name in ANSWERS if name not in OWN
    }  # an empty answer is one, too
    changed, left = dict(described), []
    for image in others:
        wanted = described[image.id] | given
        credit = str(wanted.get("credit") or "")
        embedded = image.asset.embedded or {}
        if against := contradictions.found(declarations.kept(wanted), embedded, credit=credit):
            left.append(
                f"{image.filename} was left as it was. {against[0].sentence} Please answer for it yourself."
            )
        else:
            changed[image.id] = wanted
    return Carried(changed, tuple(left))


def place(*, take: str, same: str) -> str:
    """The part of the page where the button stood that was pressed, or nothing."""
    taken = _taking(take)
    image_id = taken[0] if taken else _number(same)
    return f"#image-{image_id}" if image_id else ""


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0
