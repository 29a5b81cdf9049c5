"""The rights of published images as a table that a spreadsheet opens safely.

Cells come from strangers. One that begins like a formula is written as text (OWASP, CSV injection), which is what
``defusedcsv`` does; everything is quoted, and a byte order mark tells the programs that it is UTF-8.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from defusedcsv import csv

from app.submissions.kinds import BASES, Basis
from app.takedowns.exposure import Exposed

HEAD = (
    *(
        "Article",
        "Address",
        "By",
        "Picture",
        "Weaknesses",
        "Right",
        "Declared by",
        "Made or owned by",
        "Licence",
        "People",
    ),
    *("Ends on", "Files of evidence", "Found by the desk", "By whom", "On", "Original (SHA-256)"),
)
MARK = "\ufeff"
WIDE = ("\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Full width =, +, - and @, which programs set to East Asian languages take for the plain ones."""


def rows(exposed: Iterable[Exposed], *, base: str) -> Iterator[str]:
    """The lines of the table, one image each."""
    line = io.StringIO()
    writer = csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEAD)
    yield MARK + _taken(line)
    for one in exposed:
        writer.writerow([_one_line(cell) for cell in _cells(one, base)])
        yield _taken(line)


def _cells(one: Exposed, base: str) -> list[str]:
    placed, found = one.placement, one.finding
    rights, declared = placed.rights, placed.rights.declared
    widths = placed.asset.widths(placed.crop)
    return [
        one.article.title,
        base + one.article.url,
        one.article.byline,
        f"{base}/media/{placed.use}/{max(widths)}.jpg" if widths else "",
        "; ".join(one.labels),
        BASES[Basis(rights.basis)].label,
        f"{one.declarer}, editor" if one.declarer else "the author",
        str(declared.get("holder") or ""),
        str(declared.get("cc_licence") or declared.get("licence") or ""),
        rights.people,
        one.ends_on.isoformat() if one.ends_on else "",
        str(len(declared.get("evidence") or ())),
        found.found if found else "",
        one.by,
        found.made_at.date().isoformat() if found else "",
        placed.asset.sha256,
    ]


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
