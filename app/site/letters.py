"""Prepared messages of the desk: site texts whose names begin with ``letter-``; and the marks in them that a person
must fill. Pure.

The first line is a heading, by which a message is chosen; what follows are its words. ``[[…]]`` is for a person to
fill, ``{title}`` and its like are filled by the site. One without words is not offered any more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import Refused

PREFIX = "letter-"
SLOTS = ("title", "number", "revision", "site_name", "contact")
"""What the site fills in."""
LONGEST = 4000
"""Characters, so that there is room for what a person adds."""
LONGEST_HEADING = 100
_NAME = re.compile(rf"{PREFIX}[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_NAME = 40
_UNFILLED = re.compile(r"(?<!!)\[\[([^\[\]]{1,200})\]\]")
"""An image stands as ``![[name]]`` in an article, and is no such mark."""
GAP = re.compile(r"###[^#\n]{1,200}###")
"""A gap of a letter, in a template or in words of the desk: with one in it no letter is written."""
_SLOT = re.compile(r"\{([^{}]*)\}")
_SEVERAL = re.compile(r"(\[|\])\1+")


@dataclass(frozen=True)
class Prepared:
    """One message to choose: ``name`` without its prefix."""

    name: str
    title: str
    words: str


def is_letter(name: str) -> bool:
    return len(name) <= _LONGEST_NAME and _NAME.fullmatch(name) is not None


def read(name: str, body: str) -> Prepared:
    """The heading and the words of such a text."""
    first, _, rest = body.strip().partition("\n")
    return Prepared(name.removeprefix(PREFIX), first.removeprefix("#").strip(), rest.strip())


def fault(body: str) -> str:
    """What is wrong with such a text, in one sentence; empty when nothing is."""
    first = body.strip().partition("\n")[0]
    if not first.startswith("# ") or not 1 <= len(first[2:].strip()) <= LONGEST_HEADING:
        return "Begin with a line “# …”: the heading by which the message is chosen."
    if len(body) > LONGEST:
        return f"Keep it under {LONGEST:,} characters; this has {len(body):,}."
    strange = [slot for slot in _SLOT.findall(body) if slot not in SLOTS]
    if strange:
        known = ", ".join(f"{{{slot}}}" for slot in SLOTS)
        return f"The site cannot fill in “{{{strange[0]}}}”. It knows {known}; what a person fills in stands in [[…]]."
    if "[[" in _UNFILLED.sub("", body.replace("![[", "[")):
        return "What a person fills in stands in [[…]]: close each, with no brackets in it and up to 200 characters."
    return ""


def filled(words: str, values: Mapping[str, str]) -> str:
    """The words with what the site knows. What others wrote brings no mark of ours with it."""
    return _SLOT.sub(lambda slot: _SEVERAL.sub(r"\1", values[slot[1]]).replace("###", "#"), words)


def unfilled(said: str) -> list[str]:
    """What stands in ``[[…]]`` and nobody has filled in, each once."""
    return list(dict.fromkeys(" ".join(words.split()) for words in _UNFILLED.findall(said)))


def gap(said: str) -> str:
    """Why words cannot go to somebody yet, naming what is to be filled in; empty when nothing is."""
    if left := unfilled(said):
        named = ", ".join(f"[[{one}]]" for one in left)
        return f"Fill in what stands in brackets, or take it out: {named}."
    kept = GAP.search(said)
    return f"A letter with {kept[0]} in it does not go out. Write it without these signs." if kept else ""


def check(said: str, *, field: str) -> None:
    """Refused, beside its field, where something is still to be filled in: whoever gets it would read our marks."""
    if sentence := gap(said):
        raise Refused(sentence, fields={field: [sentence]})
