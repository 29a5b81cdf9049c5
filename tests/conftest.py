"""What every test may ask for.

A test that takes `database`, or anything made of it, runs on SQLite and on PostgreSQL; one is enough with
`@pytest.mark.parametrize("database", ["sqlite"], indirect=True)`. Servers start when the first test asks for
one and serve one test process to its end; each test gets its own database, copied from a migrated template.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from config import ROOT, Settings
from deploy.debian import CHROMIUM
from tests import mailboxes, servers, sparing
from tests.live import LiveSite, close_database, live
from tests.recycling import Recycled

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from playwright.sync_api import Browser

pytest_plugins = ["tests.counting", "tests.sharing", "tests.unconfined"]

SECRETS = {
    "secret_key": "a secret key for tests, never used by a site",
    "link_key": "a key for private links in tests, never used",
    "password_salt": "a salt for tests only",
    "mail_secret": "a secret for captured mail",
}
# What this process was given must not leak into the settings the tests make.
for name in Settings.model_fields:
    os.environ.pop(name.upper(), None)

QUIET = [
    *("--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-extensions"),
]
"""Chromium draws without a graphics processor, which nobody has here, and asks nothing of its maker."""

MakeSettings = Callable[..., Settings]
_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Postgres]:
    """A running PostgreSQL with nothing in it."""
    with servers.postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The address of a running Redis, shared by the session: use keys of your own, or flush it first."""
    with servers.redis_server() as url:
        yield url


@pytest.fixture(scope="session")
def site_redis(redis_server: str) -> Callable[[], str]:
    """Gives an address of its own to each whole site: two that shared one would take each other's tasks."""
    numbers = count(1)
    return lambda: f"{redis_server.rpartition('/')[0]}/{next(numbers)}"


@pytest.fixture(scope="session")
def _smtp() -> Iterator[servers.Smtp]:
    with servers.smtp_server() as server:
        yield server


@pytest.fixture
def smtp_server(_smtp: servers.Smtp) -> Iterator[servers.Smtp]:
    """A mail server with nothing in it that takes every letter, until told to refuse or to stall."""
    _smtp.take()
    yield _smtp
    _smtp.take()


@pytest.fixture(scope="session")
def _imap() -> Iterator[mailboxes.Mailbox]:
    with mailboxes.imap_server() as server:
        yield server


@pytest.fixture
def imap_server(_imap: mailboxes.Mailbox) -> mailboxes.Mailbox:
    """An IMAP server with one empty mailbox."""
    _imap.empty()
    return _imap


@pytest.fixture(scope="session")
def s3_server() -> Iterator[servers.S3]:
    """An S3-compatible store with one bucket, shared by the session."""
    with servers.s3_server() as store:
        yield store


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A Chromium under Playwright; make a context of your own in it and close that."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        servers.missing("Chromium", "chromium")
    from playwright.sync_api import sync_playwright

    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*sandbox, *QUIET])
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def _seldom_swept() -> None:
    sparing.compile_late()
    sparing.sweep_seldom()


@pytest.fixture(scope="session", autouse=True)
def strong_hashing() -> dict[str, int]:
    """How the product hashes passwords; the tests themselves take the cheapest, or they would do little else."""
    from app.accounts import security

    strong = dict(security.HASHING)
    security.HASHING.update(argon2__memory_cost=64, argon2__time_cost=1, argon2__parallelism=1)
    return strong


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data directory of this test's own, with a path short enough for sockets."""
    with servers.short_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def _sqlite_template() -> Iterator[Path]:
    with servers.short_folder("imp-template-") as folder:
        path = folder / "template.sqlite"
        _migrate(f"sqlite:///{path}", folder)
        with closing(sqlite3.connect(path)) as connection:  # one file to copy, nothing beside it
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        yield path


@pytest.fixture(scope="session")
def _postgres_again(postgres: servers.Postgres) -> Iterator[Recycled]:
    with servers.short_folder("imp-template-") as folder:
        _migrate(postgres.create("migrated"), folder)
        again = Recycled(postgres, "migrated")
        yield again
        again.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, data_dir: Path) -> Iterator[str]:
    """The address of a fresh, migrated database that holds the defaults and nothing else."""
    if request.param == "sqlite":
        path = data_dir / "imprimatur.sqlite"
        shutil.copyfile(request.getfixturevalue("_sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    again: Recycled = request.getfixturevalue("_postgres_again")
    yield again.fresh()


@pytest.fixture
def empty_database(request: pytest.FixtureRequest, database_kind: str, data_dir: Path) -> Iterator[str]:
    """The address of a database without any table, for tests of the migrations themselves."""
    if database_kind == "sqlite":
        yield f"sqlite:///{data_dir / 'empty.sqlite'}"
        return
    server: servers.Postgres = request.getfixturevalue("postgres")
    name = f"empty_{next(_numbers)}"
    yield server.create(name)
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database `empty_database` is on."""
    return str(request.param)


@pytest.fixture
def make_settings(data_dir: Path) -> MakeSettings:
    """Settings of an installation in `data_dir`: `make_settings(database_url=..., smtp_port=...)`."""

    def make(**given: Any) -> Settings:
        return settings_in(data_dir, **given)

    return make


@pytest.fixture
def settings(make_settings: MakeSettings, database: str) -> Settings:
    """The settings of `app`; a test module may define its own fixture of this name to change them."""
    return make_settings(database_url=database)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The product on a fresh database, mail captured, no broker: the bell rings into the void."""
    from app import create_app

    made = create_app(settings)
    made.testing = True
    sparing.share(made)
    if not settings.redis_url:
        made.extensions["bell"] = sparing.Void()
    yield made
    sparing.take_back(made)
    close_database(made)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session", params=["embedded", "services"])
def live_site(request: pytest.FixtureRequest) -> Iterator[LiveSite]:
    """A whole running site: web, worker, beat; shared by the session. `embedded` on SQLite, its own broker and captured
    mail, with the demo content; `empty` the same without content, for whoever writes all of it: it starts sooner, and
    its tests run beside those of the other. `services` on PostgreSQL, Redis, SMTP and S3, with the demo content."""
    if request.param in ("embedded", "empty"):
        with live({}, demo=request.param == "embedded") as site:
            yield site
        return
    server: servers.Postgres = request.getfixturevalue("postgres")
    smtp: servers.Smtp = request.getfixturevalue("_smtp")
    store: servers.S3 = request.getfixturevalue("s3_server")
    parts = {
        "DATABASE_URL": server.create("live"),
        "REDIS_URL": request.getfixturevalue("site_redis")(),
        "MAIL": "smtp",
        "SMTP_HOST": smtp.host,
        "SMTP_PORT": str(smtp.port),
        **store.settings(),
    }
    with live(parts, smtp=smtp) as site:
        yield site
    server.drop("live")


def settings_in(folder: Path, **given: Any) -> Settings:
    return Settings(**{"data_dir": folder, "mail": "capture", "rate_limits": False, **SECRETS, **given})


def _migrate(url: str, folder: Path) -> None:
    import flask_migrate

    from app import create_app
    from app.attestations import actions as attestations
    from app.db import transaction
    from app.site import actions as site

    made = create_app(settings_in(folder, database_url=url))
    with made.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        with transaction():
            site.install_defaults()
            attestations.install_wordings()
    close_database(made)
