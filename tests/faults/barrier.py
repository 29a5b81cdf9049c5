"""Five hundred things of each kind, each decided by sixteen people from one barrier, on both databases.

``ITEMS=50`` in the environment makes it short.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from tests import servers, sparing
from tests.bench.measure import Row
from tests.conftest import _migrate, settings_in
from tests.faults import deciding
from tests.live import close_database

ITEMS = int(os.environ.get("ITEMS", "500"))
DATABASES = {"SQLite": "sqlite", "PostgreSQL": "postgresql"}


def rows() -> Iterator[Row]:
    """For each kind and database: of how many things it is true that exactly as many decided as are asked for."""
    with servers.short_folder() as folder, servers.postgres_server() as server:
        for database, name in DATABASES.items():
            for kind, run in deciding.KINDS.items():
                with _site(folder / f"{name}-{kind}", server, name) as app:
                    yield _row(f"{kind} decided from one barrier, {database}", kind, run(app, ITEMS))


def _row(name: str, kind: str, ended: list[deciding.Ended]) -> Row:
    asked = deciding.ROWS[kind]
    right = [one for one in ended if one.is_one(rows=asked)]
    for one, times in Counter(map(str, (one for one in ended if one not in right))).items():
        print(f"{times} x {one}", flush=True)
    by = f"{len(ended)} items, {deciding.CROWD} at once, {asked} to decide each"
    ratio = len(right) / len(ended)
    return Row(name, len(right), "items", by, ratio, 1, ratio == 1, len(ended))


@contextmanager
def _site(folder: Path, server: servers.Postgres, kind: str, **given: Any) -> Iterator[Flask]:
    """The product on a fresh, migrated database, its bell ringing into the void."""
    folder.mkdir()
    name = folder.name.replace("-", "_")
    url = f"sqlite:///{folder / 'site.sqlite'}" if kind == "sqlite" else server.create(name)
    _migrate(url, folder)
    app = create_app(settings_in(folder, database_url=url, log_level="ERROR", **given))
    app.testing = True
    app.extensions["bell"] = sparing.Void()
    try:
        yield app
    finally:
        close_database(app)
        if kind != "sqlite":
            server.drop(name)
        with suppress(OSError):
            shutil.rmtree(folder)
