"""The one unit of work, and what the database promises under it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, insert, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.pool import NullPool, QueuePool

from app import create_app
from app.audit.models import Pulse
from app.clock import now
from app.db import after_commit, db, release, savepoint, session, transaction
from config import Settings
from tests import children

WRITERS, TIMES = 8, 50


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


def test_a_transaction_inside_a_transaction_is_refused(inside: Flask) -> None:
    with pytest.raises(RuntimeError, match="inside a transaction"), transaction(), transaction():
        pass
    with transaction():
        session.add(Pulse(queue="after", at=now()))
    assert session.get(Pulse, "after") is not None


def test_what_waits_for_the_commit_runs_after_it_in_order_and_never_after_a_rollback(inside: Flask) -> None:
    done: list[object] = []
    with transaction():
        after_commit(lambda: done.append(session.get(Pulse, "one") is not None))
        after_commit(lambda: done.append("second"))
        session.add(Pulse(queue="one", at=now()))
    assert done == [True, "second"]

    def fails() -> None:
        after_commit(lambda: done.append("never"))
        session.add(Pulse(queue="two", at=now()))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction():
        fails()
    assert done == [True, "second"]
    assert session.get(Pulse, "two") is None
    with pytest.raises(RuntimeError, match="outside"):
        after_commit(lambda: None)


def test_a_failure_after_the_commit_takes_nothing_back(inside: Flask) -> None:
    done: list[str] = []
    with transaction():
        after_commit(lambda: 1 // 0)  # type: ignore[arg-type]
        after_commit(lambda: done.append("still"))
        session.add(Pulse(queue="kept", at=now()))
    assert done == ["still"]
    assert session.get(Pulse, "kept") is not None


def test_a_savepoint_fails_by_itself(inside: Flask) -> None:
    with transaction():
        session.add(Pulse(queue="kept", at=now()))
        with pytest.raises(IntegrityError), savepoint():
            session.execute(insert(Pulse), [{"queue": "gone", "at": now()}, {"queue": "kept", "at": now()}])
    assert session.get(Pulse, "kept") is not None
    assert session.get(Pulse, "gone") is None


def test_a_moment_without_a_zone_is_refused_and_one_with_comes_back_in_utc(inside: Flask) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - that is the point
    with pytest.raises(StatementError, match="without a zone"), transaction():
        session.add(Pulse(queue="naive", at=naive))
    with transaction():
        session.add(Pulse(queue="aware", at=datetime.fromisoformat("2026-01-01T12:00:00+05:30")))
    assert session.get_one(Pulse, "aware").at.isoformat() == "2026-01-01T06:30:00+00:00"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sqlite_keeps_what_it_acknowledged(inside: Flask) -> None:
    found = [
        session.execute(text(f"PRAGMA {name}")).scalar()
        for name in ("journal_mode", "synchronous", "foreign_keys")
    ]
    assert found == ["wal", 2, 1]
    assert session.execute(text("PRAGMA busy_timeout")).scalar() == 5000


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_writing_transaction_takes_the_write_lock_at_once_and_a_reading_one_does_not(inside: Flask) -> None:
    said: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    began: list[str] = []
    with db.engine.connect() as other:
        other.exec_driver_sql("SELECT 1")
        raw = other.connection.driver_connection
        assert raw is not None
        raw.set_trace_callback(began.append)
    with transaction():
        session.execute(text("SELECT 1"))
    session.execute(text("SELECT 2"))
    session.rollback()
    begins = [one for one in [*said, *began] if one.startswith("BEGIN")]
    assert "BEGIN IMMEDIATE" in begins
    assert begins[-1] == "BEGIN"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_connection_that_the_server_ended_while_it_rested_is_replaced(inside: Flask) -> None:
    def those_there_are() -> set[int]:
        with ExitStack() as taken:
            open_ones = [taken.enter_context(db.engine.connect()) for _ in range(number)]
            return {one.scalar(text("SELECT pg_backend_pid()")) for one in open_ones}

    release()
    number = max(2, cast("QueuePool", db.engine.pool).checkedin())
    found = those_there_are()
    assert those_there_are() == found, "those that stand are kept"
    with create_engine(db.engine.url, poolclass=NullPool).connect() as other:
        for one in found:
            other.execute(text("SELECT pg_terminate_backend(:one, 5000)"), {"one": one})
    assert not those_there_are() & found


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_every_wait_on_postgresql_is_bounded(inside: Flask) -> None:
    waits = {
        name: session.execute(text(f"SHOW {name}")).scalar() for name in ("statement_timeout", "lock_timeout")
    }
    assert waits == {"statement_timeout": "20s", "lock_timeout": "5s"}


def increment(settings: Settings, faults: multiprocessing.queues.Queue[str]) -> None:
    made = create_app(settings)
    with made.app_context():
        for _ in range(TIMES):
            try:
                with transaction():
                    row = session.get_one(Pulse, "count", with_for_update=True)
                    row.at = row.at.replace(year=row.at.year + 1)
            except Exception as fault:  # noqa: BLE001 - whatever it is, a person would have seen it
                faults.put(repr(fault))


@pytest.mark.timeout(300)
def test_eight_writers_at_once_lose_nothing_and_see_no_lock(inside: Flask, settings: Settings) -> None:
    start = datetime.fromisoformat("1000-01-01T00:00:00+00:00")
    with transaction():
        session.add(Pulse(queue="count", at=start))
    server = children.served()
    faults = server.Queue()
    writers = [server.Process(target=increment, args=(settings, faults)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(100)
    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    assert faults.empty()
    session.rollback()
    assert session.get_one(Pulse, "count").at.year == 1000 + WRITERS * TIMES
