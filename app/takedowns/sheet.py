"""The rights of published images as a table for a spreadsheet (``web.sheets``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.submissions.kinds import BASES, Basis
from app.takedowns.exposure import Exposed
from app.web import sheets

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


def rows(exposed: Iterable[Exposed], *, base: str) -> Iterator[str]:
    """The lines of the table, one image each."""
    return sheets.lines(HEAD, (_cells(one, base) for one in exposed))


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
