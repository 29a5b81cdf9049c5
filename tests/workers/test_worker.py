"""A real worker on a real broker: letters arrive whatever happens to the broker, and the web never waits for it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import redis

from app.notifications import captured
from tests.notifications import making
from tests.workers.conftest import until

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings
    from tests.conftest import MakeSettings
    from tests.workers.conftest import Start

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def settings(make_settings: MakeSettings, database: str, redis_server: str) -> Settings:
    with closing(redis.Redis.from_url(redis_server)) as broker:
        broker.flushall()
    return make_settings(database_url=database, redis_url=redis_server, sweep_seconds=1.0, broker_timeout=0.5)


def letters_to(settings: Settings, address: str) -> list[captured.Captured]:
    return captured.newest(settings.mail_dir, to=address)


def test_a_letter_arrives_soon_after_the_commit_by_the_bell_alone(
    app: Flask, settings: Settings, start: Start
) -> None:
    start(settings, "worker")
    with app.app_context():
        making.draft("warm@example.org")
        until(lambda: letters_to(settings, "warm@example.org"), within=40)
        making.draft("amina@example.org")
        took = until(lambda: letters_to(settings, "amina@example.org"), within=10)
    assert took < 3
