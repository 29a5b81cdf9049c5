"""Text as Markdown: what a writer typed comes out of the page as it went in, whatever signs it holds. Pure."""

from __future__ import annotations

import re

_ALWAYS = re.compile(r"([\\`*\[])")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_TILDES = re.compile(r"~(?=~)|(?<=~)~")
_ANGLE = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&(?=#|\w+;)")
_OPENING = re.compile(r"\s*(?:(#{1,6}|[-+>|]|=+|~{3,})|(\d{1,9})([.)]))")
_RAISED = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-=()aeoxhklmnpst", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜ")
_TABLES = {"sup": _RAISED, "sub": _LOWERED}


def escaped(text: str) -> str:
    """No sign of Markdown inside a line."""
    text = _ALWAYS.sub(r"\\\1", text)
    for pattern in (_UNDERSCORE, _TILDES, _ANGLE, _ENTITY):
        text = pattern.sub(lambda found: "\\" + found[0], text)
    return text


def opened(text: str) -> str:
    """No sign of Markdown at the beginning of a line: a heading, a list, a quotation."""
    found = _OPENING.match(text)
    if found is None or not _begins(text, found):
        return text
    at = found.start(3) if found[2] else found.start(1)
    return f"{text[:at]}\\{text[at:]}"


def _begins(text: str, found: re.Match[str]) -> bool:
    """Whether such a sign, where it stands, would be read as one."""
    after = text[found.end() : found.end() + 1]
    if found[1] and found[1][0] in ">|=~":
        return True
    return after in ("", " ", "\t", "\n", "\xa0") or (found[1] == "-" and after == "-")


def shifted(text: str, tag: str) -> str | None:
    """Raised (``sup``) or lowered (``sub``) text in signs that Unicode has for it, or None."""
    return text.translate(_TABLES[tag]) if all(ord(one) in _TABLES[tag] for one in text) else None


def fenced(code: str) -> str:
    """Lines of code between fences longer than any in them."""
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    return f"\n\n{fence}\n{code}\n{fence}\n\n"


def quoted_code(code: str) -> str:
    """Code inside a line, between more backticks than it has."""
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    ticks, room = "`" * (longest + 1), " " if code.startswith("`") or code.endswith("`") else ""
    return f"{ticks}{room}{code}{room}{ticks}"


def address(href: str) -> str:
    """A web address as it stands between round brackets."""
    for sign in ' <>()"\n\t\\':
        href = href.replace(sign, f"%{ord(sign):02X}")
    return href
