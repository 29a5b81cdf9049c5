"""A page, made such that each part of it has a sign in Markdown: lists with numbers, headings in order, one figure at
a time, and the page without what stands around its text."""

from __future__ import annotations

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from app.documents.losses import Losses
from app.documents.pictures import Pictures

HELD = "held"
"""The scheme of addresses that stand for a picture the page brought with it: ``held:0``."""

BLOCKS = frozenset(
    {
        *("p", "li", "td", "th", "blockquote", "div", "section", "dd", "dt", "figcaption", "caption"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "body", "article", "main"),
    }
)
BREAKS = frozenset({*BLOCKS, "br", "ul", "ol", "table", "pre", "hr", "figure"})
_ALIKE = (frozenset({"b", "strong"}), frozenset({"i", "em"}), frozenset({"s", "del", "strike"}))
SAME = {name: names for names in _ALIKE for name in names}
"""Emphasis by the names of its elements, to all names of the same."""
DEEPEST = 6
"""Lists inside lists, and quotations inside quotations: at ten the reader of Markdown stops."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_AROUND = ("nav", "header", "footer", "aside")
_LONGEST_TITLE, _LONGEST_SUMMARY, _LONGEST_ALT = 200, 1000, 1000


def depth(soup: BeautifulSoup) -> int:
    """How deeply elements lie inside one another."""
    deepest, at = 0, {id(soup): 0}
    for element in soup.descendants:
        if isinstance(element, Tag) and element.parent is not None:
            at[id(element)] = at[id(element.parent)] + 1
            deepest = max(deepest, at[id(element)])
    return deepest


def main_part(soup: BeautifulSoup, losses: Losses) -> Tag:
    """The text of a page without its menus: what it calls its main part, if there is one such part."""
    for name in ("main", "article"):
        found = soup.find_all(name)
        if len(found) == 1 and isinstance(found[0], Tag):
            losses.add("around", int(len(soup.get_text(strip=True)) > len(found[0].get_text(strip=True))))
            return _without_menus(found[0], losses)
    return _without_menus(soup, losses)


def _without_menus(page: Tag, losses: Losses) -> Tag:
    for one in page.find_all(_AROUND):
        if one.name == "header" and one.find(_HEADINGS) is not None:
            continue
        if not one.decomposed:
            losses.add("around", int(bool(one.get_text(strip=True))))
            one.decompose()
    return page


def pictures_apart(page: Tag, pictures: Pictures, losses: Losses) -> None:
    """Each picture's mark in a paragraph of its own, after the block it stood in; also the marks already in the text.

    Addresses of pictures that lie elsewhere are counted: nothing is ever fetched.
    """
    for image in page.find_all("img"):
        word = _held(image, pictures, losses)
        image.replace_with(f" {word} " if word else "")
    for text in [one for one in page.find_all(string=True) if f"picture{pictures.mark}x" in one]:
        words = str(text).split(" ")
        marks = [word for word in words if pictures.number_of(word) is not None]
        block = _outermost(text, page)
        for mark in reversed(marks):
            paragraph = BeautifulSoup("", "html.parser").new_tag("p")
            paragraph.string = mark.strip()
            block.insert_after(paragraph)
        text.replace_with(" ".join(word for word in words if word not in marks))


def _held(image: Tag, pictures: Pictures, losses: Losses) -> str:
    scheme, _, number = str(image.get("src", "")).partition(":")
    if scheme != HELD or not number.isdigit() or int(number) >= len(pictures.held):
        losses.add("linked")
        return ""
    figure = image.find_parent("figure")
    caption = figure.find("figcaption") if figure is not None and len(figure.find_all("img")) < 2 else None
    said = " ".join(caption.get_text(" ").split())[:_LONGEST_ALT] if caption is not None else ""
    word = pictures.take(
        pictures.held[int(number)], alt=str(image.get("alt", ""))[:_LONGEST_ALT], caption=said
    )
    if word and caption is not None:
        caption.decompose()
    return word


def _outermost(text: NavigableString, page: Tag) -> Tag | NavigableString:
    """The child of the page's own column that this text stands in."""
    found: Tag | NavigableString = text
    for above in text.parents:
        if above is page or above.name in ("div", "section", "article", "main", "body", "header", "figure"):
            break
        found = above
    return found


