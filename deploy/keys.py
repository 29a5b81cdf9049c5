"""The secrets of one installation: made on its first start, readable by its owner alone, never printed.

Whatever the environment gives wins over the file. Losing LINK_KEY ends every private link that was ever sent.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

FILE = "secrets.env"
BYTES = {"SECRET_KEY": 48, "LINK_KEY": 48, "PASSWORD_SALT": 24, "MAIL_SECRET": 24}


def ensure(data_dir: Path, given: Mapping[str, str]) -> dict[str, str]:
    """The secrets of `data_dir`, less those in `given`; the missing ones are made and kept.

    Raises OSError when the file can be neither read nor written.
    """
    path = data_dir / FILE
    kept = _read(path)
    fresh = {name: secrets.token_urlsafe(size) for name, size in BYTES.items() if name not in {*kept, *given}}
    if fresh:
        _write(path, {**kept, **fresh})
    return {name: value for name, value in {**kept, **fresh}.items() if name not in given}


def _read(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def _write(path: Path, values: Mapping[str, str]) -> None:
    """All or nothing, and never readable by others, not even while it is being written."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    lines = ["# The secrets of this installation. Keep a copy; show it to nobody."]
    lines += [f"{name}={value}" for name, value in values.items()]
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
