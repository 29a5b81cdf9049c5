"""The pages of a PDF as pictures, with the text in them. In the child alone: the reader is native code.

PDFium is built without JavaScript and without XFA. Nothing a document points to is loaded, no action of it is done;
what was typed into its forms is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from math import isfinite
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from app import text as door
from app.media.formats import Refusal
from app.viewing import kinds
from app.viewing.sheets import Sheets
from app.viewing.views import Part, Sheet

_PASSWORD = raw.FPDF_ERR_PASSWORD
_MOST_SCALE = 4.0  # a page the size of a stamp is not made a poster
_MOST_NAMES = 10


def read(path: Path, name: str, sheets: Sheets) -> Part:
    """The first pages of the PDF at `path`."""
    size = path.stat().st_size
    _forget_the_last_fault()
    try:
        with closing(pdfium.PdfDocument(path)) as document:
            document.init_forms()
            return _read(document, Part(name, "PDF", size), sheets)
    except pdfium.PdfiumError as why:
        return _refused(name, size, kinds.LOCKED if why.err_code == _PASSWORD else kinds.BROKEN)


def _forget_the_last_fault() -> None:
    """PDFium keeps the code of its last fault, and names it again for a document without pages, which sets none: in one
    mail an empty PDF behind a locked one would be called locked. What is no PDF at all sets the code anew."""
    with suppress(pdfium.PdfiumError):
        pdfium.PdfDocument(b"no PDF").close()


def _refused(name: str, size: int, refusal: Refusal) -> Part:
    return Part(name, "PDF", size, said=(refusal.sentence,))


def _read(document: pdfium.PdfDocument, about: Part, sheets: Sheets) -> Part:
    count = len(document)
    if not count:
        return _refused(about.name, about.size, kinds.BROKEN)
    said = [*_carried(document)]
    made: list[Sheet] = []
    for number in range(min(count, kinds.MOST_PAGES, sheets.room)):
        if made and sheets.is_late:
            said.append(kinds.ENDLESS)
            break
        try:
            made.append(_page(document, number, sheets))
        except pdfium.PdfiumError:
            said.append(f"Page {number + 1} is damaged, and no page from there on is shown.")
            break
    return Part(about.name, about.kind, about.size, count, tuple(said), tuple(made))


def _page(document: pdfium.PdfDocument, number: int, sheets: Sheets) -> Sheet:
    with closing(document[number]) as page:
        with closing(page.render(scale=_scale(*page.get_size()))) as bitmap:
            image: Image.Image = bitmap.to_pil().convert("RGB")
        return sheets.add(image, _words(page))


def _scale(width: float, height: float) -> float:
    """Pixels for each point, so that the page fits whatever size it claims. A page can claim any."""
    if not (isfinite(width) and isfinite(height) and width > 0 and height > 0):
        raise pdfium.PdfiumError("a page without a size")
    return min(kinds.WIDEST / width, kinds.TALLEST / height, _MOST_SCALE)


def _words(page: pdfium.PdfPage) -> str:
    """For who cannot see the picture, and for who wants to search or copy. No evidence of what the picture shows."""
    try:
        with closing(page.get_textpage()) as found:
            count = min(found.count_chars(), kinds.MOST_WORDS_OF_A_PAGE)
            return door.plain(found.get_text_range(0, count)) if count > 0 else ""
    except pdfium.PdfiumError:
        return ""


def _carried(document: pdfium.PdfDocument) -> Iterator[str]:
    """What a PDF can carry besides its pages, in sentences."""
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        yield kinds.PROGRAM
    count = document.count_attachments()
    if count > 0:
        names = [door.line(document.get_attachment(at).get_name()) for at in range(min(count, _MOST_NAMES))]
        listed = ", ".join(f"“{name[:60]}”" for name in names)
        more = f" and {count - len(names)} more" if count > len(names) else ""
        yield f"Files are attached to it that are not opened here: {listed}{more}."[: kinds.LONGEST]