def title_of(page: Tag) -> str:
    """The title that stands in the text, taken out of it: what is marked as title, else the only heading 1."""
    marked = page.find("h1", class_="document-title")
    firsts = page.find_all("h1")
    found = marked if marked is not None else firsts[0] if len(firsts) == 1 else None
    return _taken(found, _LONGEST_TITLE)


def summary_of(page: Tag) -> str:
    """The subtitle of a Word file, taken out of the text."""
    return _taken(page.find("p", class_="document-summary"), _LONGEST_SUMMARY)


def _taken(found: Tag | NavigableString | None, longest: int) -> str:
    """The words of an element, which is then gone; too long a one stays where it is."""
    said = " ".join(found.get_text().split()) if isinstance(found, Tag) else ""
    if not isinstance(found, Tag) or not 0 < len(said) <= longest:
        return ""
    found.decompose()
    return said


def tidy(page: Tag, losses: Losses) -> None:
    """Give every part of the page the form that has a sign in Markdown."""
    _headings(page)
    _paragraphs(page)
    for link in page.find_all("a"):
        if not str(link.get("href", "")).lower().startswith(("http://", "https://", "mailto:")):
            losses.add("links", int(link.has_attr("href") and bool(link.get_text(strip=True))))
            link.unwrap()
    for cell in page.find_all(("td", "th")):
        _flat(cell, losses)
    _shallow(page, ("ul", "ol"))
    _shallow(page, ("blockquote",))
    for counted in page.find_all("ol"):
        _numbered(counted)
    _joined(page)
    page.smooth()


def _paragraphs(page: Tag) -> None:
    """What Markdown has no sign for is a paragraph: the term and what is said of it, the words under a table."""
    for one in page.find_all(("dt", "dd", "summary", "caption", "figcaption")):
        if one.name == "caption" and one.parent is not None and one.parent.name == "table":
            one.parent.insert_before(one.extract())
        one.name = "p"


def _headings(page: Tag) -> None:
    """From h2 on, none skipped; in a list, a table or a quotation a heading is a line in bold."""
    for one in page.find_all(_HEADINGS):
        if one.find_parent(("li", "td", "th", "blockquote", "table")) is not None:
            one.name = "strong"
            one.wrap(BeautifulSoup("", "html.parser").new_tag("p"))
    found = [one for one in page.find_all(_HEADINGS) if one.get_text(strip=True)]
    move = 2 - min((int(one.name[1]) for one in found), default=2)
    last = 1
    for one in found:
        last = min(int(one.name[1]) + move, last + 1, 6)
        one.name = f"h{last}"


def _flat(cell: Tag, losses: Losses) -> None:
    """A cell is one line: what stood under one another in it stands in a row."""
    if not any(isinstance(one, Tag) for one in cell.children):
        return  # most cells: tables are long
    for inner in cell.find_all("table"):
        losses.add("nested")
        inner.name = "div"
    for point in cell.find_all("li"):
        if point.find_next_sibling("li") is not None:
            point.append("; ")
    for block in cell.find_all(
        ("p", "ul", "ol", "li", "div", "blockquote", "pre", "br", "tr", "td", "th", "hr")
    ):
        block.insert_before(" ")
        block.insert_after(" ")
        block.unwrap()


def _shallow(page: Tag, names: tuple[str, ...]) -> None:
    """Lists in lists down to a depth that a page shows; what is deeper stands at the deepest."""
    for one in page.find_all(names):
        if sum(above.name in names for above in one.parents) >= DEEPEST:
            for point in one.find_all("li", recursive=False):
                point.name = "p"
            one.unwrap()


def _numbered(counted: Tag) -> None:
    start = str(counted.get("start", "1"))
    number = int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 1
    for point in counted.find_all("li", recursive=False):
        point["data-number"] = str(number)
        number += 1


def _joined(page: Tag) -> None:
    """Emphasis that goes on in the next element is one."""
    for one in page.find_all(tuple(SAME)):
        before = one.previous_sibling
        if isinstance(before, Tag) and before.name in SAME and SAME[before.name] == SAME[one.name]:
            for inside in reversed(list(before.contents)):
                one.insert(0, inside.extract())
            before.decompose()
