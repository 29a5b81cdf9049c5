"""Facts cannot be changed by SQL either: not updated, not deleted, not replaced, not truncated."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from flask import Flask
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from app.db import session, transaction
from tests.factories.people import signed_submission

FACTS = ("events", "event_topics", "attestations", "wordings", "rights_records", "placements")
WAYS = {
    "sqlite": ("DELETE FROM {0}", "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"),
    "postgresql": ("DELETE FROM {0}", "TRUNCATE {0} CASCADE"),
}


@pytest.mark.parametrize("table", FACTS)
def test_no_statement_takes_a_fact_away(app: Flask, table: str) -> None:
    with app.app_context():
        signed_submission(app)
        for way in WAYS[session.get_bind().dialect.name]:
            with pytest.raises(DBAPIError, match="only be added to"), transaction():
                session.execute(sql(way.format(table)))
        assert session.scalar(sql(f"SELECT count(*) FROM {table}"))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", FACTS)
def test_a_stranger_s_connection_to_the_file_cannot_replace_a_fact(app: Flask, table: str) -> None:
    with app.app_context():
        signed_submission(app)
        path = str(session.get_bind().engine.url.database)
        session.rollback()
    with closing(sqlite3.connect(path)) as stranger, pytest.raises(sqlite3.IntegrityError, match="added to"):
        stranger.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
