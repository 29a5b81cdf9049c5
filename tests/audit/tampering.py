"""Changing in SQL what nothing in the product can change: triggers taken away, foreign keys not asked."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sqlalchemy import text

from app.db import db, session


def tamper(*statements: str, **given: object) -> None:
    """Run these past every guard. Each must change something."""
    session.rollback()
    if db.engine.dialect.name == "sqlite":
        _sqlite(str(db.engine.url.database), statements, given)
        return
    with db.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            assert connection.execute(text(statement), given).rowcount, f"nothing to change: {statement}"


def _sqlite(path: str, statements: tuple[str, ...], given: dict[str, object]) -> None:
    with closing(sqlite3.connect(path)) as connection:
        named = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in connection.execute(named).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement, given).rowcount, f"nothing to change: {statement}"
        connection.commit()
