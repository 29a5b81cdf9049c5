"""In the child process: reads one mail of a stranger. Run by ``reading``.

Nothing it points to is loaded and nothing attached is opened: the desk looks at those in the original, which is made
fit to look at as every file of evidence is (``viewing``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


def take_in(path: Path, out_dir: Path) -> dict[str, Any]:
    """What the mail at ``path`` says of itself, fit for JSON; ``out_dir`` is not used."""
    del out_dir
    from app.intake import parsing  # not at the top: the limits must stand before a parser is loaded

    try:
        return parsing.read(path.read_bytes())
    except RecursionError:
        return {"refused": "nested"}
    except MemoryError:
        return {"refused": "heavy"}
