"""Pages of many forms of one kind: what looks the same in each of them is drawn once."""

from __future__ import annotations

from typing import Any

from flask import Flask, g
from markupsafe import Markup
from wtforms import Field

DRAWN = "drawn_fields"
"""Where what was drawn for this page stands in `g`: it ends with the page, so that nobody gets another's."""


def register(app: Flask) -> None:
    app.add_template_global(drawn, "drawn")


def drawn(macro: Any, field: Field, **said: Any) -> Markup:
    """What a macro makes of a field, drawn once a page for all forms in which it differs by the form's prefix alone.

    The macro may use of its surroundings only what is the same for the whole page. A field with words typed into it,
    or with a fault, is drawn each time: its words may hold a prefix that is no prefix.
    """
    prefix = field.name.removesuffix(field.short_name)
    if not prefix or field.errors or _is_typed(field):
        return Markup(macro(field, **said))  # noqa: S704 - a macro escapes
    kept = g.setdefault(DRAWN, {})
    key = (macro.name, field.short_name, str(field.data), repr(said))
    if key not in kept:
        kept[key] = str(macro(field, **said)).split(prefix)
    return Markup(prefix.join(kept[key]))  # noqa: S704


def _is_typed(field: Field) -> bool:
    if getattr(field, "choices", None):
        return False
    return field.data not in (None, "") or any(field.raw_data or ())
