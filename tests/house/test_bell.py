"""The bell: a broker that is frozen or away keeps nobody waiting."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import closing

import redis

from app.bell import FAN_OUT, Bell
from tests import servers


def slowest(rung: Bell, rings: int = 300) -> float:
    """Seconds that 99 of 100 rings stay below."""
    took = []
    for _ in range(rings):
        before = time.perf_counter()
        rung.ring(FAN_OUT)
        took.append(time.perf_counter() - before)
        time.sleep(0.002)
    return sorted(took)[int(rings * 0.99)]


def test_a_frozen_broker_slows_no_ring_and_nothing_raises() -> None:
    with servers.redis_server() as url:
        with closing(redis.Redis.from_url(url)) as keys:
            process = keys.info("server")["process_id"]
        os.kill(process, signal.SIGSTOP)
        try:
            rung = Bell(url, 1.0, "test")
            assert any(slowest(rung) < 0.05 for _ in range(3))  # a busy machine may stop anybody for a moment
            assert any(thread.name == "bell" and thread.is_alive() for thread in threading.enumerate())
        finally:
            os.kill(process, signal.SIGCONT)


def test_a_broker_that_is_away_drops_the_ring_and_nothing_else() -> None:
    rung = Bell("redis+socket:///nowhere/broker.sock", 0.2, "test")
    before = time.perf_counter()
    for _ in range(500):  # more than it keeps
        rung.ring(FAN_OUT)
    assert time.perf_counter() - before < 2
