"""The formatted version of an e-mail as plain text, and where its links lead. Reads in one pass, and builds no tree."""

from __future__ import annotations

import re
from html.parser import HTMLParser

MOST = 2_000_000
"""Characters that are read at all."""
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "svg", "math"})
_APART = frozenset(
    {
        *("p", "div", "br", "tr", "li", "ul", "ol", "table", "blockquote", "pre", "hr", "section", "article"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "footer", "dt", "dd", "center"),
    }
)
_VOID = frozenset({"br", "hr", "img", "meta", "link", "input"})


def words(html: str) -> str:
    """What stands in it, line by line; behind the words of a link its address, behind a picture its description."""
    reader = _Words()
    reader.feed(html[:MOST])
    reader.close()
    lines = ("".join(reader.said)).split("\n")
    tidy = "\n".join(" ".join(line.split()) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", tidy).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._unseen: list[str] = []
        self._leads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag in _APART:
            self.said.append("\n")
        elif tag == "a":
            self._leads.append(dict(attrs).get("href") or "")
        elif tag == "img" and (described := dict(attrs).get("alt")):
            self.said.append(f" [picture: {described}] ")
        elif tag == "td":
            self.said.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            while self._unseen.pop() != tag:
                pass
        elif tag in _APART - _VOID:
            self.said.append("\n")
        elif (
            tag == "a" and self._leads and (leads := self._leads.pop().strip()) and not leads.startswith("#")
        ):
            self.said.append(f" <{leads[:300]}>")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.said.append(data.replace("\r", "").replace("\n", " "))
