"""Word files of our own making, from the parts of a zip: honest ones, and such as somebody means harm with."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

SPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
# As Word in German writes them: the ids are translated, the names are not.
STYLES = {
    "Titel": ("Title", ""),
    "Untertitel": ("Subtitle", ""),
    "berschrift1": ("heading 1", ""),
    "berschrift2": ("heading 2", ""),
    "berschrift3": ("heading 3", ""),
    "Kapitel": ("Kapitel", "berschrift1"),
    "Zitat": ("Quote", ""),
    "Verzeichnis1": ("toc 1", ""),
}


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def paragraph(content: str = "", *, style: str = "", properties: str = "", raw: bool = False) -> str:
    """A paragraph of plain words, or of runs already written."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{content if raw else run(content)}</w:p>"


def point(words: str, *, level: int = 0, counted: bool = False) -> str:
    """A point of a list."""
    number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{2 if counted else 1}"/></w:numPr>'
    return paragraph(words, properties=number)


def table(rows: Iterable[Iterable[str]], *, raw: bool = False) -> str:
    """A table of words, or of cells whose content is already written."""
    lines = ("".join(f"<w:tc>{cell if raw else paragraph(cell)}</w:tc>" for cell in cells) for cells in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def picture(number: int, alt: str = "") -> str:
    """A paragraph that shows picture ``number`` of the file."""
    return paragraph(
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="P" descr={quoteattr(alt)}/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill>'
        f'<a:blip r:embed="picture{number}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>",
        raw=True,
    )


def note_mark(number: int, kind: str = "footnote") -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def docx(
    *blocks: str,
    pictures: Iterable[bytes] = (),
    links: Mapping[str, str] | None = None,
    footnotes: Iterable[str] = (),
    title: str = "",
    parts: Mapping[str, bytes | str] | None = None,
    prolog: str = "",
) -> bytes:
    """A Word file. ``links`` maps relationship ids to addresses outside; ``parts`` adds or replaces parts by name."""
    shown = list(pictures)
    related = [
        *((f"picture{number}", "image", f"media/image{number}.jpeg", "") for number, _ in enumerate(shown)),
        *((key, "hyperlink", target, "External") for key, target in (links or {}).items()),
        *((name, name, f"{name}.xml", "") for name in ("styles", "numbering", "footnotes")),
    ]
    written: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relationships([("main", "officeDocument", "word/document.xml", "")]),
        "word/_rels/document.xml.rels": relationships(related),
        "word/document.xml": f"{prolog}<w:document {SPACES}><w:body>{''.join(blocks)}</w:body></w:document>",
        "word/styles.xml": _styles(),
        "word/numbering.xml": _numbering(),
        "word/footnotes.xml": _footnotes(footnotes),
        "docProps/core.xml": f'<c xmlns:dc="urn:dc"><dc:title>{escape(title)}</dc:title></c>',
        **{f"word/media/image{number}.jpeg": body for number, body in enumerate(shown)},
        **(parts or {}),
    }
    return packed(written)


def packed(parts: Mapping[str, bytes | str], *, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Any zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as made:
        for name, body in parts.items():
            made.writestr(name, body)
    return out.getvalue()


def relationships(related: Iterable[tuple[str, str, str, str]]) -> str:
    """(id, kind, target, mode) as a part."""
    lines = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target={quoteattr(target)}'
        + (f' TargetMode="{mode}"/>' if mode else "/>")
        for key, kind, target, mode in related
    )
    return f'<Relationships xmlns="{_RELATED}">{lines}</Relationships>'


def lying_about_its_size(body: bytes, name: str, says: int) -> bytes:
    """The same zip, with one part said to be ``says`` bytes, in its list and before the part itself."""
    changed, wanted = bytearray(body), name.encode()
    for signature, size_at, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = changed.find(signature)
        while at >= 0:
            if changed[at + name_at : at + name_at + len(wanted)] == wanted:
                struct.pack_into("<I", changed, at + size_at, says)
            at = changed.find(signature, at + 4)
    return bytes(changed)


def _styles() -> str:
    lines = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/></w:style>'
        for key, (name, based) in STYLES.items()
    )
    return f"<w:styles {SPACES}>{lines}</w:styles>"


def _numbering() -> str:
    made = ""
    for number, form in ((1, "bullet"), (2, "decimal")):
        levels = "".join(f'<w:lvl w:ilvl="{deep}"><w:numFmt w:val="{form}"/></w:lvl>' for deep in range(9))
        made += f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>'
    made += "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2))
    return f"<w:numbering {SPACES}>{made}</w:numbering>"


def _footnotes(notes: Iterable[str]) -> str:
    parting = '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
    lines = "".join(
        f'<w:footnote w:id="{number}">{paragraph(words)}</w:footnote>'
        for number, words in enumerate(notes, 1)
    )
    return f"<w:footnotes {SPACES}>{parting}{lines}</w:footnotes>"
