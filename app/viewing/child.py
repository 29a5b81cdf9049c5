"""In the child process: reads one file that shows a right, and makes of it what can be looked at. Run by `reading`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.media.formats import Unacceptable
from app.viewing import kinds


def take_in(path: Path, out_dir: Path, mime: str, name: str, opens: bool) -> dict[str, Any]:
    """Read the file at `path`, which is what `mime` says and is called `name`; its pictures go to `out_dir`. Where
    `opens` is false, nothing that is attached is opened. The view, fit for JSON."""
    try:
        return _read(path, out_dir, mime, name, opens=opens)
    except Unacceptable as why:
        return {"refused": why.refusal.sentence}
    except MemoryError:
        return {"refused": kinds.TOO_HEAVY.sentence}
    except RecursionError:
        return {"refused": kinds.TOO_DEEP.sentence}


def _read(path: Path, out_dir: Path, mime: str, name: str, *, opens: bool) -> dict[str, Any]:
    # Not at the top: the limits must stand before a reader is loaded.
    from app import text as door
    from app.viewing import letters, mails, sheets
    from app.viewing.views import Letter, View

    made = sheets.Sheets(out_dir)
    if mime == kinds.MAIL:
        return asdict(mails.read(path.read_bytes(), made, out_dir, opens=opens))
    if mime == kinds.TEXT:
        words = door.plain(letters.words_of(path.read_bytes()))
        cut = (f"Only the first {kinds.MOST_CHARACTERS:,} characters are shown.",)
        shown = Letter(words[: kinds.MOST_CHARACTERS], said=cut if len(words) > kinds.MOST_CHARACTERS else ())
        return asdict(View((shown,)))
    if mime == kinds.PDF:
        from app.viewing import pages

        return asdict(View(parts=(pages.read(path, name, made),)))
    return asdict(View(parts=(sheets.picture(path, name, made),)))
