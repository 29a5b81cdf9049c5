"""The way to object to a refusal of the register, as a link: to the conversation on the status page of the draft."""

from __future__ import annotations

from markupsafe import Markup, escape

from app.register.actions import WAY


def address(ref: str) -> str:
    """Where the author of this draft writes to the desk."""
    return f"/drafts/{ref}/status#conversation"


def linked(sentence: str, ref: str) -> Markup:
    """The sentence for a page: where it names the way to object, those words lead there."""
    before, found, after = sentence.rpartition(WAY)
    if not found:
        return escape(sentence)
    return Markup('{}<a href="{}">{}</a>{}').format(before, address(ref), WAY, after)


def shown(sentences: list[str], ref: str) -> dict[str, str] | None:
    """The same for a script: which words of the message lead where. None where none do."""
    return {"words": WAY, "address": address(ref)} if any(WAY in one for one in sentences) else None
