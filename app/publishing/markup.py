"""Markup of ours: what is safe to stand in a page, and references with their links."""

from __future__ import annotations

from html import escape

from markupsafe import Markup

from app import text
from app.submissions import references


def linked(reference: str) -> Markup:
    """A reference as text, with what is recognised in it as links."""
    return safe("".join(_piece(one) for one in references.read(text.line(reference))))


def _piece(piece: references.Piece) -> str:
    if not piece.url:
        return escape(piece.shown)
    return f'<a href="{escape(piece.url)}" rel="nofollow ugc noopener noreferrer">{escape(piece.shown)}</a>'


def safe(html: str) -> Markup:
    """Made by our templates, by ``app.text`` or escaped piece by piece."""
    return Markup(html)  # noqa: S704
