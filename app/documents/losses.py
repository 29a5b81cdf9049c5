"""What could not be taken over from a document, counted while it is read and told in sentences. Pure."""

from __future__ import annotations

from collections import Counter

# Every kind of loss, in the order it is told. {n} is how many, {s} the plural's s.
SENTENCES = {
    "changes": "{n} tracked change{s}: the text is as if every change had been accepted.",
    "comments": "{n} comment{s} in the margin.",
    "macros": "The macros of the document.",
    "headers": "The headers and footers of its pages.",
    "contents": "The table of contents: the page makes its own from the headings.",
    "equations": "{n} equation{s} stand{v} as plain letters and signs now; please check {them}.",
    "charts": "{n} chart{s} or diagram{s}: save {them} as a picture and send {them} under “Add images”.",
    "objects": "{n} embedded object{s} of another program, such as a spreadsheet.",
    "chunks": "{n} inserted file{s}: please copy the text of {them} into the document itself.",
    "shapes": "{n} drawn shape{s}, such as arrows and lines.",
    "boxes": "The frame{s} of {n} text box{es}: the text stands after the paragraph the box was tied to.",
    "linked": "{n} picture{s} that the document only points to: please send {them} under “Add images”.",
    "unprintable": "{n} picture{s} of a kind we cannot print ({what}): save {them} as JPEG or PNG and send {them} "
    "under “Add images”.",
    "small": "{n} picture{s} too small to print, such as icons.",
    "broken": "{n} picture{s} that could not be read.",
    "twice": "{n} picture{s} that stand{v} there more than once: shown once, where it comes first.",
    "many": "{n} more picture{s}: an article can hold 40.",
    "merged": "Merged cells: the text stands in the first of them, and the others are empty.",
    "nested": "{n} table{s} inside a table: the text stands in the cell around {them}.",
    "cells": "The tables have more than 20,000 cells: what is beyond is shown as lines of text.",
    "notes": "There are more than 500 footnotes: they are shown as typed.",
    "lost_notes": "{n} footnote{s} that the document points to and does not contain.",
    "hidden": "Hidden text.",
    "look": "Fonts, sizes, colours and alignment: articles are set in the type of this site.",
    "underline": "Underlining: on a web page it would look like a link.",
    "raised": "{n} raised or lowered passage{s} stand{v} on the line now.",
    "links": "{n} link{s} to places inside the document or beside it: the words are there, the link{s} {are} not.",
    "around": "What stands around the article on its page, such as menus and footers.",
    "media": "{n} video{s}, sound{s} or frame{s} of another page.",
    "forms": "The fields and buttons of forms.",
    "drawings": "{n} drawing{s} (SVG): take a screenshot and send it under “Add images”.",
    "scripts": "The programs of the page.",
    "markup": "HTML inside the text, where Markdown has no sign for it.",
    "unknown": "{n} part{s} of a kind we do not know ({what}).",
}


class Losses:
    """Counts by kind, with a few words on what exactly where the sentence asks for it."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.what: dict[str, list[str]] = {}

    def add(self, kind: str, count: int = 1, *, what: str = "") -> None:
        """One more of this kind, which is a key of ``SENTENCES``."""
        self.counts[kind] += count
        named = self.what.setdefault(kind, [])
        if what and what not in named and len(named) < 5:
            named.append(what)

    def sentences(self) -> list[str]:
        return [self._said(kind) for kind in SENTENCES if self.counts[kind]]

    def _said(self, kind: str) -> str:
        one = self.counts[kind] == 1
        return SENTENCES[kind].format(
            n=f"{self.counts[kind]:,}",
            s="" if one else "s",
            es="" if one else "es",
            v="s" if one else "",
            are="is" if one else "are",
            them="it" if one else "them",
            what=", ".join(self.what[kind]),
        )
