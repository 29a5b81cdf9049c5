"""What the styles and lists of a Word file mean, whatever they are called in the language it was written in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

MOST_STEPS = 12
"""Styles a style may be based on, one upon another."""

# Word keeps its own names in English, but programs beside it write what they show.
_HEADING = (
    "heading|überschrift|titre|título|titulo|titolo|kop|rubrik|overskrift|nagłówek|otsikko|başlık|заголовок|"
    "nadpis|címsor|titlu|标题|標題|見出し|제목|כותרת|عنوان"
)
_BY_NAME = (
    (re.compile(rf"(?:{_HEADING})\s*([1-6])"), "heading"),
    (re.compile(r"title|titel|titre|título|titolo|tytuł|название|标题|表題|제목"), "title"),
    (
        re.compile(r"sub ?title|untertitel|sous-titre|subtítulo|sottotitolo|ondertitel|подзаголовок"),
        "subtitle",
    ),
    (re.compile(r"toc (?:\d|heading)|contents(?: \d| heading)?|verzeichnis \d"), "contents"),
    (re.compile(r"(?:intense )?quote|block text|quotations?|zitat|citation|cita|citazione|цитата"), "quote"),
)
_BY_ID = re.compile(r"(?:heading|berschrift|titre|ttulo|titolo|kop|rubrik|overskrift)([1-6])")


def local(tag: str) -> str:
    """The name of an element without its namespace: strict and transitional files differ in nothing else."""
    return tag.rpartition("}")[2]


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, and on from there."""
    for name in path:
        element = (
            next((one for one in element if local(one.tag) == name), None) if element is not None else None
        )
    return element


def value(element: Element | None, *path: str) -> str:
    """The attribute ``val`` of what lies there, or nothing."""
    return attribute(child(element, *path), "val")


def attribute(element: Element | None, name: str) -> str:
    """An attribute by its name without the namespace, or nothing."""
    if element is None:
        return ""
    return next((said for tag, said in element.attrib.items() if local(tag) == name), "")


def is_on(element: Element | None, *path: str) -> bool:
    """A property that is there is on, unless it says that it is not (ECMA-376 part 1, 17.17.4)."""
    found = child(element, *path)
    return found is not None and attribute(found, "val") not in ("0", "false", "off", "none")


@dataclass(frozen=True)
class Role:
    """What a paragraph is: ``heading``, ``title``, ``subtitle``, ``contents``, ``quote`` or nothing; headings have a
    level."""

    name: str = ""
    level: int = 0


@dataclass(frozen=True)
class Style:
    name: str
    based_on: str
    outline: str
    list: tuple[str, str]
    bold: bool
    italic: bool


@dataclass
class Styles:
    """The styles of a document by their ids."""

    by_id: dict[str, Style] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Element | None) -> Styles:
        made = cls()
        for one in root if root is not None else ():
            if local(one.tag) == "style" and attribute(one, "styleId") not in made.by_id:
                made._add(one)
        return made

    def role(self, style_id: str) -> Role:
        """What the style means, by its own name or by what it is based on."""
        for style in self._chain(style_id):
            for pattern, name in _BY_NAME:
                if found := pattern.fullmatch(style.name):
                    return Role(name, int(found[1]) if name == "heading" else 0)
            if style.outline in ("0", "1", "2", "3", "4", "5"):
                return Role("heading", int(style.outline) + 1)
        known = None if style_id in self.by_id else _BY_ID.fullmatch(style_id.lower())
        return Role("heading", int(known[1])) if known else Role()

    def numbering(self, style_id: str) -> tuple[str, str]:
        """The list a style belongs to, as (list, level), or two empty words."""
        return next((style.list for style in self._chain(style_id) if style.list[0]), ("", ""))

    def looks(self, style_id: str) -> tuple[bool, bool]:
        """Bold and italic of a character style."""
        chain = self._chain(style_id)
        return any(style.bold for style in chain), any(style.italic for style in chain)

    def _chain(self, style_id: str) -> list[Style]:
        found: list[Style] = []
        while style_id in self.by_id and len(found) < MOST_STEPS:
            found.append(self.by_id[style_id])
            style_id = found[-1].based_on
        return found

    def _add(self, one: Element) -> None:
        numbered = (value(one, "pPr", "numPr", "numId"), value(one, "pPr", "numPr", "ilvl") or "0")
        if attribute(one, "type") == "numbering":
            self.lists[attribute(one, "styleId")] = numbered[0]
            return
        self.by_id[attribute(one, "styleId")] = Style(
            name=value(one, "name").strip().lower(),
            based_on=value(one, "basedOn"),
            outline=value(one, "pPr", "outlineLvl"),
            list=numbered if numbered[0] else ("", ""),
            bold=is_on(one, "rPr", "b"),
            italic=is_on(one, "rPr", "i"),
        )


class Lists:
    """Which list of a document has numbers and which has bullets, at each level."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._formats: dict[str, dict[str, str]] = {}
        self._linked: dict[str, str] = {}
        self._lists: dict[str, str] = {}
        for one in root if root is not None else ():
            if local(one.tag) == "abstractNum":
                self._format(one, attribute(one, "abstractNumId"))
            elif local(one.tag) == "num":
                self._lists[attribute(one, "numId")] = value(one, "abstractNumId")

    def ordered(self, list_id: str, level: str) -> bool | None:
        """Whether this level of this list counts; None where it is no list."""
        for _step in range(MOST_STEPS):
            kind = self._lists.get(list_id, "")
            if kind not in self._linked:
                break
            list_id = self._styles.lists.get(self._linked[kind], "")
        said = self._formats.get(self._lists.get(list_id, ""), {}).get(level, "")
        return None if said in ("", "none") else said != "bullet"

    def _format(self, one: Element, key: str) -> None:
        if linked := value(one, "numStyleLink"):
            self._linked[key] = linked
        levels = (level for level in one if local(level.tag) == "lvl")
        self._formats[key] = {
            attribute(lvl, "ilvl") or "0": value(lvl, "numFmt") or "decimal" for lvl in levels
        }
