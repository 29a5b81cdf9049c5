"""The workers: what is done after a commit, and by the clock. ``celery -A workers`` runs ``workers.celery``.

The database is the truth and every task may run twice; the broker only says when. Each task is one line of the table
in ``workers.schedule``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import structlog
from celery import Celery
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app import create_app
from app.audit import log as audit
from app.audit.queries import QUEUES
from app.db import transaction
from config import Settings
from workers.schedule import CHORES, Chore

log = structlog.get_logger(__name__)

HARD_LIMIT = 300
"""Seconds after which a task's process is killed; the row it held becomes free when its lease ends."""

VISIBILITY = 2 * HARD_LIMIT
"""Seconds after which the broker gives an unfinished task to another worker: longer than any task can take."""

PULSE_EVERY = 5.0
"""Seconds between two signs of life that one process writes for one queue."""


class Site:
    """The web application that the tasks of one process work in, and its signs of life."""

    def __init__(self, settings: Settings, given: Flask | None) -> None:
        self.settings = settings
        self.given = given
        self.made: tuple[int, Flask] | None = None
        self.pulses: dict[str, float] = {}

    def app(self) -> Flask:
        if self.given is not None:
            return self.given
        if self.made is None or self.made[0] != os.getpid():
            self.made = (os.getpid(), create_app(self.settings))
        return self.made[1]

    def pulse(self, queue: str) -> None:
        """Say that this queue is really consumed. Two workers may say so at once: one of them is enough."""
        if time.monotonic() - self.pulses.get(queue, -PULSE_EVERY) < PULSE_EVERY:
            return
        self.pulses[queue] = time.monotonic()
        try:
            with transaction():
                audit.pulse(queue)
        except IntegrityError:
            log.info("workers.pulse_twice", queue=queue)


def build(settings: Settings, *, site: Flask | None = None) -> Celery:
    """The Celery application of one installation. ``site`` is the web application its tasks work in; left out,
    each process makes its own at its first task, so that nothing is shared across a fork."""
    celery = Celery("workers", broker=settings.celery_broker, set_as_current=False)
    celery.conf.update(_options(settings))
    celery.conf.beat_schedule = {chore.name: _entry(chore, settings) for chore in CHORES}
    web = Site(settings, site)
    for chore in CHORES:
        celery.task(name=chore.name, ignore_result=True, shared=False, lazy=False)(_task(chore, web))
    return celery


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "enable_utc": True,
        "timezone": "UTC",
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_acks_on_failure_or_timeout": True,
        "task_time_limit": HARD_LIMIT,
        "task_soft_time_limit": HARD_LIMIT - 30,
        "task_queues": {name: {} for name in QUEUES},
        "task_default_queue": "clocks",
        "task_create_missing_queues": False,
        "task_routes": {chore.name: {"queue": chore.queue} for chore in CHORES},
        "worker_prefetch_multiplier": 1,
        "worker_max_tasks_per_child": 2000,
        "worker_enable_remote_control": False,
        "worker_send_task_events": False,
        "broker_connection_timeout": 5,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_transport_options": {
            "global_keyprefix": f"{settings.installation}:",  # as the bell has it
            "visibility_timeout": VISIBILITY,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            "socket_timeout": 5.0,
            "socket_connect_timeout": 5.0,
        },
    }


def _entry(chore: Chore, settings: Settings) -> dict[str, Any]:
    seconds = chore.every(settings)
    return {
        "task": chore.name,
        "schedule": seconds,
        "options": {"queue": chore.queue, "expires": max(seconds, 30.0)},
    }


def _task(chore: Chore, site: Site) -> Callable[[], None]:
    def run() -> None:
        with site.app().app_context():
            site.pulse(chore.queue)
            chore.run()

    run.__name__ = chore.name.replace(".", "_")
    run.__doc__ = chore.run.__doc__
    return run
