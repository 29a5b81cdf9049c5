"""Web pages and Markdown files as HTML that brings its own pictures: nothing is fetched."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from html import unescape
from urllib.parse import unquote_to_bytes

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from app.documents import kinds
from app.documents.losses import Losses
from app.documents.mammoths import Page
from app.documents.package import MOST_DEPTH, refuse
from app.documents.pictures import Pictures
from app.documents.tidying import HELD

MOST_MARKUP = 8 * 1024**2
"""Characters of a page without the pictures in it."""

MOST_OPEN = 1000
"""Elements opened and not closed again; far more than are followed in the end."""

_NESTING = re.compile(
    r"<(/?)(?:div|section|article|blockquote|ul|ol|table|span|font|a|b|i|u|s|em|strong|small|big|code|details)\b",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_DATA = re.compile(r"data:image/[a-z0-9.+-]{1,20}(;base64)?,([A-Za-z0-9+/=%_.~!*'()\s-]*)", re.IGNORECASE)
_HEAD_TITLE = re.compile(r"<title[^>]{0,200}>(.{0,1000}?)</title", re.IGNORECASE | re.DOTALL)
_DESCRIBED = re.compile(
    r"""<meta[^>]{0,200}?name\s*=\s*["']?description["']?[^>]{0,200}?content\s*=\s*"([^"]{0,1000})\"""",
    re.IGNORECASE,
)
_FRONT = re.compile(r"\A---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LINE = re.compile(r"^(title|summary|description)[ \t]*:[ \t]*(.+?)[ \t]*$", re.IGNORECASE | re.MULTILINE)

# What a page has that no article can: counted by its opening.
_COUNTED = (
    ("scripts", re.compile(r"<script[\s>]", re.IGNORECASE)),
    ("media", re.compile(r"<(?:iframe|video|audio|embed|object)[\s>]", re.IGNORECASE)),
    ("forms", re.compile(r"<(?:input|select|textarea|button)[\s>]", re.IGNORECASE)),
    ("drawings", re.compile(r"<(?:svg|canvas)[\s>]", re.IGNORECASE)),
    ("equations", re.compile(r"<math[\s>]", re.IGNORECASE)),
    ("underline", re.compile(r"<u[\s>]", re.IGNORECASE)),
    ("look", re.compile(r"<(?:font|center)[\s>]|\sstyle\s*=", re.IGNORECASE)),
    ("comments", re.compile(r"<!--(?!\[if)", re.IGNORECASE)),
)
_EQUATION = re.compile(r"<math[\s>].{0,20000}?</math>", re.IGNORECASE | re.DOTALL)
_ALTERNATIVE = re.compile(r"</?noscript[^>]{0,200}>", re.IGNORECASE)


def read_page(body: bytes, losses: Losses, pictures: Pictures) -> Page:
    """A web page. Its encoding is what it says at its beginning, else UTF-8, else that of old Windows programs."""
    text = _pictures_held(_decoded(body), pictures)
    _bounded(text)
    for kind, opening in _COUNTED:
        losses.add(kind, len(opening.findall(text)))
    title, summary = _HEAD_TITLE.search(text), _DESCRIBED.search(text)
    text = _EQUATION.sub(lambda found: re.sub(r"<[^>]{0,500}>", "", found[0]), text)
    return Page(_ALTERNATIVE.sub("", text), _words(title), _words(summary))


def read_markdown(body: bytes, losses: Losses, pictures: Pictures) -> Page:
    """Markdown as CommonMark has it, with tables and footnotes; a title may stand in lines before it."""
    text = _decoded(body).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    said: dict[str, str] = {}
    if front := _FRONT.match(text):
        said = {name.lower(): value.strip("\"'") for name, value in _LINE.findall(front[1])}
        text = text[front.end() :]
    text = _pictures_held(text, pictures)
    _bounded(text)
    if len(text) > 5 * kinds.MOST_CHARACTERS:
        raise refuse(kinds.too_long(len(text.split()), len(text)))
    parser = _parser()
    parts = parser.parse(text)
    losses.add(
        "markup", int(any("html" in one.type for part in parts for one in [part, *(part.children or [])]))
    )
    html = str(parser.renderer.render(parts, parser.options, {}))
    return Page(html, said.get("title", ""), said.get("summary") or said.get("description", ""))


class _WithPictures(MarkdownIt):
    """Pictures as data may stand in a text; the addresses of links are looked at later."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - its name in the package
        return not url.lower().startswith(("javascript:", "vbscript:"))


def _parser() -> MarkdownIt:
    made = _WithPictures("commonmark", {"html": True, "maxNesting": MOST_DEPTH + 30})
    return made.enable(["table", "strikethrough"]).use(footnote_plugin)


def _bounded(text: str) -> None:
    """Boxes left open by the thousand take the reader of HTML a time in the square of their number."""
    if len(text) > MOST_MARKUP:
        raise refuse(kinds.TOO_HEAVY)
    depth = 0
    for tag in _NESTING.finditer(text):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MOST_OPEN:
            raise refuse(kinds.TOO_DEEP)


def _decoded(body: bytes) -> str:
    """Never fails: what is in no known encoding has replacement signs where its letters were."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if body.startswith(mark):
            return body.decode(encoding, errors="replace")
    named = _CHARSET.search(body[:4096])
    for encoding in ([named[1].decode("ascii")] if named else []) + ["utf-8", "windows-1252"]:
        try:
            return body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("utf-8", errors="replace")


def _pictures_held(text: str, pictures: Pictures) -> str:
    """Pictures written into the text as data become short addresses of ours."""

    def hold(found: re.Match[str]) -> str:
        try:
            body = b64decode(unquote_to_bytes(found[2])) if found[1] else unquote_to_bytes(found[2])
        except (binascii.Error, ValueError):
            body = b""
        pictures.held.append(body)
        return f"{HELD}:{len(pictures.held) - 1}"

    return _DATA.sub(hold, re.sub(rf"(?i)\b{HELD}:(?=\d)", "", text))


def _words(found: re.Match[str] | None) -> str:
    return " ".join(unescape(found[1]).split()) if found else ""
