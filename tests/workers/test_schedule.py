"""Every name that is rung or scheduled has a task, and the tasks are set up to lose nothing and to hold nobody."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

import workers
from app import bell
from app.audit import queries as audit
from app.db import session
from workers.schedule import CHORES

if TYPE_CHECKING:
    from celery import Celery
    from flask import Flask

    from config import Settings


@pytest.fixture
def celery(settings: Settings, app: Flask) -> Celery:
    return workers.build(settings, site=app)


on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@on_sqlite
def test_every_name_that_is_rung_has_a_task_on_the_same_queue(celery: Celery) -> None:
    rung = {value for name, value in vars(bell).items() if name.isupper() and isinstance(value, str)}
    assert rung == set(bell.QUEUES)
    assert {chore.name: chore.queue for chore in CHORES if chore.name in rung} == bell.QUEUES
    assert rung <= set(celery.tasks)


@on_sqlite
def test_every_scheduled_name_exists_and_every_queue_is_watched(celery: Celery) -> None:
    scheduled = {entry["task"] for entry in celery.conf.beat_schedule.values()}
    assert scheduled == {chore.name for chore in CHORES}
    assert scheduled <= set(celery.tasks)
    assert {chore.queue for chore in CHORES} == set(audit.QUEUES)


@on_sqlite
def test_what_no_bell_was_heard_for_is_looked_for_at_least_every_thirty_seconds(celery: Celery) -> None:
    swept = {
        name: celery.conf.beat_schedule[name]["schedule"]
        for name in (bell.FAN_OUT, bell.DELIVER, bell.TAKE_IN)
    }
    assert all(seconds <= 30 for seconds in swept.values()), swept


@on_sqlite
def test_every_queue_gives_a_sign_of_life_before_it_counts_as_silent(celery: Celery) -> None:
    beats = {chore.queue: celery.conf.beat_schedule[chore.name]["schedule"] for chore in CHORES}
    for chore in CHORES:
        beats[chore.queue] = min(beats[chore.queue], celery.conf.beat_schedule[chore.name]["schedule"])
    assert all(seconds * 2 <= audit.SILENT_AFTER.total_seconds() for seconds in beats.values()), beats


@on_sqlite
def test_a_task_is_acknowledged_late_and_given_back_when_its_worker_is_lost(celery: Celery) -> None:
    conf = celery.conf
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost) == (True, True)
    assert conf.task_time_limit < conf.broker_transport_options["visibility_timeout"]
    assert conf.accept_content == ["json"]
    assert conf.timezone == "UTC"


def test_every_chore_is_shallow_and_takes_nothing() -> None:
    for chore in CHORES:
        assert not inspect.signature(chore.run).parameters, chore.name
        assert chore.run.__doc__, chore.name
        assert len(inspect.getsource(chore.run).splitlines()) <= 25, chore.name


def test_every_chore_runs_twice_on_an_empty_site_and_shows_its_pulse(celery: Celery, app: Flask) -> None:
    for chore in CHORES:
        celery.tasks[chore.name]()
        celery.tasks[chore.name]()
    with app.app_context():
        assert audit.silent_queues() == []
        session.rollback()
