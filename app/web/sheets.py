"""Tables that a spreadsheet opens safely.

Cells come from strangers. One that begins like a formula is written as text (OWASP, CSV injection), which is what
``defusedcsv`` does; everything is quoted, and a byte order mark tells the programs that it is UTF-8.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

from defusedcsv import csv
from flask import Response, stream_with_context

MARK = "\ufeff"
WIDE = ("\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Full width =, +, - and @, which programs set to East Asian languages take for the plain ones."""


def lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The table, line by line."""
    line = io.StringIO()
    writer = csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(head)
    yield MARK + _taken(line)
    for cells in rows:
        writer.writerow([_one_line(cell) for cell in cells])
        yield _taken(line)


def to_save(name: str, said: Iterable[str]) -> Response:
    """A table as a file that is saved, and kept by no cache."""
    answer = Response(stream_with_context(iter(said)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _one_line(cell: str) -> str:
    """Without white space at its ends or line breaks, behind which some programs still see a formula; and with a full
    width sign at its beginning kept from being one, as ``defusedcsv`` does with the plain signs."""
    words = " ".join(cell.split())
    return f"'{words}" if words.startswith(WIDE) else words


def _taken(line: io.StringIO) -> str:
    said = line.getvalue()
    line.seek(0)
    line.truncate()
    return said
