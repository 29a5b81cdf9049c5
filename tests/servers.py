"""The real servers the tests talk to: PostgreSQL, Redis, SMTP, S3, each on this machine and gone afterwards.

One that is not installed skips its tests by name, or fails them where CI=true says that nothing is left out.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import psycopg
import pytest
import redis
from aiosmtpd.controller import Controller

from deploy import broker, processes, throwaway

WAIT_SECONDS = 20.0
PORTS = 5  # how many are tried before it is no chance any more


def missing(what: str, package: str) -> NoReturn:
    """Say which server is not here: a skip on somebody's desk, a failure in CI."""
    reason = f"{what} is not on this machine (on Debian: apt-get install {package})"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def short_folder(prefix: str = "imp-", place: Path | None = None) -> Iterator[Path]:
    """A folder whose path leaves room for socket names, which may have about a hundred bytes in all; in memory where
    there is room for it, unless `place` says where."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=place or throwaway.short_place()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_until(answered: Callable[[], bool], child: subprocess.Popen[bytes], what: str) -> None:
    """Poll until a server answers; one that ended or keeps silent fails the test that asked for it."""
    until = time.monotonic() + WAIT_SECONDS
    while not answered():
        if child.poll() is not None or time.monotonic() > until:
            pytest.fail(f"{what} did not start (exit code {child.poll()})")
        time.sleep(0.05)


@dataclass(frozen=True)
class Postgres:
    """A running PostgreSQL; `url` and the databases on it are reached through a socket only."""

    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template0") -> str:
        """A new database; nobody may be connected to the template."""
        self._run(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def drop(self, database: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def answers(self) -> bool:
        try:
            self._run("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, statement: str) -> None:
        address = {"host": str(self.folder), "user": "postgres", "dbname": "postgres"}
        with psycopg.connect(**address, autocommit=True) as connection:  # type: ignore[arg-type]
            connection.execute(statement.encode())


def postgres_binaries() -> Path | None:
    """The newest installed version, as Debian lays them out, or whatever is on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """A PostgreSQL of our own, without fsync: its data lives as long as the tests do."""
    binaries = postgres_binaries()
    if binaries is None:
        missing("PostgreSQL", "postgresql")
    user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
    with short_folder("imp-pg-") as folder:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        initdb: list[str | Path] = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust"]
        more = ["-E", "UTF8", "--no-sync", "--locale=C.UTF-8"]
        made = processes.start([*initdb, *more], output=subprocess.PIPE, user=user)
        said = made.communicate()[0].decode()
        if made.returncode != 0:
            pytest.fail(f"initdb failed: {said}")
        settings = {"listen_addresses": "", "unix_socket_directories": str(folder), "fsync": "off"}
        settings |= {"synchronous_commit": "off", "full_page_writes": "off", "max_connections": "120"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            child = processes.start([binaries / "postgres", "-D", data, *options], output=log, user=user)
        server = Postgres(folder)
        try:
            wait_until(server.answers, child, "PostgreSQL")
            yield server
        finally:
            processes.end([child], within=10, by=signal.SIGINT)  # its "fast" shutdown


@contextmanager
def redis_server() -> Iterator[str]:
    """A Redis on a loopback port, its address. A redis-server of the machine first, else the embedded one."""
    found = shutil.which("redis-server")
    try:
        server = Path(found) if found else broker.find_server()
    except broker.NoBroker:
        missing("Redis", "redis-server")
    with short_folder("imp-redis-") as folder, (folder / "log").open("wb") as log:
        child, url = _redis(server, folder, log)
        try:
            yield url
        finally:
            processes.end([child], within=5)


def _redis(server: Path, folder: Path, log: BinaryIO) -> tuple[subprocess.Popen[bytes], str]:
    """The first that answers by itself: what was a free port may be another's a moment later."""
    for _ in range(PORTS):
        port = free_port()
        bound = ["--port", str(port), "--bind", "127.0.0.1"]
        child = processes.start([server, *bound, "--dir", folder, "--save", ""], output=log)
        url, until = f"redis://127.0.0.1:{port}/0", time.monotonic() + WAIT_SECONDS
        while child.poll() is None and time.monotonic() < until:
            if _answering(url) == child.pid:
                return child, url
            time.sleep(0.02)
        processes.end([child], within=5)
    pytest.fail("Redis did not start")


def _answering(url: str) -> int:
    """The process that answers there; 0 when none does."""
    try:
        with closing(redis.Redis.from_url(url, socket_timeout=1)) as client:
            return int(client.info("server")["process_id"])
    except (redis.ConnectionError, redis.TimeoutError):
        return 0


@dataclass
class Smtp:
    """A mail server: keeps every letter it takes, and refuses or stalls when told to."""

    port: int = 0
    host: str = "127.0.0.1"
    letters: list[Any] = field(default_factory=list)
    answer: str = "250 Taken"
    delay: float = 0.0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        await asyncio.sleep(self.delay)
        if self.answer.startswith("250"):
            self.letters.append(envelope)
        return self.answer

    def refuse(self, answer: str = "451 Try again later") -> None:
        """From now on every letter gets this answer: 4xx may be tried again, 5xx may not."""
        self.answer = answer

    def stall(self, seconds: float) -> None:
        """From now on every answer takes this long."""
        self.delay = seconds

    def take(self) -> None:
        """Take letters again, at once; forget those taken before."""
        self.answer, self.delay = "250 Taken", 0.0
        self.letters.clear()

    def texts(self, to: str = "") -> list[str]:
        """The letters as sent, oldest first; only those to one address if one is given."""
        return [bytes(letter.content).decode() for letter in self.letters if not to or to in letter.rcpt_tos]


@contextmanager
def smtp_server() -> Iterator[Smtp]:
    smtp = Smtp()
    controller = _listening(smtp)
    try:
        yield smtp
    finally:
        controller.stop()


def _listening(smtp: Smtp) -> Controller:
    for _ in range(PORTS):
        smtp.port = free_port()
        controller = Controller(smtp, hostname=smtp.host, port=smtp.port, ready_timeout=WAIT_SECONDS)
        with suppress(OSError):  # somebody else's a moment later
            controller.start()
            return controller
    pytest.fail("SMTP did not start")


@dataclass(frozen=True)
class S3:
    """An S3-compatible store with one empty bucket."""

    endpoint: str
    bucket: str = "imprimatur"

    def settings(self) -> dict[str, str]:
        """What the product is told to use it; the names are those of `config.Settings`, in capitals."""
        keys = {"S3_ACCESS_KEY": "test-access", "S3_SECRET_KEY": "test-secret"}
        return {"STORAGE": "s3", "S3_BUCKET": self.bucket, "S3_ENDPOINT": self.endpoint, **keys}


@contextmanager
def s3_server() -> Iterator[S3]:
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    store = S3(f"http://{host}:{port}")
    keys = {"aws_access_key_id": "test-access", "aws_secret_access_key": "test-secret"}
    client = boto3.client("s3", endpoint_url=store.endpoint, region_name="us-east-1", **keys)
    client.create_bucket(Bucket=store.bucket)
    client.close()
    try:
        yield store
    finally:
        server.stop()
