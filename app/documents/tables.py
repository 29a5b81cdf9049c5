"""A table of a page as a table of Markdown: one line a row, the first row its head, no cell inside another."""

from __future__ import annotations

import re
from collections.abc import Callable

from bs4.element import Tag

from app.documents.losses import Losses
from app.documents.signs import opened

MOST_CELLS = 20_000
"""As many as the page shows in all tables of one text (``app.text``)."""
MOST_SPAN = 63
MOST_MERGED = 1000
"""Cells merged into one. More is no table anybody drew."""

_BARE_PIPE = re.compile(r"(?<!\\)\|")
Grid = dict[tuple[int, int], str]


def table(element: Tag, said: Callable[[Tag], str], losses: Losses) -> tuple[str, int]:
    """The lines of the table, and how many cells they have. ``said`` is the Markdown of a cell on one line."""
    rows = [row for row in element.find_all("tr") if row.find_parent("table") is element]
    grid: Grid = {}
    taken: set[tuple[int, int]] = set()
    width = 0
    for number, row in enumerate(rows):
        column = 0
        for cell in row.find_all(("td", "th"), recursive=False):
            while (number, column) in taken:
                column += 1
            across, down = _span(cell, "colspan", MOST_SPAN), _span(cell, "rowspan", len(rows) - number)
            if across * down > MOST_MERGED:
                across = down = 1
            losses.add("merged", int(across * down > 1))
            grid[number, column] = _one_line(said(cell))
            if down > 1:
                taken |= {
                    (number + below, column + beside) for below in range(down) for beside in range(across)
                }
            column += across
        width = max(width, column)
    if not any(grid.values()):
        return "", 0
    if len(rows) * width > 2 * max(MOST_CELLS, len(grid)):
        return _ragged(grid), len(grid)
    return _lines(grid, len(rows), width), len(rows) * width


def _ragged(grid: Grid) -> str:
    """Rows of so different a length that filling them up would make more than there is: a paragraph each."""
    rows: dict[int, list[str]] = {}
    for (row, _column), words in grid.items():
        rows.setdefault(row, []).append(words)
    return "\n\n".join(opened(" ; ".join(words)) for words in rows.values())


def _span(cell: Tag, name: str, most: int) -> int:
    wanted = str(cell.get(name, "1"))
    return max(1, min(int(wanted), most)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1


def _lines(grid: Grid, height: int, width: int) -> str:
    rows = [
        f"| {' | '.join(grid.get((row, column), '') for column in range(width))} |" for row in range(height)
    ]
    return "\n".join([rows[0], f"| {' | '.join(['---'] * width)} |", *rows[1:]])


def _one_line(text: str) -> str:
    return _BARE_PIPE.sub(r"\\|", " ".join(text.replace("\\\n", " ").split()))
