"""The one door for untrusted text.

``html`` turns Markdown into HTML: it sanitises first and fills figure slots with trusted markup afterwards, so that
nothing a guest types can ever stand where our own markup stands. ``plain`` cleans what is shown as text.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any, Literal

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

FIRST_LEVEL = 2
"""Article headings begin at h2: the page's own title is the one h1."""

_SLOT = re.compile(r"!\[\[([a-z0-9][a-z0-9-]{0,63})\]\]\s*")
_TAGS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "strong", "em", "s", "a", "code"),
    *("pre", "table", "thead", "tbody", "tr", "th", "td", "hr", "br", "sup", "section", "div"),
}
_ATTRIBUTES = {
    **{f"h{level}": {"id"} for level in range(FIRST_LEVEL, 7)},
    "a": {"href", "id", "class", "title"},
    "li": {"id", "class"},
    "ol": {"start", "class"},
    "section": {"class"},
    "sup": {"class"},
    "hr": {"class"},
    "th": {"scope", "class"},
    "td": {"class"},
    "div": {"class", "tabindex", "role", "aria-label"},
}
_NOTES = {"footnotes", "footnotes-list", "footnote-item", "footnote-ref", "footnote-backref", "footnotes-sep"}
_CLASSES = {*_NOTES, "scroll"}
MOST_MARKS = 30
"""Accents on one letter (UAX 15, section 13): putting them in order takes time in the square of their number."""
MOST_FOOTNOTE_MARKS = 1000
"""References and notes together; a text with more has them left as typed, because each reference costs much more
on the page than in the text."""
MOST_CELLS = 20_000
"""Table cells of one text. A short row is filled up with empty cells, so that two bytes can become fifty of them."""

_INTERVAL = "".join(
    f"(?<!{word}{sign}\\s)" for word in ("CI", "CrI", "IQR", "nterval") for sign in ("", ":", ",")
)
_CITED = re.compile(_INTERVAL + r"\[[0-9]{1,3}(?:\s?[,;–-]\s?[0-9]{1,3}){0,40}\]")
_DELIMITERS = re.compile(r"[\s|:-]+")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")  # UAX 14: BK, CR and NL
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Heading:
    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Rendered:
    """``html`` is safe to mark as such; ``slots`` are the figure names met, in order, known or not."""

    html: str
    headings: tuple[Heading, ...]
    footnotes: bool
    slots: tuple[str, ...]


def html(markdown: str, figures: Mapping[str, str] | None = None, references: int = 0) -> Rendered:
    """Markdown (CommonMark, tables, footnotes; no raw HTML, no foreign images) to sanitised HTML.

    A line ``![[name]]`` at the margin is a figure slot: it becomes ``figures[name]``, which is trusted markup of ours,
    or nothing when there is no such figure. A number up to ``references`` in ``[2, 4-6]`` points to ``#ref-<number>``.
    Inside code both are code.
    """
    figures = figures or {}
    cleaned = clean(markdown)
    parser = _parser(cleaned)
    tokens = parser.parse(cleaned)
    mark = secrets.token_hex(8)
    slots: dict[str, str] = {}  # of each name, what holds its place: a figure stands once on a page
    for token in tokens:
        if token.type == "slot":
            new = token.content not in slots
            token.content = (
                slots.setdefault(token.content, f"<p>slot{mark}x{len(slots)}x</p>\n") if new else ""
            )
    headings = _shift(tokens)
    _cite(tokens, mark, references)
    safe = _sanitise(parser.renderer.render(tokens, parser.options, {}))
    names = tuple(slots)
    safe = re.sub(rf"<p>slot{mark}x(\d+)x</p>", lambda found: figures.get(names[int(found[1])], ""), safe)
    safe = re.sub(rf"cited{mark}x(\d+)x", r'<a href="#ref-\1" aria-label="Reference \1">\1</a>', safe)
    return Rendered(safe, tuple(headings), "footnotes" in safe, names)


def plain(text: str) -> str:
    """Text a person typed, to be shown as text: NFC, no control characters, no tricks with writing direction."""
    return _BIDI.sub("", clean(text)).strip()


def line(text: str) -> str:
    """``plain``, on one line: for names, titles, subjects."""
    return " ".join(plain(text).split())


def clean(text: str) -> str:
    """NFC, Unix line ends, no control characters. What is meant is kept: nothing else changes."""
    return normal("NFC", _CONTROL.sub("", _LINE_END.sub("\n", text)))


def normal(form: Literal["NFC", "NFKD"], text: str) -> str:
    """``text`` in a Unicode normal form, in linear time: no letter keeps more than ``MOST_MARKS``."""
    if text.isascii():
        return text
    run, kept = 0, []
    for sign in text:
        marks = _marks(sign)
        run = run + marks if marks else 0
        if run <= MOST_MARKS:
            kept.append(sign)
    return unicodedata.normalize(form, "".join(kept))


@lru_cache(maxsize=4096)
def _marks(sign: str) -> int:
    """How many marks on the letter before it this is, once it is taken apart; 0 for what begins anew."""
    apart = unicodedata.normalize("NFKD", sign)
    return len(apart) if unicodedata.combining(apart[0]) else 0


