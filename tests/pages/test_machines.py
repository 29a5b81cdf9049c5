"""What machines ask."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask
from sqlalchemy import text

from app.audit.log import pulse
from app.audit.queries import QUEUES
from app.db import session, transaction
from app.pages import machines
from tests.pages.signing_in import browser, site


def ready(app: Flask) -> tuple[int, dict[str, Any]]:
    answer = browser(app).get("/readyz")
    return answer.status_code, dict(answer.get_json())


def test_the_process_answers(app: Flask):
    answer = browser(app).get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"alive": True})


def test_a_site_without_broker_and_worker_is_ready_and_says_so(app: Flask):
    status, said = ready(app)
    assert status == 200
    assert said["ready"] is True
    assert said["broker"] == "away"
    assert said["workers"] == "silent: letters, images, clocks"


def test_many_that_ask_at_once_are_all_told_the_same(app: Flask) -> None:
    def ask(_number: int) -> set[str]:
        with app.app_context():
            return {machines._storage() for _ in range(100)}

    with ThreadPoolExecutor(8) as asking:
        assert set().union(*asking.map(ask, range(8))) == {"ok"}


def test_workers_that_were_heard_of_lately_are_well(app: Flask):
    with app.app_context(), transaction():
        for name in QUEUES:
            pulse(name)
    assert ready(app)[1]["workers"] == "ok"


def test_a_broker_that_answers_is_well(make_settings, database, redis_server):
    with site(make_settings(database_url=database, redis_url=redis_server)) as made:
        assert ready(made)[1]["broker"] == "ok"


def test_a_schema_of_yesterday_is_not_ready(app: Flask):
    with app.app_context(), transaction():
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    status, said = ready(app)
    assert status == 503
    assert "0001" in said["database"]


def test_a_storage_that_cannot_be_written_is_not_ready(app: Flask, monkeypatch):
    monkeypatch.setattr(machines, "PROBE", "no such folder/probe")
    status, said = ready(app)
    assert status == 503
    assert "cannot be written" in said["storage"]


def test_a_database_that_is_away_is_not_ready(make_settings):
    with site(make_settings(database_url="postgresql://nobody@127.0.0.1:1/nothing")) as made:
        status, said = ready(made)
        assert status == 503
        assert said["database"] == "away"
        assert browser(made).get("/healthz").status_code == 200
