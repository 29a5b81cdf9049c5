"""From a Word file to HTML: the file is looked through, made plain, and given to mammoth as a small file of our own.

mammoth itself sees nothing a stranger wrote but text: no entity, no relationship that leads outside, no picture.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from html import unescape
from xml.etree.ElementTree import Element
from xml.sax.saxutils import quoteattr

import mammoth

from app.documents import kinds
from app.documents.losses import Losses
from app.documents.package import Package, refuse
from app.documents.pictures import Pictures
from app.documents.styles import Lists, Styles, attribute, local
from app.documents.word import Distiller

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_R = f'xmlns:r="{_OFFICE}"'
_ROLES = ("title", "subtitle", "quote", *(f"heading{level}" for level in range(1, 7)))
_NOTES = {"footnotes": ("footnote", "footnoteReference"), "endnotes": ("endnote", "endnoteReference")}

_MARKUP = re.compile(r"<w:instrText[^>]*>[^<]*</w:instrText>|<[^>]*>")

_LISTS = "\n".join(
    f"p:{kind}-list({deep}) => {' > '.join(['ul|ol > li'] * (deep - 1) + [f'{tag} > li:fresh'])}"
    for deep in range(1, 6)
    for kind, tag in (("unordered", "ul"), ("ordered", "ol"))
)
_STYLE_MAP = "\n".join(
    [
        "p.title => h1.document-title:fresh",
        "p.subtitle => p.document-summary:fresh",
        "p.quote => blockquote > p:fresh",
        *(f"p.heading{level} => h{level}:fresh" for level in range(1, 7)),
        _LISTS,
    ]
)


@dataclass(frozen=True)
class Page:
    """A document as HTML, and the title it gives itself beside its text."""

    html: str
    title: str = ""
    summary: str = ""


def read(body: bytes, losses: Losses, pictures: Pictures) -> Page:
    """The Word file as HTML. Raises Unacceptable with the refusal a person can read."""
    package = Package(body)
    main = next((target for kind, target, _ in package.related("").values() if kind == "officeDocument"), "")
    root = package.tree(main or "word/document.xml") if "[Content_Types].xml" in package else None
    if root is None or local(root.tag) != "document":
        raise refuse(kinds.NO_WORD)
    main = main or "word/document.xml"
    losses.add("macros", int(any(name.lower().endswith("vbaproject.bin") for name in package.names)))
    losses.add("headers", int(_has_headers(package, main)))
    plain = _plain(package, main, root, losses, pictures)
    del root
    made = mammoth.convert_to_html(
        io.BytesIO(plain),
        style_map=_STYLE_MAP,
        include_default_style_map=False,
        include_embedded_style_map=False,
        external_file_access=False,
    )
    for message in made.messages:
        losses.add("unknown", what=str(message.message)[:60])
    return Page(made.value, _core_title(package))


def _plain(package: Package, main: str, root: Element, losses: Losses, pictures: Pictures) -> bytes:
    """The parts mammoth needs, rewritten."""
    parts = {kind: target for kind, target, outside in package.related(main).values() if not outside}
    styles = Styles.of(package.tree(parts.get("styles", "")))
    lists = Lists(package.tree(parts.get("numbering", "")), styles)
    notes = {name: package.tree(parts.get(name, "")) for name in _NOTES}
    known = {
        (_NOTES[name][1], attribute(note, "id"))
        for name, tree in notes.items()
        for note in (tree if tree is not None else ())
        if attribute(note, "type") in ("", "normal")
    }

    def distiller(part: str) -> Distiller:
        made = Distiller(package, part, losses, pictures)
        made.styles, made.lists, made.notes = styles, lists, known
        return made

    text = distiller(main)
    written = {
        "document": (f"<w:document {_W} {_R}><w:body>{text.all(root)}</w:body></w:document>", text.links)
    }
    for name, tree in notes.items():
        if tree is not None:
            beside = distiller(parts[name])
            beside.notes = set()  # a note has no notes
            inside = "".join(_note(note, _NOTES[name][0], beside) for note in tree if attribute(note, "id"))
            written[name] = (f"<w:{name} {_W} {_R}>{inside}</w:{name}>", beside.links)
    _bounded("".join(xml for xml, _links in written.values()))
    return _packed(written)


def _bounded(xml: str) -> None:
    """A text longer than any article is refused before the slow part begins: a cell of a table costs three signs."""
    text = unescape(_MARKUP.sub("", xml))
    length = len(text) + 3 * xml.count("<w:tc>")
    if length > kinds.MOST_CHARACTERS:
        raise refuse(kinds.too_long(len(text.split()), length))


def _note(note: Element, kind: str, beside: Distiller) -> str:
    if attribute(note, "type") not in ("", "normal"):
        return ""
    return f"<w:{kind} w:id={quoteattr(attribute(note, 'id'))}>{beside.all(note)}</w:{kind}>"


def _packed(written: dict[str, tuple[str, dict[str, str]]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr("word/styles.xml", _styles())
        packed.writestr("word/numbering.xml", _numbering())
        for name, (xml, links) in written.items():
            packed.writestr(f"word/{name}.xml", xml)
            packed.writestr(f"word/_rels/{name}.xml.rels", _relationships(links))
    return out.getvalue()


def _styles() -> str:
    named = "".join(
        f'<w:style w:type="paragraph" w:styleId="{one}"><w:name w:val="{one}"/></w:style>' for one in _ROLES
    )
    return f"<w:styles {_W}>{named}</w:styles>"


def _numbering() -> str:
    """List 1 has bullets, list 2 counts, at every level."""
    made = ""
    for number, form in ((1, "bullet"), (2, "decimal")):
        levels = "".join(f'<w:lvl w:ilvl="{deep}"><w:numFmt w:val="{form}"/></w:lvl>' for deep in range(9))
        made += f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>'
        made += f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
    return f"<w:numbering {_W}>{made}</w:numbering>"


def _relationships(links: dict[str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/hyperlink" Target={quoteattr(target)} TargetMode="External"/>'
        for target, key in links.items()
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{inside}</Relationships>'


def _has_headers(package: Package, main: str) -> bool:
    """Whether any header or footer says something: twelve of them are looked at."""
    parts = [target for kind, target, _ in package.related(main).values() if kind in ("header", "footer")]
    trees = (package.tree(part) for part in parts[:12])
    said = (one.text for tree in trees if tree is not None for one in tree.iter() if local(one.tag) == "t")
    return any(text and text.strip() for text in said)


def _core_title(package: Package) -> str:
    tree = package.tree("docProps/core.xml")
    found = (one.text for one in (tree if tree is not None else ()) if local(one.tag) == "title")
    return (next(found, "") or "").strip()
