"""The page that checks a receipt without any server: our sources put into one file.

Its policy lets nothing load and nothing run but the one script and the one style in it, named by their SHA-256.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def made() -> bytes:
    """The file, UTF-8. The same sources give the same bytes."""
    style = _source("look.css")
    script = f"const SENTENCES = {_source('sentences.json').strip()};\n"
    script += "".join(map(_source, ("canonical.js", "checks.js", "form.js")))
    allowed = f"script-src {_hash(script)}; style-src {_hash(style)}"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    page = _source("page.html")
    for slot, filling in {"POLICY": policy, "STYLE": style, "SCRIPT": script}.items():
        page = page.replace(f"[[{slot}]]", filling)
    return page.encode()


def _source(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _hash(inline: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()}'"
