"""Finding a quoted passage in what an article says: a text-quote selector (W3C Web Annotation, 4.2.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

import nh3

from app import text
from app.submissions.content import Content

AROUND = 64
"""Characters of context kept before and after."""


@dataclass(frozen=True)
class Passage:
    prefix: str
    quote: str
    suffix: str


def said_in(content: Content) -> str:
    """Everything a reader can mark in an article, as one line of plain text."""
    body = re.sub(
        r"<(?=/?(?:p|h\d|li|t[dhr]|br|div|section|blockquote)\b)", " <", text.html(content.body).html
    )
    words = unescape(nh3.clean(body, tags=set()))
    asked = (f"{pair.question} {pair.answer}" for pair in content.faq)
    shown = (f"{image.caption} {image.credit}" for image in content.images)
    return text.line(" ".join((content.title, content.summary, words, *asked, *shown, content.bio)))


def find(quote: str, said: str) -> Passage | None:
    """The first place where ``quote`` stands in ``said``, or None. White space does not count."""
    wanted = r"\s+".join(re.escape(word) for word in quote.split())
    found = re.search(wanted, said) if wanted else None
    if found is None:
        return None
    start, end = found.span()
    return Passage(said[max(0, start - AROUND) : start], found[0], said[end : end + AROUND])
