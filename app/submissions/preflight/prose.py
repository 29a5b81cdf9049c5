"""Markdown as a reader reads it, with the place of every word; pure.

Markup is blanked, never cut out, so that the text read has the length of the source and an offset in one is an offset
in the other. Every pattern is bounded: 200,000 hostile characters take well under a second.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    NOTE = "note"


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, list item, row of a table or footnote: ``text`` as read, beginning at ``start``."""

    kind: Kind
    text: str
    start: int
    level: int = 0

    @cached_property
    def words(self) -> int:
        return len(WORD.findall(self.text))


@dataclass(frozen=True)
class Sentence:
    start: int
    end: int
    words: int


@dataclass(frozen=True)
class Link:
    words: str
    target: str
    start: int


@dataclass(frozen=True)
class Prose:
    """A text in Markdown, read once; ``source`` is as the author typed it."""

    source: str

    @cached_property
    def _open(self) -> str:
        """The source without what stands in fences and code spans."""
        return _CODE.sub(_blank, _FENCE.sub(_blank, self.source))

    @cached_property
    def read(self) -> str:
        kept = _TARGET.sub(_blank, self._open)
        for markup in (_ADDRESS, _SLOT, _CITED, _NOTED):
            kept = markup.sub(_blank, kept)
        return _EDGE.sub(" ", kept.translate(_SIGNS))

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(_blocks(self._open, self.read))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of running text: paragraphs and list items."""
        running = (block for block in self.blocks if block.kind in RUNNING)
        return tuple(sentence for block in running for sentence in _sentences(block))

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Links with words of their own, in order."""
        return tuple(Link(found[1], found[2], found.start(1)) for found in _LINK.finditer(self._open))

    @cached_property
    def cited(self) -> tuple[tuple[int, int], ...]:
        """Numbers of references in square brackets, ``[3]`` or ``[1, 4-6]``, with their offsets."""
        return tuple(_numbers(self._open))

    @cached_property
    def notes(self) -> tuple[tuple[str, int], ...]:
        """Footnotes pointed at, with their offsets."""
        return tuple((found[1], found.start()) for found in _NOTED.finditer(self._open))

    @cached_property
    def noted(self) -> frozenset[str]:
        """Footnotes that are there."""
        return frozenset(found[1] for found in _NOTE.finditer(self._open))

    @cached_property
    def low(self) -> str:
        """What is read, in small letters; a letter that would become two is left as it is."""
        low = self.read.lower()
        if len(low) == len(self.read):
            return low
        return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in self.read)

    def block_at(self, offset: int) -> Block | None:
        at = bisect_right(self._starts, offset) - 1
        found = self.blocks[at] if at >= 0 else None
        return found if found and offset < found.start + len(found.text) else None

    def is_backed(self, block: Block) -> bool:
        """Whether the paragraph points to a source: a number, a footnote, a link or an address."""
        return block.start in self._backed

    @cached_property
    def _starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    @cached_property
    def _backed(self) -> frozenset[int]:
        return frozenset(
            block.start
            for block in self.blocks
            if any(sign.search(self._open, block.start, block.start + len(block.text)) for sign in _SIGNED)
        )

    def quote(self, start: int, end: int) -> tuple[str, int, int]:
        """The longest run without markup of the first ``SEARCHED`` characters of ``source[start:end]``, at most
        ``LONGEST`` characters of whole words; its offset; and how often the same was read before it."""
        runs = _PLAIN.finditer(self._open, start, min(end, start + SEARCHED))
        run = max(runs, key=lambda found: len(found[0].strip()), default=None)
        if run is None or not run[0].strip():
            return "", start, 0
        said = run[0].strip()
        at = run.start() + run[0].index(said)
        if len(said) > LONGEST:
            said = said[:LONGEST].rpartition(" ")[0] or said[:LONGEST]
        return said, at, self.read.count(said, 0, at)


RUNNING = (Kind.PARAGRAPH, Kind.ITEM)
LONGEST = 60
SEARCHED = 2000
"""Characters a quotation is looked for in: a long paragraph has a run worth quoting in its first lines."""
WORD = re.compile(r"\w+(?:[’'-]\w+)*")

