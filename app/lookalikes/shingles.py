"""Texts compared by the five words that follow each other; pure.

The share of one text's shingles that another has (containment) finds half an article in another, where a fingerprint of
the whole finds nothing. Shingles are taken paragraph by paragraph, so that paragraphs may change places.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

WORDS = 5
"""In a shingle."""
NEAR, STRONG = 0.15, 0.5
"""Containment from which passages are shown, and from which it is called strong."""
LEAST = 8
"""Shingles in common, twelve words in a row: below that every text has something of another."""
SHOWN = 6
"""Passages, the longest first."""
LONGEST = 90
"""Words of a passage that are shown."""
GAP = 3
"""Shingles between two passages that make them one: a changed word costs five, of which two are its neighbours'."""

_SIGN = "぀-ヿ㐀-鿿가-힣"
_WORD = re.compile(rf"[{_SIGN}]|[^\W_{_SIGN}]+")
"""A run of letters or digits; where words are not parted, each sign."""
_FIGURE = re.compile(r"!\[\[[^\]]*\]\]")
_ADDRESS = re.compile(r"\]\([^)\s]*\)|https?://\S+")
_MARKUP = re.compile(r"[*_`#>|\[\]]+")
_PARTED = re.compile(r"\n\s*\n")


Shingles = set[int] | frozenset[int]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as a reader sees it, where each of its words stands in it, and its shingles in their order."""

    text: str
    spans: tuple[tuple[int, int], ...]
    shingles: array[int]


@dataclass(frozen=True)
class Passage:
    """The same words in two texts, as each has them."""

    ours: str
    theirs: str


@dataclass(frozen=True)
class Found:
    """``share`` is the part of the smaller text's shingles that the other has, 0 to 1."""

    share: float
    passages: tuple[Passage, ...]

    @property
    def tells(self) -> bool:
        return self.share >= NEAR

    @property
    def strong(self) -> bool:
        return self.share >= STRONG


def paragraphs(markdown: Iterable[str]) -> list[Paragraph]:
    """The paragraphs of these pieces of Markdown that are long enough to have a shingle."""
    parts = (part for piece in markdown for part in _PARTED.split(_FIGURE.sub(" ", piece)))
    found = (_paragraph(_plain(part)) for part in parts)
    return [one for one in found if one.shingles]


def all_of(text: Iterable[Paragraph], *, without: Shingles = frozenset()) -> set[int]:
    """Every shingle of a text, once, except those of texts that stand under every article."""
    return {one for paragraph in text for one in paragraph.shingles} - without


def compare(ours: list[Paragraph], theirs: list[Paragraph], *, without: Shingles = frozenset()) -> Found:
    """How much two texts have in common, and where. Nothing below ``LEAST`` shingles."""
    one, other = all_of(ours, without=without), all_of(theirs, without=without)
    common = one & other
    if len(common) < LEAST:
        return Found(0.0, ())
    return Found(len(common) / min(len(one), len(other)), tuple(_passages(ours, theirs, common)))


def _plain(part: str) -> str:
    said = _MARKUP.sub(" ", _ADDRESS.sub(" ", unicodedata.normalize("NFKC", part)))
    return " ".join(said.split())


def _paragraph(text: str) -> Paragraph:
    found = list(_WORD.finditer(text))
    words = [one[0].casefold() for one in found]
    spans = tuple(one.span() for one in found)
    return Paragraph(
        text, spans, array("q", (_hash(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)))
    )


def _hash(words: list[str]) -> int:
    digest = blake2b(" ".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def _passages(ours: list[Paragraph], theirs: list[Paragraph], common: Shingles) -> Iterator[Passage]:
    """The longest runs of shingles in common, each beside the place where it begins in the other text."""
    places: dict[int, tuple[int, int]] = {}
    for number, paragraph in enumerate(theirs):
        for at, shingle in enumerate(paragraph.shingles):
            places.setdefault(shingle, (number, at))
    runs = [
        (last - first, number, first, last)
        for number, one in enumerate(ours)
        for first, last in _runs(one, common)
    ]
    for _, number, first, last in sorted(runs, key=lambda run: (-run[0], run[1:]))[:SHOWN]:
        where, begins = places[ours[number].shingles[first]]
        there, ends = places[ours[number].shingles[last]]
        if there != where or ends < begins:
            ends = min(begins + last - first, len(theirs[where].shingles) - 1)
        yield Passage(_cut(ours[number], first, last), _cut(theirs[where], begins, ends))


def _runs(paragraph: Paragraph, common: Shingles) -> Iterator[tuple[int, int]]:
    """First and last shingle of each stretch in common; small gaps are passed over."""
    first = last = -1
    for at, shingle in enumerate(paragraph.shingles):
        if shingle not in common:
            continue
        if first >= 0 and at - last > WORDS + GAP:
            yield first, last
            first = at
        first, last = (at if first < 0 else first), at
    if first >= 0:
        yield first, last


def _cut(paragraph: Paragraph, first: int, last: int) -> str:
    """The words of these shingles as they stand in the text."""
    end = min(last + WORDS - 1, first + LONGEST - 1)
    said = paragraph.text[paragraph.spans[first][0] : paragraph.spans[end][1]]
    return said + (" […]" if end < last + WORDS - 1 else "")
