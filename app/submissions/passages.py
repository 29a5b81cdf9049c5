"""Finding a quoted passage in what an article says: a text-quote selector (W3C Web Annotation, 4.2.4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import islice, takewhile

import nh3

from app import text
from app.submissions.content import Content

AROUND = 64
"""Characters of context kept before and after."""
MOST_PLACES = 1000
"""Places of the same words that are looked at."""
IMAGE = "image:"


@dataclass(frozen=True)
class Passage:
    prefix: str
    quote: str
    suffix: str


def parts(content: Content) -> list[tuple[str, str]]:
    """Everything a reader can mark in an article, as plain text on one line each, by the place where it is written: an
    id of the writing desk, or ``image:`` and the key of an image."""
    said = [
        ("title", content.title),
        ("summary", content.summary),
        ("byline", content.byline),
        ("body", read(content.body)),
        *(
            part
            for number, pair in enumerate(content.faq)
            for part in (
                (f"faq-{number}-question", pair.question),
                (f"faq-{number}-answer", read(pair.answer)),
            )
        ),
        *((f"{IMAGE}{image.key}", f"{image.caption} {image.credit}") for image in content.images),
        *_about_author(content),
        ("references", " ".join(content.references)),
        *((name, getattr(content.disclosures, name)) for name in ("interests", "funding", "ai", "people")),
        ("trademarks", content.trademarks),
    ]
    return [(place, text.line(words)) for place, words in said if words.strip()]


def said_in(content: Content) -> str:
    """The same as one line of plain text."""
    return joined(parts(content))


def joined(said: Iterable[tuple[str, str]]) -> str:
    """Such parts as one line."""
    return " ".join(words for _, words in said)


def begins(quote: str, said: Sequence[tuple[str, str]]) -> str:
    """The place of the part in which words begin that run on into the next; empty where they stand nowhere."""
    return next(
        (said[at][0] for at in reversed(range(len(said))) if find(quote, joined(said[at:])) is not None), ""
    )


def find(quote: str, said: str, *, before: str = "", after: str = "") -> Passage | None:
    """The place where ``quote`` stands in ``said``, or None: of several the one with most of ``before`` in front of it
    and of ``after`` behind it, else the first. White space does not count."""
    wanted = r"\s+".join(re.escape(word) for word in quote.split())
    matches = list(islice(re.finditer(wanted, said), MOST_PLACES)) if wanted else []
    if not matches:
        return None
    led, followed = before.rstrip(), after.lstrip()[:AROUND]

    def fits(match: re.Match[str]) -> int:
        behind = said[match.end() : match.end() + 2 * AROUND].lstrip()[: len(followed)]
        return _in_common(led, said[: match.start()].rstrip()) + _alike(followed, behind)

    found = max(matches, key=fits)
    start, end = found.span()
    return Passage(said[max(0, start - AROUND) : start], found[0], said[end : end + AROUND])


def _about_author(content: Content) -> list[tuple[str, str]]:
    """The box about whoever wrote it: one line with commas in it, and the words below."""
    line = [
        (name, said) for name in ("byline", "role", "affiliation") if (said := getattr(content, name).strip())
    ]
    if not (content.role or content.affiliation or content.bio):
        return []
    return [*((name, f"{said},") for name, said in line[:-1]), *line[-1:], ("bio", content.bio)]


def read(markdown: str) -> str:
    """The words as they are shown, without the marks they are written with."""
    html = re.sub(r"<(?=/?(?:p|h\d|li|t[dhr]|br|div|section|blockquote)\b)", " <", text.html(markdown).html)
    return unescape(nh3.clean(html, tags=set()))


def _in_common(one: str, other: str) -> int:
    """How many characters two texts have in common at their ends."""
    return _alike(one[-AROUND:][::-1], other[-AROUND:][::-1])


def _alike(one: str, other: str) -> int:
    """How many characters they have in common at their beginnings."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
