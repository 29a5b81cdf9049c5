"""A real worker on a real broker: letters arrive whatever happens to the broker, and nobody ever waits for it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import redis

from app.audit import queries as audit
from app.db import session
from app.notifications import captured
from app.notifications.models import MessageState
from deploy import processes
from tests import servers
from tests.notifications import making
from tests.workers.conftest import until

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings
    from tests.conftest import MakeSettings
    from tests.workers.conftest import Start

pytestmark = pytest.mark.timeout(180)

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def _ten_drafts(name: str) -> float:
    """Seconds that ten guests wait for their drafts."""
    began = time.monotonic()
    for number in range(10):
        making.draft(f"{name}{number}@example.org")
    return time.monotonic() - began


def quick_enough(seconds: float) -> int:
    """How many rounds of ten drafts were made until one took less; whoever waits for the broker does so in each."""
    for made in range(3):
        if _ten_drafts(f"guest{made}-") < seconds:
            return made + 1
    pytest.fail(f"ten drafts took more than {seconds:.1f} s, three times over")


@pytest.fixture
def broker() -> Iterator[str]:
    """A Redis of this test's own, which it may freeze, flush and kill."""
    with servers.redis_server() as url:
        yield url


@pytest.fixture
def settings(make_settings: MakeSettings, database: str, broker: str) -> Settings:
    return make_settings(database_url=database, redis_url=broker, sweep_seconds=1.0, broker_timeout=0.5)


def every_queue_is_alive() -> bool:
    session.rollback()
    return audit.silent_queues() == []


def arrives(settings: Settings, address: str, *, within: float) -> float:
    return until(lambda: captured.newest(settings.mail_dir, to=address), within=within)


@pytest.mark.redis
def test_a_letter_arrives_soon_after_the_commit_by_the_bell_alone(
    app: Flask, settings: Settings, start: Start
) -> None:
    start(settings, "worker")
    with app.app_context():
        making.draft("warm@example.org")
        arrives(settings, "warm@example.org", within=40)
        making.draft("amina@example.org")
        assert arrives(settings, "amina@example.org", within=10) < 3
        session.rollback()
        assert "letters" not in audit.silent_queues()


@pytest.mark.redis
@on_postgresql
def test_a_broker_that_forgot_everything_loses_no_letter(
    app: Flask, settings: Settings, start: Start, broker: str
) -> None:
    start(settings, "worker")
    start(settings, "beat")
    with app.app_context(), closing(redis.Redis.from_url(broker)) as keys:
        making.draft("before@example.org")
        arrives(settings, "before@example.org", within=40)
        for number in range(5):
            making.draft(f"guest{number}@example.org")
            keys.flushall()
        for number in range(5):
            assert arrives(settings, f"guest{number}@example.org", within=30) < 30
        until(every_queue_is_alive, within=30)


@pytest.mark.redis
@on_sqlite
def test_a_frozen_broker_holds_nobody_up_and_the_letter_arrives_afterwards(
    app: Flask, settings: Settings, start: Start, broker: str
) -> None:
    with closing(redis.Redis.from_url(broker)) as keys:
        process = keys.info()["process_id"]
    start(settings, "worker")
    start(settings, "beat")
    with app.app_context():
        making.draft("before@example.org")
        arrives(settings, "before@example.org", within=40)
        usual = _ten_drafts("usual")
        os.kill(process, signal.SIGSTOP)
        try:
            rounds = quick_enough(usual + 1.0)
            time.sleep(3)
        finally:
            os.kill(process, signal.SIGCONT)
        for number in range(10 * rounds):
            arrives(settings, f"guest{number // 10}-{number % 10}@example.org", within=40)


@pytest.mark.redis
@on_sqlite
def test_what_happened_while_no_broker_and_no_worker_ran_is_told_when_they_come(
    app: Flask, make_settings: MakeSettings, settings: Settings, start: Start, database: str
) -> None:
    with app.app_context():
        app.extensions["bell"].address = f"redis://127.0.0.1:{servers.free_port()}/0"
        making.draft("amina@example.org")
    start(settings, "worker")
    start(settings, "beat")
    assert arrives(settings, "amina@example.org", within=60) < 60


@pytest.mark.redis
@on_postgresql
def test_a_worker_killed_while_sending_costs_at_most_a_second_copy_of_the_same_letter(
    app: Flask,
    make_settings: MakeSettings,
    database: str,
    broker: str,
    start: Start,
    smtp_server: servers.Smtp,
) -> None:
    given = {"mail": "smtp", "smtp_host": smtp_server.host, "smtp_port": smtp_server.port}
    settings = make_settings(database_url=database, redis_url=broker, sweep_seconds=1.0, **given)
    smtp_server.stall(3.0)
    worker = start(settings, "worker")
    start(settings, "beat")
    with app.app_context():
        making.draft("amina@example.org")

        def leased() -> bool:
            return any(letter.lease_owner for letter in making.letters())

        until(leased, within=40)
        processes.end_group(worker.pid)
        smtp_server.stall(0)
        [letter] = making.letters()
        assert letter.state == MessageState.WAITING
        making.hurry(letter.id)
        start(settings, "worker")
        until(lambda: making.letters()[0].state == MessageState.SENT, within=60)
    sent = smtp_server.texts(to="amina@example.org")
    assert 1 <= len(sent) <= 2
    assert len({line for text in sent for line in text.splitlines() if line.startswith("Message-ID:")}) == 1
