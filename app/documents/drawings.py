"""What Word nests, rewritten: drawings with pictures and boxes in them, and rows and cells in their wrappings."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from app.documents.styles import attribute, child, local, value

if TYPE_CHECKING:
    from app.documents.word import Distiller

MOST_SPAN = 63
"""Columns of a table, as Word allows."""
PLAIN = "<w:p><w:pPr></w:pPr>"
"""How a paragraph begins that is nothing but text."""

_DESCRIBED = {"docPr": ("descr", "title"), "shape": ("alt",), "cNvPr": ("descr",)}
"""Where a drawing may say what it shows."""
_WRAPPINGS = ("sdt", "sdtContent", "customXml", "ins")


def drawing(made: Distiller, element: Element) -> str:
    """A picture becomes the word that marks its place; the text of boxes follows the paragraph."""
    boxes, blips, kinds, alt = looked_into(element)
    for box in boxes:
        made.losses.add("boxes")
        made.after.append(made.children(box))
    if any("/chart" in kind or "/diagram" in kind for kind in kinds):
        made.losses.add("charts")
    elif not boxes and not blips:
        made.losses.add("shapes")
    words = [_picture(made, blip, alt) for blip in blips]
    return "".join(f'<w:t xml:space="preserve"> {word} </w:t>' for word in words if word)


def _picture(made: Distiller, blip: Element, alt: str) -> str:
    key = attribute(blip, "embed") or attribute(blip, "id") or attribute(blip, "link")
    _kind, target, outside = made.related.get(key, ("", "", False))
    if outside or (not attribute(blip, "embed") and not attribute(blip, "id")):
        made.losses.add("linked")
        return ""
    if target not in made.package:
        made.losses.add("broken")
        return ""
    return made.pictures.take(made.package.read(target), alt=alt)


def table(made: Distiller, element: Element) -> str:
    """Its rows and cells; a table inside a table becomes text of the cell around it."""
    rows = [through(row, "tc") for row in through(element, "tr") if not _deleted(made, row)]
    made.losses.add("nested", int(made.tables > 0))
    if made.tables or sum(map(len, rows)) == 1:  # one cell is a frame around text, and no table
        return "".join(made.children(cell) for row in rows for cell in row)
    made.tables += 1
    lines = "".join(f"<w:tr>{''.join(_cell(made, cell) for cell in row)}</w:tr>" for row in rows)
    made.tables -= 1
    return f"<w:tbl>{lines}</w:tbl>"


def _deleted(made: Distiller, row: Element) -> bool:
    gone = child(row, "trPr", "del") is not None
    made.losses.add("changes", int(gone))
    return gone


def _cell(made: Distiller, element: Element) -> str:
    properties = child(element, "tcPr")
    span, down = value(properties, "gridSpan"), child(properties, "vMerge")
    said = ""
    if span.isdigit() and 1 < int(span) <= MOST_SPAN:
        said += f'<w:gridSpan w:val="{int(span)}"/>'
    if down is not None:
        said += f'<w:vMerge w:val="{"restart" if attribute(down, "val") == "restart" else "continue"}"/>'
    inside = made.children(element)
    if inside.startswith(PLAIN) and inside.count("<w:p>") == 1 and inside.endswith("</w:p>"):
        inside = inside[len(PLAIN) : -len("</w:p>")]  # most cells are one paragraph, and tables are long
    return f"<w:tc>{f'<w:tcPr>{said}</w:tcPr>' if said else ''}{inside}</w:tc>"


def through(element: Element, name: str) -> list[Element]:
    """Children of that name, also those wrapped in a field of the template."""
    found: list[Element] = []
    for one in element:
        if local(one.tag) == name:
            found.append(one)
        elif local(one.tag) in _WRAPPINGS:
            found += through(one, name)
    return found


def looked_into(element: Element) -> tuple[list[Element], list[Element], list[str], str]:
    """The text boxes, the pictures, the kinds of graphic, and the description of a drawing; what is in a box is the
    box's own."""
    boxes: list[Element] = []
    blips: list[Element] = []
    kinds: list[str] = []
    said: list[str] = []
    waiting = [element]
    while waiting:
        one = waiting.pop()
        name = local(one.tag)
        if name == "txbxContent":
            boxes.append(one)
            continue
        if name in ("blip", "imagedata"):
            blips.append(one)
        kinds += [attribute(one, "uri")] if name == "graphicData" else []
        said += [attribute(one, key) for key in _DESCRIBED.get(name, ())]
        waiting.extend(reversed(one))
    return boxes, blips, kinds, next((words.strip() for words in said if words.strip()), "")