def paragraphs(text: str) -> str:
    """Plain text as HTML: escaped, blank lines part paragraphs, single ends of line are kept."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", plain(text)) if part.strip()]
    return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in parts)


def words(markdown: str) -> int:
    """How many words a reader reads."""
    return len(re.findall(r"\w+(?:[’'-]\w+)*", markdown))


def slots(markdown: str) -> tuple[str, ...]:
    """The figure slots a text asks for, in order."""
    cleaned = clean(markdown)
    parser, tokens = _parser(cleaned), list[Token]()
    parser.block.parse(cleaned, parser, {}, tokens)
    return tuple(token.content for token in tokens if token.type == "slot")


def slug(title: str, *, longest: int = 80) -> str:
    """A title as the last part of an address, or an empty string when nothing of it can be transliterated."""
    said = re.sub("['’]", "", title).replace("ß", "ss").replace("æ", "ae").replace("ø", "o")
    ascii_ = normal("NFKD", said)
    kept = re.sub(r"[^a-z0-9]+", "-", ascii_.encode("ascii", "ignore").decode().lower()).strip("-")
    return kept[:longest].rpartition("-")[0] or kept[:longest] if len(kept) > longest else kept


def _parser(cleaned: str) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    parser.enable(["table", "strikethrough"])
    if cleaned.count("[^") <= MOST_FOOTNOTE_MARKS:
        parser.use(footnote_plugin, inline=False)
    parser.disable(["image"])
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    ends = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("table", "slot", _slot, {"alt": ends})
    parser.add_render_rule("slot", _slot_kept)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", lambda *_rule: "</table></div>")
    return parser


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table, unless the tables of this text would have more than ``MOST_CELLS``: then its lines stay as they are."""
    if start + 2 > end or not _DELIMITERS.fullmatch(state.getLines(start + 1, start + 2, 0, False)):
        return False
    columns = state.getLines(start, start + 1, 0, False).count("|") + 1
    spent = int(state.env.get("cells", 0))
    if spent + 2 * columns > MOST_CELLS:
        return False
    longest = start + 2 + (MOST_CELLS - spent) // columns
    if not table(state, start, min(end, longest), silent):
        return False
    if not silent:
        state.env["cells"] = spent + columns * (state.line - start)
    return True


def _slot(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """A line at the margin that names a figure and nothing else; it ends whatever stands above it."""
    at = state.bMarks[start]
    found = _SLOT.fullmatch(state.src, at, state.eMarks[start])
    if not found or state.tShift[start] or (at and state.src[at - 1] != "\n"):
        return False
    if not silent:
        state.line = start + 1
        token = state.push("slot", "", 0)
        token.map, token.content = [start, start + 1], found[1]
    return True


def _slot_kept(_renderer: Any, tokens: Sequence[Token], at: int, *_rest: Any) -> str:
    return tokens[at].content


def _table_open(*_rule: Any) -> str:
    """A table scrolls in a box of its own, which a keyboard can reach."""
    return '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>'


def _shift(tokens: list[Token]) -> list[Heading]:
    """Moves headings so that the highest is h2 and none is skipped from there; gives each an anchor."""
    opened = [token for token in tokens if token.type == "heading_open"]
    move = FIRST_LEVEL - min((int(token.tag[1]) for token in opened), default=FIRST_LEVEL)
    found: list[Heading] = []
    taken: dict[str, int] = {}
    last = FIRST_LEVEL - 1
    for number, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        level = min(int(token.tag[1]) + move, last + 1, 6)
        last = level
        text = _said(tokens[number + 1])
        anchor = _anchor(text, taken)
        token.tag = f"h{level}"
        token.attrSet("id", anchor)
        tokens[number + 2].tag = token.tag  # opening, inline, closing: always these three
        found.append(Heading(level, text, anchor))
    return found


def _cite(tokens: list[Token], mark: str, references: int) -> None:
    """Puts a sign in the place of each number that points to a reference, in running text outside links and code."""

    def number(found: re.Match[str]) -> str:
        return f"cited{mark}x{int(found[0])}x" if 1 <= int(found[0]) <= references else found[0]

    for token in tokens if references else ():
        within = 0
        for child in token.children or []:
            within += child.nesting if child.type in ("link_open", "link_close") else 0
            if child.type == "text" and not within:
                child.content = _CITED.sub(lambda group: re.sub("[0-9]+", number, group[0]), child.content)


def _said(inline: Token) -> str:
    said = (child.content for child in inline.children or [] if child.type in ("text", "code_inline"))
    return "".join(said).strip()


def _anchor(text: str, taken: dict[str, int]) -> str:
    """An id nobody has yet. ``taken`` counts per wanted id, so that a thousand equal headings cost a thousand steps."""
    wanted = anchor = "s-" + (slug(text, longest=60) or "section")
    while anchor in taken:
        taken[wanted] += 1
        anchor = f"{wanted}-{taken[wanted]}"
    taken[anchor] = 1
    return anchor


def _attribute(_tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return value if re.match(r"(?:https?://|mailto:|#fn)", value) else None
    if name == "id":
        return value if re.match(r"(?:s-|fn)[a-z0-9:-]+$", value) else None
    if name == "class":
        kept = [part for part in value.split() if part in _CLASSES]
        return " ".join(kept) or None
    return value


def _sanitise(dirty: str) -> str:
    return nh3.clean(
        dirty,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener noreferrer",
        strip_comments=True,
    )
