"""A letter is a folder of three files: ``templates/letters/<name>/{subject.txt,body.txt,body.html}``.

Plain text comes first and the HTML is the same letter. What is stored keeps a ``{link}`` slot where a private link
belongs, and ``{code}`` where a short code does, so that no stored letter opens or proves anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import css_inline
from flask import current_app
from jinja2 import Environment, StrictUndefined

from app import text as texts
from app.site import queries as site
from app.site.letters import GAP

SLOT = "{link}"
CODE = "{code}"
LONGEST_SUBJECT = 120
FILES = ("subject.txt", "body.txt", "body.html")

_inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


class CannotWrite(ValueError):
    """The letter is not fit to be sent: a gap nobody filled, or a subject that would be more than one line."""


@dataclass(frozen=True)
class Letter:
    """A written letter, ready to be kept."""

    name: str
    subject: str
    text: str
    html: str


def render(name: str, says: Mapping[str, Any], *, link: str = SLOT) -> Letter:
    """Write the letter ``name``. ``link`` is the one address in it: the slot, or a plain address of ours.

    Refused where a ``### gap ###`` of a template or of the desk's own words was left unfilled.
    """
    said = {
        "site": site.identity(),
        "link": link,
        "code": CODE,
        **{key: _clean(value) for key, value in says.items()},
    }
    subject, text, html = (_template(name, file).render(said) for file in FILES)
    letter = Letter(name, _one_line(subject.strip()), _tidy(text), _inliner.inline(html))
    if gap := GAP.search(f"{letter.subject}\n{letter.text}"):
        raise CannotWrite(f"The letter “{name}” still has a gap: {gap[0]}")
    return letter


def address(path: str) -> str:
    """A plain address of ours, from the one configured base: never from what a request says of itself."""
    return f"{current_app.config['BASE_URL']}{path}"


def host() -> str:
    """What stands behind the @ of a Message-ID."""
    return urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"


def quoted(words: str) -> str:
    """What a guest typed, on one line. It never counts as a gap of ours, so nobody can keep a letter from going."""
    return texts.line(words).replace("###", "#")


def _template(name: str, file: str) -> Any:
    return _letters(current_app.jinja_env).get_template(f"letters/{name}/{file}")


@lru_cache(maxsize=2)
def _letters(pages: Environment) -> Environment:
    """As for pages, but a name that is not there is a mistake, and lines with a tag alone leave no gap."""
    return pages.overlay(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _clean(value: Any) -> Any:
    """Nobody's words can stand where our link or code is filled in."""
    if isinstance(value, str):
        return texts.plain(value).replace(SLOT, "(link)").replace(CODE, "(code)")
    if isinstance(value, list | tuple):
        return [_clean(part) for part in value]
    if isinstance(value, dict):
        return {key: _clean(part) for key, part in value.items()}
    return value


def _one_line(subject: str) -> str:
    """RFC 5322, 2.2: a header is one line; a second one would be a header of somebody's own."""
    if re.search(r"[\x00-\x1f\x7f\u2028\u2029]", subject) or not subject:
        raise CannotWrite("The subject of a letter is one line of text.")
    return subject[:LONGEST_SUBJECT]


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
