"""How a migration runs: in one transaction, over the application's own engine."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

extension = current_app.extensions["migrate"]


def run(connection: Connection) -> None:
    options: dict[str, Any] = {"compare_type": True, **extension.configure_args}
    context.configure(connection=connection, target_metadata=extension.db.metadata, **options)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database: set DATABASE_URL and leave --sql out.")

with extension.db.engine.begin() as connection:
    run(connection)
