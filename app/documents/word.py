"""A Word file, made plain before mammoth reads it: only what an article can carry, under names mammoth knows.

Whatever is left out here is counted. Files written by Word carry a mark for each edit, each language and each font;
without them a book-length document fits into the limits of the child.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

from app.documents import drawings
from app.documents.losses import Losses
from app.documents.package import Package
from app.documents.pictures import Pictures
from app.documents.styles import Lists, Role, Styles, attribute, child, is_on, local, value

MOST_LEVEL = 4
"""Levels of lists below the first; a deeper one is shown at this."""

_SILENT = {
    *("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "tblPrEx", "sdtPr", "sdtEndPr", "ffData", "delText"),
    *(
        "bookmarkStart",
        "bookmarkEnd",
        "proofErr",
        "lastRenderedPageBreak",
        "permStart",
        "permEnd",
        "softHyphen",
    ),
    *(
        "commentRangeStart",
        "commentRangeEnd",
        "annotationRef",
        "footnoteRef",
        "endnoteRef",
        "separator",
        "pgNum",
    ),
    *("continuationSeparator", "sectPr", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart"),
    *("moveToRangeEnd", "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart"),
    *(
        "customXmlDelRangeEnd",
        "customXmlPr",
        "smartTagPr",
        "delInstrText",
        "noProof",
        "background",
        "rt",
        "rubyPr",
    ),
}
_SEE_THROUGH = {
    *("smartTag", "customXml", "fldSimple", "bdo", "dir", "sdtContent", "ruby", "rubyBase", "body"),
    *("Choice", "Fallback"),
}
_LOOKS = ("color", "highlight", "shd", "sz", "spacing")


class Distiller:
    """One part of the document (its body, its notes), rewritten. ``notes`` are the ids of the notes there are."""

    def __init__(self, package: Package, part: str, losses: Losses, pictures: Pictures) -> None:
        self.package, self.losses, self.pictures = package, losses, pictures
        self.related = package.related(part)
        self.links: dict[str, str] = {}
        self.styles, self.lists = Styles(), Lists(None, Styles())
        self.notes: set[tuple[str, str]] = set()
        self.after: list[str] = []
        self.tables = 0

    def all(self, element: Element) -> str:
        """Everything inside a part, rewritten, with what was tied to no paragraph after it."""
        made = self.children(element) + "".join(self.after)
        self.after = []
        return made

    def children(self, element: Element) -> str:
        """Everything inside, rewritten; runs that look alike become one."""
        made: list[str] = []
        looks: str | None = None
        for one in element:
            name = local(one.tag)
            if name == "r":
                look, content = self._run(one)
                if content and look != looks:
                    made.append(("</w:r>" if looks is not None else "") + f"<w:r>{look}")
                    looks = look
                made.append(content)
                continue
            content = self._one(one, name)
            if content and looks is not None:
                made.append("</w:r>")
                looks = None
            made.append(content)
        return "".join(made) + ("</w:r>" if looks is not None else "")

    def _one(self, element: Element, name: str) -> str:
        if name in _SILENT or name.endswith("PrChange"):
            return ""
        if name in _SEE_THROUGH:
            return self.children(element)
        handler = _HANDLERS.get(name)
        if handler is None:
            self.losses.add("unknown", what=name[:30])
            return ""
        return handler(self, element)

    def _paragraph(self, element: Element) -> str:
        properties = child(element, "pPr")
        style = value(properties, "pStyle")
        role = self._role(properties, style)
        if role.name == "contents":
            self.losses.add("contents")
            return ""
        if value(properties, "jc") in ("center", "right", "end"):
            self.losses.add("look")
        outer, self.after = self.after, []
        inside = self.children(element)
        after, self.after = self.after, outer
        said = self._said_of(properties, style, role)
        return (f"<w:p><w:pPr>{said}</w:pPr>{inside}</w:p>" if inside else "") + "".join(after)

    def _role(self, properties: Element | None, style: str) -> Role:
        role, outline = self.styles.role(style), value(properties, "outlineLvl")
        return Role("heading", int(outline) + 1) if not role.name and outline in tuple("012345") else role

    def _said_of(self, properties: Element | None, style: str, role: Role) -> str:
        kept = f'<w:pStyle w:val="{role.name}{role.level or ""}"/>' if role.name else ""
        if child(properties, "rPr", "del") is not None:
            self.losses.add("changes")
            return f"{kept}<w:rPr><w:del/></w:rPr>"
        numbered = child(properties, "numPr")
        in_list, level = self.styles.numbering(style)
        if numbered is not None:
            in_list, level = value(numbered, "numId") or in_list, value(numbered, "ilvl") or level or "0"
        ordered = self.lists.ordered(in_list, level) if in_list else None
        if ordered is None or role.name in ("heading", "title", "subtitle"):
            return kept
        deep = min(int(level), MOST_LEVEL) if level.isdigit() else 0
        return f'<w:numPr><w:ilvl w:val="{deep}"/><w:numId w:val="{2 if ordered else 1}"/></w:numPr>'

    def _run(self, element: Element) -> tuple[str, str]:
        """How a run looks, and what is in it."""
        properties = child(element, "rPr")
        inside = self.children(element)
        if properties is None or not inside:
            return "", inside
        if is_on(properties, "vanish"):
            self.losses.add("hidden")
            return "", ""
        if is_on(properties, "u"):
            self.losses.add("underline")
        if any(local(one.tag) in _LOOKS and attribute(one, "val") != "auto" for one in properties):
            self.losses.add("look")
        bold, italic = self.styles.looks(value(properties, "rStyle"))
        said = "<w:b/>" if bold or is_on(properties, "b") else ""
        said += "<w:i/>" if italic or is_on(properties, "i") else ""
        said += "<w:strike/>" if is_on(properties, "strike") or is_on(properties, "dstrike") else ""
        raised = value(properties, "vertAlign")
        said += f'<w:vertAlign w:val="{raised}"/>' if raised in ("superscript", "subscript") else ""
        return f"<w:rPr>{said}</w:rPr>" if said else "", inside

    def _text(self, element: Element) -> str:
        return f'<w:t xml:space="preserve">{escape(element.text or "")}</w:t>'

    def _break(self, element: Element) -> str:
        return "" if attribute(element, "type") in ("page", "column") else "<w:br/>"

    def _symbol(self, element: Element) -> str:
        font, sign = attribute(element, "font"), attribute(element, "char")
        if not font or not all(one in "0123456789abcdefABCDEF" for one in sign) or not 0 < len(sign) < 7:
            self.losses.add("unknown", what="sym")
            return ""
        return f"<w:sym w:font={quoteattr(font)} w:char={quoteattr(sign)}/>"

    def _field(self, element: Element) -> str:
        return f"<w:fldChar w:fldCharType={quoteattr(attribute(element, 'fldCharType'))}/>"

    def _instruction(self, element: Element) -> str:
        return f'<w:instrText xml:space="preserve">{escape(element.text or "")}</w:instrText>'

    def _note(self, element: Element) -> str:
        kind, number = local(element.tag), attribute(element, "id")
        if (kind, number) not in self.notes:
            self.losses.add("lost_notes")
            return ""
        return f"<w:{kind} w:id={quoteattr(number)}/>"

    def _hyperlink(self, element: Element) -> str:
        known = self.related.get(attribute(element, "id"))
        inside = self.children(element)
        if known is None or not known[1].lower().startswith(("http://", "https://", "mailto:")):
            self.losses.add("links", 1 if inside else 0)
            return inside
        key = self.links.setdefault(known[1], f"link{len(self.links)}")
        return f'<w:hyperlink r:id="{key}">{inside}</w:hyperlink>'

    def _gone(self, _element: Element) -> str:
        self.losses.add("changes")
        return ""

    def _come(self, element: Element) -> str:
        self.losses.add("changes")
        return self.children(element)

    def _comment(self, _element: Element) -> str:
        self.losses.add("comments")
        return ""

    def _equation(self, element: Element) -> str:
        self.losses.add("equations")
        signs = "".join(one.text or "" for one in element.iter() if local(one.tag) == "t")
        return f'<w:t xml:space="preserve">{escape(signs)}</w:t>'

    def _chunk(self, _element: Element) -> str:
        self.losses.add("chunks")
        return ""

    def _object(self, _element: Element) -> str:
        self.losses.add("objects")
        return ""

    def _control(self, element: Element) -> str:
        """A field of the template: its content, unless it is the table of contents or the words that ask for one."""
        if "contents" in value(element, "sdtPr", "docPartObj", "docPartGallery").lower():
            self.losses.add("contents")
            return ""
        return "" if is_on(element, "sdtPr", "showingPlcHdr") else self.children(element)

    def _alternatives(self, element: Element) -> str:
        """Word writes a drawing in two ways; the newer says more."""
        new, old = child(element, "Choice"), child(element, "Fallback")
        drawn = new is not None and any(local(one.tag) in ("drawing", "t") for one in new.iter())
        chosen = new if drawn or old is None else old
        return self.children(chosen) if chosen is not None else ""


_HANDLERS: dict[str, Callable[[Distiller, Element], str]] = {
    "p": Distiller._paragraph,
    "t": Distiller._text,
    "tab": lambda _self, _element: "<w:tab/>",
    "ptab": lambda _self, _element: "<w:tab/>",
    "cr": lambda _self, _element: "<w:br/>",
    "br": Distiller._break,
    "noBreakHyphen": lambda _self, _element: "<w:t>\u2011</w:t>",
    "sym": Distiller._symbol,
    "fldChar": Distiller._field,
    "instrText": Distiller._instruction,
    "footnoteReference": Distiller._note,
    "endnoteReference": Distiller._note,
    "hyperlink": Distiller._hyperlink,
    "del": Distiller._gone,
    "moveFrom": Distiller._gone,
    "ins": Distiller._come,
    "moveTo": Distiller._come,
    "commentReference": Distiller._comment,
    "oMath": Distiller._equation,
    "oMathPara": Distiller._equation,
    "altChunk": Distiller._chunk,
    "subDoc": Distiller._chunk,
    "object": Distiller._object,
    "sdt": Distiller._control,
    "AlternateContent": Distiller._alternatives,
    "drawing": drawings.drawing,
    "pict": drawings.drawing,
    "tbl": drawings.table,
}
