"""The file of a case as the desk gets it, and what is in it."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from flask import Flask

from app.accounts.roles import Role
from tests.takedowns.browsing import Browser
from tests.takedowns.making import member

EDITOR = "E. Marsh"


def editor(app: Flask) -> Browser:
    with app.app_context():
        member(EDITOR, Role.EDITOR)
    return Browser(app).sign_in(EDITOR)


def taken(app: Flask, case_id: int) -> bytes:
    """The ZIP: the button on the page of the case, and what it leads to."""
    desk = editor(app)
    desk.get(f"/desk/cases/{case_id}")
    answer = desk.send("/bundles")
    assert answer.status_code == 303, desk.text
    assert answer.headers["Location"] == f"/desk/cases/{case_id}/bundle.zip"
    with desk.get(answer.headers["Location"]) as given:
        assert given.status_code == 200, desk.text
        assert given.headers["Cache-Control"] == "private, no-store"
        assert int(given.headers["Content-Length"]) == len(given.data)
        return bytes(given.data)


def files(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as found:
        return {name: found.read(name) for name in found.namelist()}


def data(raw: bytes, name: str) -> Any:
    return json.loads(files(raw)[f"data/{name}.json"])


def unpacked(raw: bytes, into: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(raw)) as found:
        found.extractall(into)
    return into
