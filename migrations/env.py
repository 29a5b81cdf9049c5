"""How a migration runs: in one transaction, over the application's own engine."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

extension = current_app.extensions["migrate"]


def is_in_models(name: str | None, kind: str, _parents: object) -> bool:
    """All but the index of three letters each, which stands where PostgreSQL lets us have the extension."""
    return (kind, name) != ("index", "ix_items_search")


def run(connection: Connection) -> None:
    options: dict[str, Any] = {
        "compare_type": True,
        "include_name": is_in_models,
        **extension.configure_args,
    }
    context.configure(connection=connection, target_metadata=extension.db.metadata, **options)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database: set DATABASE_URL and leave --sql out.")


def rebuild(connection: Connection) -> None:
    """SQLite changes a table by making another in its place. Rows elsewhere that point to it would stand in the way of
    that, so they are asked afterwards, in the same transaction (https://www.sqlite.org/lang_altertable.html, 7)."""
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            run(connection)
            if lost := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                raise SystemExit(f"The migration was undone: {len(lost)} rows would have pointed to nothing.")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


if extension.db.engine.dialect.name == "sqlite":
    with extension.db.engine.connect() as connection:
        rebuild(connection)
else:
    with extension.db.engine.begin() as connection:
        run(connection)
