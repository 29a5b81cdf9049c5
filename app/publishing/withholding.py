"""What readers are given of an article’s words: everything but the passages that are withheld.

One function applies them, and whatever shows words of an article to readers goes through it. It errs on the dark side:
the words go wherever they stand, and where they cannot be told apart from their surroundings, those go with them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from app import text
from app.db import session
from app.publishing import measures
from app.publishing.kinds import SAID_OF_PASSAGE, MeasureKind
from app.publishing.models import Article
from app.submissions import content, passages
from app.submissions.content import Content, ContentImage, Disclosures, Question
from app.submissions.models import Revision

_MARKS = r"[*_~`\\]*"
_BETWEEN = r"(?:[\s*_~`\\>#|]|[-+]\s|\d+\.\s|!?\[\^?|\]\([^)\s]*\)|\]\[[^\]]*\]|\]|&nbsp;)+"
"""What may stand between two words of Markdown that read as one after the other."""
MARK = r" \[see the notice above\]"
_PLAIN = ("title", "summary", "byline", "role", "affiliation", "bio", "trademarks")
_Part = TypeVar("_Part", Question, Disclosures, ContentImage)


@dataclass(frozen=True)
class Cut:
    """Words that readers are not given, and what stands in their place."""

    quote: str
    words: str

    @property
    def in_markdown(self) -> str:
        return re.sub(r"([\[\]_*])", r"\\\1", self.words)


def of(article: Article) -> Content:
    """The content of what the article shows, as readers are given it."""
    return applied(content.of(session.get_one(Revision, article.revision_id)), cuts(article))


def cuts(article: Article) -> list[Cut]:
    """What is withheld of an article now."""
    held = measures.on(article, kind=MeasureKind.PASSAGE)
    return [Cut(one.quote, SAID_OF_PASSAGE.format(ground=one.ground.replace("_", " "))) for one in held]


def words(said: str, withheld: Sequence[Cut]) -> str:
    """Something said about an article, without what is withheld of it."""
    for cut in withheld:
        said = _plain(said, cut)
    return said


def applied(said: Content, withheld: Sequence[Cut]) -> Content:
    """The content without these words."""
    for cut in withheld:
        said = _without(said, cut)
    return said


def marked(said: Content, quotes: Sequence[str]) -> Content:
    """The content with a mark behind each passage that a notice is about, where it stands in the text."""
    for quote in filter(None, quotes):

        def mark(one: str, wanted: str = _pattern(quote)) -> str:
            return re.sub(wanted, lambda found: found[0] + MARK, one, count=1)

        faq = tuple(replace(pair, answer=mark(pair.answer)) for pair in said.faq)
        said = replace(said, body=mark(said.body), faq=faq)
    return said


def is_said(said: Content, quote: str) -> bool:
    """Whether the content says it anywhere that readers can find it."""
    return bool(quote.strip()) and passages.find(quote, _whole(said)) is not None


def _without(said: Content, cut: Cut) -> Content:
    for take in (_each, _blocks):
        said = take(said, cut)
        if not is_said(said, cut.quote):
            return said
    return _fields(said, cut)


def _each(said: Content, cut: Cut) -> Content:
    """The words alone, in every field."""
    return _through(said, plain=lambda one: _plain(one, cut), markdown=lambda one: _marked(one, cut))


def _blocks(said: Content, cut: Cut) -> Content:
    """The paragraphs that say them: an entity or a mark within the words keeps them from being told apart."""

    def block(one: str) -> str:
        parts = re.split(r"(\n\s*\n)", one)
        return "".join(cut.in_markdown if _reads(part, cut.quote) else part for part in parts)

    return _through(said, plain=lambda one: _plain(one, cut), markdown=block)


def _fields(said: Content, cut: Cut) -> Content:
    """The fields into which they run: they begin in one and end in another. Where even that is not enough, all."""
    parts = passages.parts(said)
    pattern = r"\s+".join(re.escape(word) for word in cut.quote.split())
    found = re.search(pattern, passages.joined(parts))
    touched, start = set(), 0
    for _place, words_ in parts:
        end = start + len(words_)
        if found and start < found.end() and end > found.start():
            touched.add(words_)
        start = end + 1
    gone = _through(
        said,
        plain=lambda one: cut.words if text.line(one) in touched else one,
        markdown=lambda one: cut.in_markdown if _line(one) in touched else one,
    )
    if not is_said(gone, cut.quote):
        return gone
    return _through(said, plain=lambda _one: cut.words, markdown=lambda _one: cut.in_markdown)


def _through(said: Content, *, plain: Any, markdown: Any) -> Content:
    """Every word of a content, changed; keys, addresses and hashes stay."""
    changed: dict[str, Any] = {name: plain(getattr(said, name)) for name in _PLAIN}
    return replace(
        said,
        **changed,
        body=markdown(said.body),
        faq=tuple(Question(plain(one.question), markdown(one.answer)) for one in said.faq),
        references=tuple(plain(one) for one in said.references),
        disclosures=_part(said.disclosures, ("interests", "funding", "ai", "people"), plain),
        images=tuple(_part(one, ("alt", "caption", "credit"), plain) for one in said.images),
    )


def _part(one: _Part, names: Sequence[str], change: Any) -> _Part:
    changed: dict[str, Any] = {name: change(getattr(one, name)) for name in names}
    return replace(one, **changed)


def _plain(said: str, cut: Cut) -> str:
    wanted = r"\s+".join(re.escape(word) for word in cut.quote.split())
    return re.sub(wanted, lambda _found: cut.words, said) if wanted else said


def _marked(said: str, cut: Cut) -> str:
    wanted = _pattern(cut.quote)
    return re.sub(wanted, lambda _found: cut.in_markdown, said) if wanted else said


def _pattern(quote: str) -> str:
    """The words as they may stand in Markdown."""
    return _BETWEEN.join(_MARKS.join(re.escape(sign) for sign in word) for word in quote.split())


def _reads(markdown: str, quote: str) -> bool:
    return passages.find(quote, _line(markdown)) is not None


def _line(markdown: str) -> str:
    return text.line(passages.read(markdown))


def _whole(said: Content) -> str:
    """Everything a reader can find, also what only a screen reader says."""
    return " ".join((passages.said_in(said), *(text.line(one.alt) for one in said.images)))
