"""How gunicorn serves the product: two processes of sixteen threads, forked after the application is loaded."""

from __future__ import annotations

import gc
import os
import re
import time
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "16"))
worker_class = "gthread"
preload_app = True
timeout = 60
graceful_timeout = 5  # seconds for requests under way; less than the supervisor waits
keepalive = 5
loglevel = "warning"
control_socket_disable = True  # it would be one file in the home directory for every site of this user
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - heartbeats only, in memory

SECRET = re.compile(r"(/[cdinw]/)[^/?\s\"]+|(\bsecret=)[^&\s\"]+|(?<![\w-])[\w-]{43}(?![\w-])")
"""What an address may hold that opens something: a private link, and the way into captured mail."""


class Discreet(Logger):  # type: ignore[misc]
    """The access log, for whoever switches it on: it says which page was asked for, and never with what key."""

    def atoms(self, *given: Any) -> dict[str, Any]:
        said: dict[str, Any] = super().atoms(*given)
        return {name: _without_keys(value) for name, value in said.items()}


def _without_keys(value: Any) -> Any:
    return (
        SECRET.sub(lambda found: f"{found[1] or found[2] or ''}…", value) if isinstance(value, str) else value
    )


logger_class = Discreet
GC_THRESHOLDS = (50_000, 50, 100)  # the default of 700 makes one request of a hundred wait 20 ms and more


def on_starting(_server: Any) -> None:
    """Loaded, not yet listening: wait for the database, which a supervisor prepares at the same time.

    A supervisor names in PREPARED the file that it makes when the database is ready.
    """
    gate = os.environ.get("PREPARED")
    while gate and not Path(gate).exists():
        time.sleep(0.02)


def pre_fork(_server: Any, _worker: Any) -> None:
    """Put what was loaded out of the collector's sight, so that forks keep sharing its pages."""
    gc.collect()
    gc.freeze()


def post_fork(_server: Any, _worker: Any) -> None:
    gc.set_threshold(*GC_THRESHOLDS)
