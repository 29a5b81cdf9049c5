"""One database, and the connections to it, that serve test after test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import event

from tests.servers import Postgres

if TYPE_CHECKING:
    from sqlalchemy import Engine, Pool

AS_NEW = "RESET ALL; RESET SESSION AUTHORIZATION; SELECT pg_advisory_unlock_all(); UNLISTEN *"
_pools: dict[str, Pool] = {}
_kept: dict[int, int] = {}
"""The processes of the server behind the connections that stay."""


class Recycled:
    """One migrated database that is emptied for each test: a hundred times cheaper than a new one.

    Triggers are switched off for the emptying alone, because the tables of facts refuse it. What the migrated
    database held at first (the defaults) is put back, and every sequence starts again.
    """

    def __init__(self, server: Postgres, database: str) -> None:
        self._url = server.url(database)
        address: dict[str, Any] = {"host": str(server.folder), "user": "postgres", "dbname": database}
        self._connection = psycopg.connect(**address, autocommit=True)
        ask = self._connection.execute
        named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        tables = [row[0] for row in ask(named)]
        ask("CREATE SCHEMA defaults")
        kept = [table for table in tables if ask(_ask(table)).fetchone()]
        for table in kept:
            ask(f'CREATE TABLE defaults."{table}" AS TABLE public."{table}"'.encode())
        sequences = ask("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
        statements = [f'DELETE FROM public."{table}"' for table in tables]
        statements += [f'INSERT INTO public."{table}" SELECT * FROM defaults."{table}"' for table in kept]
        statements += [f"PERFORM setval('public.\"{name}\"', 1000, false)" for (name,) in sequences]
        ask(
            "CREATE PROCEDURE defaults.restore() LANGUAGE plpgsql SET session_replication_role = replica AS "
            f"$$ BEGIN {'; '.join(statements)}; END $$".encode()
        )

    def fresh(self) -> str:
        """The address of the database, as it was after the migrations; whoever else was connected is not any more."""
        self._connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL(%s)",
            [list(_kept.values())],
        )
        self._connection.execute("CALL defaults.restore()")
        return self._url

    def close(self) -> None:
        self._connection.close()


def lend(engine: Engine) -> None:
    """Give a test's application the connections that the tests before it had: behind them the server knows
    its tables and has planned the statements."""
    pool = _pools.setdefault(str(engine.url), engine.pool)
    if pool is engine.pool:
        event.listen(pool, "connect", _came)
        event.listen(pool, "close", _went)
    engine.pool = pool


def take_back(engine: Engine) -> None:
    """Keep the connections for the next test, as they were when they were new; unless one is still in use."""
    pool = _pools.get(str(engine.url))
    if pool is None or pool is not engine.pool or pool.checkedout():  # type: ignore[attr-defined]
        _pools.pop(str(engine.url), None)
        return
    engine.pool = pool.recreate()
    held = [pool.connect() for _ in range(pool.checkedin())]  # type: ignore[attr-defined]
    for connection in held:
        connection.cursor().execute(AS_NEW)
        connection.commit()
        connection.close()


def _came(connection: Any, _record: object) -> None:
    _kept[id(connection)] = connection.info.backend_pid


def _went(connection: Any, _record: object) -> None:
    _kept.pop(id(connection), None)


def _ask(table: str) -> bytes:
    return f'SELECT 1 FROM "{table}" LIMIT 1'.encode()
