"""The database: one session, one kind of transaction, and the only commit in the product.

SQLite runs in WAL mode with ``synchronous=FULL`` (an acknowledged commit survives power loss) and every writing
transaction begins IMMEDIATE: upgrading a read transaction would fail at once without consulting the busy timeout.
"""

from __future__ import annotations

import random
import select
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

import structlog
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Engine,
    Executable,
    MetaData,
    Row,
    Table,
    TypeDecorator,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.pool import Pool

log = structlog.get_logger(__name__)

BUSY_TIMEOUT_MS = 5000
BEGIN_TRIES = 4


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC, with its zone, on both databases. A naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone was about to be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table. Names of constraints follow one convention, so that migrations can name them."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_N_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UTCDateTime,
            dict[str, Any]: JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql"),
            list[Any]: JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql"),
        },
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": True})
session = cast("Session", db.session)

_NOTES = "notes"
_writing: ContextVar[list[Callable[[], None]] | None] = ContextVar("writing", default=None)


@contextmanager
def transaction() -> Iterator[Session]:
    """The one unit of work: everything inside is committed together, or nothing is.

    Whatever was read before is read again inside, so that a rule is never judged by an old row.
    Functions given to ``after_commit`` run once the commit has succeeded, in order; their failures are logged
    and swallowed, because the database is the truth and a sweep repairs the rest.
    """
    if _writing.get() is not None:
        raise RuntimeError("a transaction inside a transaction: actions must not open one")
    session.rollback()
    after: list[Callable[[], None]] = []
    mark = _writing.set(after)
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _writing.reset(mark)
        session.info.pop(_NOTES, None)
    for act in after:
        try:
            act()
        except Exception:
            log.warning("after_commit.failed", exc_info=True)


@contextmanager
def joined() -> Iterator[Session]:
    """The transaction in progress, or one of its own: for what the sign-in package calls from inside its views."""
    if _writing.get() is not None:
        yield session
        return
    with transaction() as own:
        yield own


def notes() -> dict[str, Any]:
    """What is to be known until the transaction in progress ends, and no longer."""
    found: dict[str, Any] = session.info.setdefault(_NOTES, {})
    return found


def after_commit(act: Callable[[], None]) -> None:
    """Run ``act`` once the transaction in progress has been committed; never if it is rolled back."""
    waiting = _writing.get()
    if waiting is None:
        raise RuntimeError("after_commit outside a transaction")
    waiting.append(act)


def table(model: type[Base]) -> Table:
    """The table of a model, for rows that are added or read without making objects of them."""
    return cast("Table", model.__table__)


def fetch(asked: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Row[*tuple[Any, ...]]]:
    """What a question about tables brings, for pages that are asked for all day: in the transaction of the session and
    after what it still had to write, but without what the session does for objects."""
    session.flush()
    return session.connection().execute(asked, values).all()


def insert_new(model: type[Base], row: dict[str, Any]) -> int | None:
    """The id of a row that was added; None where a unique constraint says that it is there. Of two transactions that
    add the same at once, the second waits for the first."""
    adding = _adding_new(model, session.get_bind().dialect.name)
    return cast("int | None", session.execute(adding, [row]).scalar_one_or_none())


@cache
def _adding_new(model: type[Base], dialect: str) -> Executable:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table(model)).on_conflict_do_nothing().returning(table(model).c.id)


@contextmanager
def savepoint() -> Iterator[None]:
    """A part of the transaction in progress that may fail by itself (a unique constraint that decides a race)."""
    with session.begin_nested():
        yield


def release() -> None:
    """Give the connection back before slow work (a letter on the wire, an image in the child process)."""
    session.rollback()
    session.remove()  # type: ignore[attr-defined]


def overwrite() -> bool:
    """Nothing that was deleted is left in the files of the database, as far as we are asked. SQLite: the file is
    written anew, and what was written ahead is cut off; False while somebody is in the way. PostgreSQL does it by
    itself, in its own time (docs/operators.md)."""
    release()
    if db.engine.dialect.name != "sqlite":
        return True
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA secure_delete=ON")  # or new pages hold what their memory held before
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [busy, *_pages] = cursor.fetchone() or [1]
        cursor.close()
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return not busy


@event.listens_for(Engine, "connect")
def _open(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # so that REPLACE meets the triggers on deletion, too
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    found = [
        cursor.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys")
    ]
    cursor.close()
    if found not in (["wal", 2, 1], ["memory", 2, 1]):
        raise RuntimeError(
            f"SQLite refused its durability settings: {found}; is the data directory a network disk?"
        )


@event.listens_for(Pool, "checkout")
def _still_there(connection: Any, _record: object, _proxy: object) -> None:
    """A connection that rests has nothing to say: where there is something to read, the server has ended it (or is
    about to), and another one is taken. This asks the socket alone; a ping would be a round trip before every page."""
    if not isinstance(connection, sqlite3.Connection) and _heard(connection.fileno()):
        raise DisconnectionError("PostgreSQL ended a connection that rested")


def _heard(fd: int) -> bool:
    watched = select.poll()
    watched.register(fd, select.POLLIN)
    return bool(watched.poll(0))


@event.listens_for(Engine, "begin")
def _begin(connection: Any) -> None:
    if connection.dialect.name != "sqlite":
        return
    if _writing.get() is None:
        connection.exec_driver_sql("BEGIN")
        return
    for attempt in range(1, BEGIN_TRIES + 1):
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        except OperationalError as busy:
            if attempt == BEGIN_TRIES or "locked" not in str(busy.orig):
                raise
            time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311 - jitter, not a secret


def engine_options(address: str) -> dict[str, Any]:
    """How connections are made. Every wait is bounded: connecting, a lock, a statement (PostgreSQL, seconds).

    What a statement was given is left out of errors: it is names, addresses and tokens, and errors are logged.
    """
    if address.startswith("sqlite"):
        return {"hide_parameters": True, "connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000}}
    return {
        "hide_parameters": True,
        "max_overflow": 15,
        "connect_args": {
            "connect_timeout": 5,
            "tcp_user_timeout": 10_000,
            "options": "-c statement_timeout=20s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s",
        },
    }
