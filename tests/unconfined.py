"""A stranger's file read in this process, for tests of what is read in it: a child of its own takes a quarter of a
second to start. That the child is confined, and reads the same, is proven in tests/media and tests/documents."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from app.media import child, confined
from app.media.confined import Limits


def run(
    path: Path,
    out_dir: Path,
    *,
    reader: str,
    limits: Limits,
    asked: Mapping[str, Any] | None = None,
) -> int:
    """What ``confined.run`` does, without a child."""
    report = import_module(reader).take_in(path.absolute(), out_dir.absolute(), **(asked or {}))
    child.tell(report, out_dir)
    return 0


@pytest.fixture
def unconfined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "run", run)
