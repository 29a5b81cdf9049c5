"""A stranger's file read in this process, for tests of what is read in it: a child of its own takes a quarter of a
second to start. That the child is confined, and reads the same, is proven in tests/media and tests/documents.

A picture that was read for an earlier test, and says by its bytes alone what is found, is not read again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from app.media import child, confined
from app.media.confined import Limits

ALIKE_EACH_TIME = {"app.media.child", "app.media.fingerprints"}
"""Readers that find the same in the same bytes; a document's reader makes up a mark of its own."""
_found: dict[tuple[str, str, str], dict[str, bytes]] = {}


def run(
    path: Path,
    out_dir: Path,
    *,
    reader: str,
    limits: Limits,
    asked: Mapping[str, Any] | None = None,
) -> int:
    """What ``confined.run`` does, without a child."""
    told = dict(asked or {})
    key = (reader, hashlib.sha256(path.read_bytes()).hexdigest(), json.dumps(told, sort_keys=True))
    if key not in _found:
        report = import_module(reader).take_in(path.absolute(), out_dir.absolute(), **told)
        child.tell(report, out_dir)
        if reader in ALIKE_EACH_TIME:
            _found[key] = {one.name: one.read_bytes() for one in out_dir.iterdir()}
        return 0
    for name, body in _found[key].items():
        (out_dir / name).write_bytes(body)
    return 0


@pytest.fixture
def unconfined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "run", run)
