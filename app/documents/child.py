"""In the child process: reads one document, and reports what an article takes of it. Run by ``reading``."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.documents import kinds
from app.documents.kinds import Kind
from app.media.formats import HEAD_BYTES, Refusal, Unacceptable

DEEPEST_CALL = 6000
"""Python's own bound would end at pages that are well within ours."""


def take_in(path: Path, out_dir: Path, name: str) -> dict[str, Any]:
    """Read one document called ``name``, write its pictures to ``out_dir``. What was found, or the refusal, fit for
    JSON."""
    sys.setrecursionlimit(DEEPEST_CALL)
    body = path.read_bytes()
    try:
        return _read(body, out_dir, name)
    except Unacceptable as why:
        return {"refused": asdict(why.refusal)}
    except MemoryError:
        return {"refused": asdict(kinds.TOO_HEAVY)}
    except RecursionError:
        return {"refused": asdict(kinds.TOO_DEEP)}


def _read(body: bytes, out_dir: Path, name: str) -> dict[str, Any]:
    from app import text as door  # here: the limits must stand before a reader is loaded
    from app.documents import dialect
    from app.documents.losses import Losses
    from app.documents.pictures import Pictures

    kind = kinds.sniff(body[:HEAD_BYTES], name)
    if isinstance(kind, Refusal):
        raise Unacceptable(kind)
    losses = Losses()
    pictures = Pictures(out_dir, losses, secrets.token_hex(8))
    page = _reader(kind)(body, losses, pictures)
    made = dialect.from_html(page.html, losses, pictures)
    markdown = door.clean(made.markdown)
    words = door.words(door.clean(made.plain))
    if len(markdown) > kinds.MOST_CHARACTERS:
        raise Unacceptable(kinds.too_long(words, len(markdown)))
    if not words and not pictures.taken:
        raise Unacceptable(kinds.NOTHING)
    return {
        "title": door.line(made.title or page.title)[:200],
        "title_stood": made.title_stood,
        "summary": door.line(made.summary or page.summary)[:1000],
        "summary_stood": made.summary_stood,
        "markdown": markdown,
        "words": words,
        "tables": made.tables,
        "pictures": pictures.as_json(),
        "left": [sentence[:400] for sentence in losses.sentences()],
    }


def _reader(kind: Kind) -> Callable[..., Any]:
    """Only the reader that is needed is loaded."""
    if kind is Kind.WORD:
        from app.documents import mammoths

        return mammoths.read
    from app.documents import pages

    return pages.read_page if kind is Kind.PAGE else pages.read_markdown
