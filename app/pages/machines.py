"""What machines ask: does the process answer, and may it be given work?"""

from __future__ import annotations

from alembic.migration import MigrationContext
from flask import Response, current_app, jsonify
from redis import Redis, RedisError
from sqlalchemy.exc import SQLAlchemyError

from app.audit import queries as audit
from app.db import session
from app.web import access
from config import ROOT

bp = access.blueprint("machines", __name__, access.Audience.MACHINE)

PROBE = ".ready"
"""A name in the data directory that is written and removed again."""


@bp.get("/healthz")
def healthz() -> Response:
    """The process answers. Touches neither database nor disk."""
    return jsonify(alive=True)


@bp.get("/readyz")
def readyz() -> tuple[Response, int]:
    """200 when the database answers with today's schema and the storage can be written, else 503.

    A broker or worker that is away is told and decides nothing: what is sent is kept and done when they return.
    """
    needed = {"database": _database(), "storage": _storage()}
    told = {"broker": _broker(), "workers": _workers() if needed["database"] == "ok" else "unknown"}
    ready = all(found == "ok" for found in needed.values())
    return jsonify(ready=ready, **needed, **told), 200 if ready else 503


def _database() -> str:
    try:
        found = MigrationContext.configure(session.connection()).get_current_revision()
    except SQLAlchemyError:
        return "away"
    finally:
        session.rollback()
    wanted = (ROOT / "migrations" / ".head").read_text(encoding="utf-8").partition("_")[0].strip()
    return "ok" if found == wanted else f"schema {found}, wanted {wanted}"


def _storage() -> str:
    """The data directory takes a file. An S3 store is not asked: its outage is told by the work that fails."""
    probe = current_app.config["SETTINGS"].data_dir / PROBE
    try:
        probe.write_bytes(b"")
        probe.unlink(missing_ok=True)  # somebody else may ask at the same time
    except OSError as fault:
        return f"cannot be written: {fault.strerror}"
    return "ok"


def _broker() -> str:
    settings = current_app.config["SETTINGS"]
    wait = settings.broker_timeout
    try:
        with Redis.from_url(settings.redis, socket_timeout=wait, socket_connect_timeout=wait) as client:
            client.ping()
    except (RedisError, OSError):
        return "away"
    return "ok"


def _workers() -> str:
    silent = audit.silent_queues()
    return "silent: " + ", ".join(silent) if silent else "ok"
