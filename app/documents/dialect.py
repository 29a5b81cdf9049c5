"""HTML as the Markdown of an article: the dialect that ``app.text`` reads, nothing more. Pure.

Headings begin at ``##`` and skip no level, tables are lines with pipes, footnotes ``[^1]``, links lead to the web or to
a mailbox, pictures stand in lines of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import nh3
from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from markdownify import MarkdownConverter

from app.documents import kinds, notes, signs, tables, tidying
from app.documents.losses import Losses
from app.documents.package import MOST_DEPTH, refuse
from app.documents.pictures import Pictures

_TAGS = {
    *(
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "p",
        "ul",
        "ol",
        "li",
        "blockquote",
        "strong",
        "b",
        "em",
        "i",
        "s",
        "del",
    ),
    *(
        "strike",
        "a",
        "code",
        "kbd",
        "samp",
        "pre",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "caption",
    ),
    *(
        "hr",
        "br",
        "sup",
        "sub",
        "img",
        "figure",
        "figcaption",
        "dl",
        "dt",
        "dd",
        "div",
        "section",
        "article",
        "main",
    ),
    *("nav", "header", "footer", "aside", "summary", "q", "body"),
}
_ATTRIBUTES = {
    "*": {"id"},
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
    "h1": {"class"},
    "p": {"class"},
}
_WITH_CONTENT = {
    "script",
    "style",
    "template",
    "svg",
    "math",
    "select",
    "button",
    "textarea",
    "object",
    "title",
}
_SLOT = re.compile(r"^picture[0-9a-f]+x(\d+)x$", re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """A document as Markdown. ``title_stood`` and ``summary_stood``: they were part of the text, and no longer are."""

    markdown: str
    title: str
    title_stood: bool
    summary: str
    summary_stood: bool
    words: int
    tables: int
    plain: str


def from_html(html: str, losses: Losses, pictures: Pictures) -> Text:
    """The page as Markdown. What it cannot carry is counted. Raises Unacceptable for a page nested too deeply."""
    safe = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags=_WITH_CONTENT,
        url_schemes={"http", "https", "mailto", "data", tidying.HELD},
        link_rel=None,
        strip_comments=True,
    )
    soup = BeautifulSoup(safe, "html.parser")
    if tidying.depth(soup) > MOST_DEPTH:
        raise refuse(kinds.TOO_DEEP)
    page = tidying.main_part(soup, losses)
    found = notes.taken_out(page, losses)
    tidying.pictures_apart(page, pictures, losses)
    title, summary = tidying.title_of(page), tidying.summary_of(page)
    tidying.tidy(page, losses)
    writer = Writer(losses)
    body = writer.written(page)
    for number, note in found.items():
        body += notes.written(number, writer.written(note))
    body = notes.marked(body)
    plain = "\n".join([page.get_text(" "), *(note.get_text(" ") for note in found.values())])
    if writer.cells > tables.MOST_CELLS:
        losses.add("cells")
    return Text(
        markdown=_slots(body),
        title=title,
        title_stood=bool(title),
        summary=summary,
        summary_stood=bool(summary),
        words=0,
        tables=writer.tables,
        plain=_SLOT.sub("", plain),
    )


def _slots(body: str) -> str:
    """The places of pictures, as the text of an article has them."""
    return re.sub(r"\n{3,}", "\n\n", _SLOT.sub(r"![[imported-\1]]", body)).strip() + "\n"


class Writer(MarkdownConverter):
    """markdownify, with the signs of our dialect."""

    def __init__(self, losses: Losses) -> None:
        super().__init__(heading_style="atx", newline_style="backslash", bullets="-")
        self._losses = losses
        self.tables = self.cells = 0

    def written(self, element: Tag) -> str:
        return str(self.process_tag(element, parent_tags=set())).strip("\n") + "\n"

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        said = str(super().process_text(el, parent_tags=parent_tags))  # type: ignore[misc]
        if parent_tags and "_noformat" in parent_tags:
            return said
        before = el.previous_sibling
        at_start = before is None or (isinstance(before, Tag) and before.name in tidying.BREAKS)
        if at_start and el.parent is not None and el.parent.name in tidying.BLOCKS:
            said = signs.opened(said)
        follows = el.next_sibling
        if said.endswith("!") and isinstance(follows, Tag) and follows.name == "a":
            said = said[:-1] + "\\!"
        return said

    def escape(self, text: str, parent_tags: set[str]) -> str:
        return signs.escaped(text)

    def _inline(self, el: Tag, text: str, parent_tags: set[str], mark: str) -> str:
        """Emphasis that a reader of Markdown sees as such: signs at its edge that would hide it stay outside."""
        if "_noformat" in parent_tags or tidying.SAME[el.name] & parent_tags:
            return text
        inner = text.strip()
        before, _, after = text.partition(inner) if inner else (text, "", "")
        follows = str(el.next_sibling or "")[:1] if isinstance(el.next_sibling, NavigableString) else ""
        if not after and follows.isalnum():
            kept = inner.rstrip(_CLOSING)
            inner, after = kept, inner[len(kept) :]
        leads = (
            str(el.previous_sibling or "")[-1:] if isinstance(el.previous_sibling, NavigableString) else ""
        )
        if not before and leads.isalnum():
            kept = inner.lstrip(_OPENING)
            before, inner = inner[: len(inner) - len(kept)], kept
        return f"{before}{mark}{inner}{mark}{after}" if inner else before + after

    def convert_b(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self._inline(el, text, parent_tags, "**")

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self._inline(el, text, parent_tags, "*")

    def convert_del(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self._inline(el, text, parent_tags, "~~")

    convert_strong, convert_i = convert_b, convert_em
    convert_s = convert_strike = convert_del

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        said = " ".join(el.get_text().split())
        return text if "pre" in parent_tags or not said else signs.quoted_code(said)

    convert_kbd = convert_samp = convert_code

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return signs.fenced(el.get_text().strip("\n")) if el.get_text().strip() else ""

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        said = signs.shifted(el.get_text(), el.name)
        if said is None:
            self._losses.add("raised")
        return said if said is not None else text

    convert_sub = convert_sup

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        inner = text.strip()
        before, _, after = text.partition(inner) if inner else ("", "", "")
        return f"{before}[{inner}]({signs.address(str(el.get('href', '')))}){after}" if inner else text

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802 - markdownify's name
        words = re.sub(r"(#+)$", r"\\\1", " ".join(text.replace("\\\n", " ").split()))
        return f"\n\n{'#' * n} {words}\n\n" if words else ""

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        mark = f"{el['data-number']}." if el.has_attr("data-number") else "-"
        lines = text.strip().split("\n")
        room = " " * (len(mark) + 1)
        said = "\n".join([lines[0], *(room + line if line else "" for line in lines[1:])])
        return f"{mark} {said}\n" if text.strip() else ""

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        lines, cells = tables.table(el, self._cell, self._losses)
        self.tables, self.cells = self.tables + bool(lines), self.cells + cells
        return f"\n\n{lines}\n\n" if lines else ""

    def _cell(self, cell: Tag) -> str:
        return str(self.process_tag(cell, parent_tags={"table"}))

    def process_tag(self, node: Tag, parent_tags: set[str] | None = None) -> str:
        if node.name == "table":  # its cells are written one by one
            return self.convert_table(node, "", parent_tags or set())
        return str(super().process_tag(node, parent_tags=parent_tags))  # type: ignore[misc]

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text

    convert_th = convert_td

    def convert_q(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"“{text}”"


_CLOSING, _OPENING = ".,;:!?)]}»”’…%", "([{«“‘"