_FENCE = re.compile(
    r"^ {0,3}(?:```|~~~)[^\n]*\n(?:(?! {0,3}(?:```|~~~))[^\n]*\n)*(?: {0,3}(?:```|~~~)[^\n]*)?", re.M
)
_CODE = re.compile(r"`[^`\n]{1,300}`")
_TARGET = re.compile(r"(?<=\])\((?:[^()\n]{0,2000})\)")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(([^()\s]{1,2000})(?:\s[^()\n]{0,300})?\)")
_ADDRESS = re.compile(r"https?://[^\s<>)\]]{1,2000}")
_SLOT = re.compile(r"^!\[\[[^\[\]\n]{1,70}\]\]", re.M)
_CITED = re.compile(r"\[(\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,20})\](?!\()")
_NOTED = re.compile(r"\[\^([^\]\s\[]{1,100})\](?!:)")
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\s\[]{1,100})\]:", re.M)
_SIGNED = (_CITED, _NOTED, _LINK, _ADDRESS)
_SIGNS = str.maketrans(dict.fromkeys("*~`[]\\|", " "))
_EDGE = re.compile(r"(?<!\w)_|_(?!\w)")
_PLAIN = re.compile(r"[^*_~`\[\]()\\|\n]{1,400}")
_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t\n]|$)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_ITEM = re.compile(r"[ \t]{0,12}(?:[-*+]|\d{1,9}[.)])(?=[ \t])")
_QUOTED = re.compile(r"(?: {0,3}>){1,20}")
_RULE = re.compile(r"[ \t]*(?:[-*_][ \t]*){3,200}$")
_DELIMITERS = re.compile(r"[\s|:-]+$")
_BEGINNINGS = (
    (Kind.HEADING, _HEADING),
    (Kind.NOTE, _NOTE),
    (Kind.ITEM, _ITEM),
    (Kind.ROW, re.compile(r"[ \t]{0,8}\|")),
)


def _blank(found: re.Match[str]) -> str:
    """Spaces for every sign but the ends of lines."""
    return "".join("\n" if sign == "\n" else " " for sign in found[0])


def _numbers(source: str) -> Iterator[tuple[int, int]]:
    for found in _CITED.finditer(source):
        for part in re.split(r"[,;]", found[1]):
            first, _, last = part.replace("–", "-").partition("-")
            begin = int(first)
            end = int(last) if last.strip() else begin
            yield from ((number, found.start()) for number in range(begin, min(end, begin + 50) + 1))


@dataclass
class _Reading:
    """The block that is being read, while it is."""

    read: str
    kind: Kind | None = None
    begins: int = 0
    ends: int = 0
    level: int = 0

    def begin(self, kind: Kind | None, begins: int, ends: int, level: int = 0) -> Iterator[Block]:
        """What stood before is whole; ``kind`` begins, or nothing does."""
        if self.kind is not None:
            yield Block(self.kind, self.read[self.begins : self.ends], self.begins, self.level)
        self.kind, self.begins, self.ends, self.level = kind, begins, ends, level

    def underline(self, level: int) -> None:
        self.kind, self.level = Kind.HEADING, level


def _blocks(source: str, read: str) -> Iterator[Block]:
    """Line by line: what begins a block, and what goes on with the one before."""
    reading, at = _Reading(read), 0
    for line in source.splitlines(keepends=True):
        start, at = at, at + len(line)
        quoted = _QUOTED.match(line)
        inner = start + (quoted.end() if quoted else 0)
        said = source[inner:at].rstrip("\n")
        if reading.kind is Kind.PARAGRAPH and _UNDERLINE.match(said):
            reading.underline(1 if "=" in said else 2)
            yield from reading.begin(None, at, at)
            continue
        kind, skip, level = _begins(said)
        if kind is Kind.PARAGRAPH and reading.kind not in (None, Kind.HEADING):
            reading.ends = at  # it goes on
        else:
            yield from reading.begin(kind, inner + skip, at, level)
    yield from reading.begin(None, at, at)


def _begins(line: str) -> tuple[Kind | None, int, int]:
    """What a line would begin, as (kind, signs to skip, level); a kind of None begins nothing."""
    if not line.strip() or _RULE.match(line) or _SLOT.match(line) or _DELIMITERS.match(line):
        return None, 0, 0
    for kind, sign in _BEGINNINGS:
        if found := sign.match(line):
            return kind, found.end(), len(found[1]) if kind is Kind.HEADING else 0
    return Kind.PARAGRAPH, 0, 0


_END = re.compile(r"[.!?…]{1,5}[\"'”’)\]]{0,3}(?=\s|$)")
_SHORT = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|Dr|Mr|Mrs|Ms|Prof|St|No|Fig|Vol|pp?|ca|al)|(?<!\w)[A-Z])\.$"
)


def _sentences(block: Block) -> Iterator[Sentence]:
    begin, said = 0, block.text
    for found in _END.finditer(said):
        end = found.end()
        if said[end : end + 3].lstrip()[:1].islower() or _SHORT.search(said, max(begin, end - 12), end):
            continue
        yield Sentence(block.start + begin, block.start + end, len(WORD.findall(said, begin, end)))
        begin = end
    if rest := len(WORD.findall(said, begin)):
        yield Sentence(block.start + begin, block.start + len(said), rest)
