"""Checks of what is said of the images; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.submissions.preflight.facts import Facts
from app.submissions.preflight.hits import Hit
from app.submissions.preflight.rules import Rule


def named_after_file(rule: Rule, facts: Facts) -> Iterator[Hit]:
    """Alternative text that is the name of the file, or looks like one."""
    for picture in facts.pictures:
        said = picture.alt.strip()
        if said and (_bare(said) == _bare(picture.name) or rule.wanted.fullmatch(said.lower())):
            yield Hit(f"{picture.place}-alt", slots={"name": picture.name})


def said_twice(_rule: Rule, facts: Facts) -> Iterator[Hit]:
    """Alternative text that repeats the caption, word for word."""
    for picture in facts.pictures:
        if picture.alt.strip() and _bare(picture.alt) == _bare(picture.caption):
            yield Hit(f"{picture.place}-caption", slots={"name": picture.name})


def made_by_ai(rule: Rule, facts: Facts) -> Iterator[Hit]:
    """An image that a program made, while the disclosure says nothing of it."""
    if not facts.says_of(rule.unless_said):
        yield from (Hit("ai", slots={"name": one.name}) for one in facts.pictures if one.by_ai)


def _bare(said: str) -> str:
    """Letters and digits alone, without the ending of a file name."""
    stem = re.sub(r"\.(?:jpe?g|png|webp|avif|heic|gif|tiff?)$", "", said.strip().casefold())
    return "".join(sign for sign in stem if sign.isalnum())
