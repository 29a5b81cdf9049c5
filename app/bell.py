"""The bell: wakes a worker after a commit. It carries no truth, so losing a ring costs only time until the sweep.

No request ever waits for the broker: a ring goes into a small bounded queue that one daemon thread empties, with
time-outs on every socket. A broker that is away, frozen or full raises nothing here.
"""

from __future__ import annotations

import os
import queue
import threading
from dataclasses import dataclass, field
from typing import Any

import structlog
from celery import Celery
from flask import Flask, current_app

from app.db import after_commit

log = structlog.get_logger(__name__)

FAN_OUT = "notifications.fan_out"
DELIVER = "notifications.deliver"
CALL = "notifications.call"
TAKE_IN = "media.take_in"
READ = "imports.read"
VIEW = "evidence.view"
TIDY_TREE = "publishing.tidy_tree"
PROVE = "publishing.prove"
VERIFY = "audit.verify"
COMPARE = "lookalikes.compare"
ERASE = "erasures.erase"

QUEUES = {
    FAN_OUT: "letters",
    DELIVER: "letters",
    CALL: "images",
    TAKE_IN: "images",
    READ: "images",
    VIEW: "images",
    TIDY_TREE: "clocks",
    PROVE: "clocks",
    VERIFY: "clocks",
    COMPARE: "images",
    ERASE: "clocks",
}


def broker_options(timeout: float, installation: str) -> dict[str, Any]:
    """Bounds for every socket to the broker (seconds). Without them a frozen broker holds its caller for good.

    Keys begin with the name of the installation: two that share a Redis would take each other's tasks, and each
    would wait for its sweep.
    """
    return {
        "global_keyprefix": f"{installation}:",
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
        "retry_on_timeout": False,
        "max_retries": 0,
        "interval_start": 0,
        "interval_step": 0,
    }


@dataclass
class Bell:
    """One process's way to the broker."""

    address: str
    timeout: float
    installation: str
    waiting: queue.Queue[str] = field(default_factory=lambda: queue.Queue(maxsize=100))
    owner: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ring(self, task: str) -> None:
        self._answer()
        try:
            self.waiting.put_nowait(task)
        except queue.Full:
            log.info("bell.dropped", task=task)

    def _answer(self) -> None:
        with self.lock:
            if self.owner == os.getpid():
                return
            self.owner = os.getpid()
            self.waiting = queue.Queue(maxsize=100)
            threading.Thread(target=self._run, args=(self.waiting,), name="bell", daemon=True).start()

    def _run(self, waiting: queue.Queue[str]) -> None:
        client = Celery("bell", broker=self.address, set_as_current=False)
        client.conf.update(
            broker_transport_options=broker_options(self.timeout, self.installation),
            broker_connection_timeout=self.timeout,
            broker_connection_retry=False,
            redis_socket_timeout=self.timeout,
            redis_socket_connect_timeout=self.timeout,
            task_ignore_result=True,
        )
        while True:
            tasks = {waiting.get()}
            while not waiting.empty():
                tasks.add(waiting.get_nowait())
            for task in tasks:
                try:
                    client.send_task(task, queue=QUEUES[task], retry=False, ignore_result=True, expires=300)
                except Exception as away:  # noqa: BLE001 - whatever it is, nobody waits for the broker
                    log.info("bell.unheard", task=task, why=str(away)[:200])


def hang(app: Flask, *, address: str, timeout: float, installation: str) -> None:
    """Give ``app`` its bell."""
    app.extensions["bell"] = Bell(address=address, timeout=timeout, installation=installation)


def ring(task: str) -> None:
    """Wake the worker of ``task`` once the transaction in progress has been committed."""
    bell: Bell = current_app.extensions["bell"]
    after_commit(lambda: bell.ring(task))
