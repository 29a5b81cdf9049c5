"""The pages of a bundle: one to read, one to check it, and the same checks as commands. They need no network and no
server; their policy lets nothing load but pictures that lie beside them."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from flask import current_app
from markupsafe import Markup

from app import text
from app.attestations import checking
from app.bundles.kinds import NOT_ADVICE, UNLISTED
from app.bundles.queries import Whole

HERE = Path(__file__).parent / "checking"
CANONICAL = Path(checking.__file__).parent / "canonical.js"
"""How canonical JSON is written: the very source that checks receipts."""


def index(whole: Whole, left_out: list[dict[str, str]]) -> bytes:
    """The case as a file to read, or to print. It says nothing that the data beside it do not say."""
    style = _source("look.css")
    policy = f"default-src 'none'; img-src 'self' file:; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"
    parts = whole.parts
    page = current_app.jinja_env.get_template("bundles/case.html").render(
        head=whole.head,
        **parts,
        left_out=left_out,
        sections=SECTIONS,
        moment=moment,
        article=lambda said, withheld=(): _article(said, parts["images"], withheld),
        policy=policy,
        style=Markup(f"<style>{style}</style>"),  # noqa: S704 - our own
    )
    return page.encode()


def how(whole: Whole) -> bytes:
    """The checks as commands."""
    page = current_app.jinja_env.get_template("bundles/verify.txt")
    return (
        page.render(head=whole.head, log=whole.parts["log"], attestation=whole.parts["attestation"]) + "\n"
    ).encode()


@cache
def verify() -> bytes:
    """The page that checks the files, UTF-8. The same sources give the same bytes."""
    style = _source("look.css")
    script = "const SENTENCES = {fault: {number: 'It cannot be written as canonical JSON.'}};\n"
    script += f"const UNLISTED = {list(UNLISTED)!r};\n"
    script += CANONICAL.read_text(encoding="utf-8") + _source("checks.js") + _source("form.js")
    allowed = f"script-src {_hash(script)}; style-src {_hash(style)}"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    page = _source("page.html")
    for slot, filling in {
        "POLICY": policy,
        "STYLE": style,
        "NOTICE": escape(NOT_ADVICE),
        "SCRIPT": script,
    }.items():
        page = page.replace(f"[[{slot}]]", filling)
    return page.encode()


def moment(said: str | None) -> str:
    """24 November 2026, 16:00 UTC; empty for none."""
    return f"{datetime.fromisoformat(said).astimezone(UTC):%-d %B %Y, %H:%M} UTC" if said else ""


SECTIONS = {
    "parties": "The parties, and how each is known",
    "reports": "What was reported",
    "content": "The content as seen, and as it is",
    "attestation": "What was signed about it",
    "rights": "Rights and evidence",
    "clocks": "Clocks",
    "measures": "Holds and measures",
    "propagation": "Asked at every public address",
    "decisions": "Decisions",
    "messages": "Letters",
    "mails": "Mails that came in",
    "questions": "Questions to specialists (internal)",
    "erasures": "What was erased",
    "timeline": "Timeline",
    "log": "The log, and how to check this file",
}
"""Each part of the page, in the order in which a stranger to the case would ask."""


def _article(said: Mapping[str, Any], images: list[dict[str, Any]], withheld: Sequence[str]) -> Markup:
    """The text of an article as readers had it, with its images where they stood and there is a file of them."""
    there = [one for one in images if one["path"] and not one["erased"] and one["use"] not in withheld]
    files = {one["use"]: one["path"] for one in there}
    figures = {
        image["key"]: _figure(image, files.get(image["use"], ""), is_withheld=image["use"] in withheld)
        for image in said["images"]
    }
    shown = text.html(said["body"], figures, references=len(said["references"])).html
    return Markup(_HEADING.sub(_lower, _ID.sub("", shown)))  # noqa: S704 - sanitised


_ID = re.compile(r' id="[^"]*"')
"""The same article may stand twice on the page, and none of its anchors may be one of ours."""
_HEADING = re.compile(r"(</?h)([2-6])(?=[ >])")


def _lower(found: re.Match[str]) -> str:
    """The headings of an article stand below those of the page it is shown on."""
    return f"{found[1]}{min(6, int(found[2]) + 3)}"


def _figure(image: Mapping[str, Any], where: str, *, is_withheld: bool) -> str:
    if is_withheld:
        return "<p>[An image is withheld here: readers see a placeholder of its size.]</p>\n"
    alt, about = escape(image["alt"]), escape(f"{image['caption']} {image['credit']}".strip())
    shown = f'<img src="{escape(where)}" alt="{alt}">' if where else f"<p>[An image: {alt}]</p>"
    return f"<figure>{shown}<figcaption>{about}</figcaption></figure>\n"


def _source(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _hash(inline: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()}'"
