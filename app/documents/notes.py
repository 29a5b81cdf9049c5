"""Footnotes of a page: a raised mark that leads to a note, wherever the note stands, becomes ``[^1]``."""

from __future__ import annotations

import re

from bs4.element import Tag

from app.documents.losses import Losses

MOST_NOTES = 500
"""References and notes together are twice as many; ``app.text`` shows that many and no more."""

_WORD = re.compile(r"notereference(\d+)x")
_BACK = frozenset("↑↩⏎^⤴⬆\ufe0e\ufe0f")


def taken_out(page: Tag, losses: Losses) -> dict[int, Tag]:
    """The notes that marks in the text lead to, by number: out of the page, and a word stands for each mark."""
    by_id = {str(one["id"]): one for one in page.find_all(("li", "p", "div", "section", "dd"), id=True)}
    found: dict[int, Tag] = {}
    numbers: dict[str, int] = {}
    for mark in page.find_all("a", href=re.compile("^#.")):
        target = str(mark["href"])[1:]
        note = by_id.get(target)
        if (
            note is None
            or not _is_mark(mark)
            or note is mark.parent
            or any(one is note for one in mark.parents)
        ):
            continue
        number = numbers.setdefault(target, len(numbers) + 1)
        found[number] = note
        raised = mark.parent if mark.parent is not None and mark.parent.name == "sup" else mark
        raised.replace_with(f"notereference{number}x")
    lists = [note.parent for note in found.values()]
    for note in found.values():
        _freed(note)
    for around in {id(one): one for one in lists if one is not None}.values():
        _emptied(around)
    for line in page.find_all("hr") if found else ():
        if not any(isinstance(one, Tag) or str(one).strip() for one in line.next_elements):
            line.extract()  # it parted the text from its notes
    if len(found) > MOST_NOTES:
        losses.add("notes")
    return found


def _is_mark(mark: Tag) -> bool:
    """A footnote's mark is short, and raised or in brackets; any other link within a page is a link."""
    said = mark.get_text().strip()
    bare = said.strip("[]() ")
    short = 0 < len(bare) <= 4 and (bare.isdigit() or not bare.isalnum() or len(bare) < 3)
    around = mark.parent.name == "sup" if mark.parent is not None else False
    return short and (around or said != bare or mark.find("sup") is not None) and not set(bare) <= _BACK


def _freed(note: Tag) -> None:
    """Out of the page, without the way back to the mark: the page makes its own."""
    for link in note.find_all("a", href=re.compile("^#")):
        if set(link.get_text().strip()) <= _BACK:
            link.decompose()
    note.extract()
    note.name = "div"


def _emptied(around: Tag) -> None:
    """A list whose notes are gone goes too, with whatever held nothing but it."""
    while around.parent is not None and not around.get_text(strip=True) and around.find("img") is None:
        above = around.parent
        around.extract()
        around = above


def written(number: int, markdown: str) -> str:
    """A note as Markdown: its further paragraphs belong to it by their indentation."""
    lines = markdown.strip().split("\n")
    inside = "\n".join([lines[0], *(f"    {line}" if line else "" for line in lines[1:])])
    return f"\n[^{number}]: {inside}\n"


def marked(body: str) -> str:
    """The words that stand for marks, as marks."""
    return _WORD.sub(r"[^\1]", body)
