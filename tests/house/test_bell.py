"""The bell: a broker that is frozen or away keeps nobody waiting."""

from __future__ import annotations

import os
import signal
import threading
import time

from app.bell import FAN_OUT, Bell
from deploy import broker, processes
from tests import servers


def test_a_frozen_broker_slows_no_ring_and_nothing_raises() -> None:
    port = servers.free_port()
    with servers.short_folder() as folder:
        binary = broker.find_server()
        with (folder / "log").open("wb") as log:
            child = processes.start(
                [binary, "--port", str(port), "--save", "", "--dir", str(folder)], output=log
            )
        try:
            time.sleep(1)
            assert child.poll() is None
            os.kill(child.pid, signal.SIGSTOP)
            rung = Bell(f"redis://127.0.0.1:{port}/0", 1.0, "test")
            took = []
            for _ in range(300):
                before = time.perf_counter()
                rung.ring(FAN_OUT)
                took.append(time.perf_counter() - before)
                time.sleep(0.002)
            assert sorted(took)[int(len(took) * 0.99)] < 0.05
            assert any(thread.name == "bell" and thread.is_alive() for thread in threading.enumerate())
        finally:
            os.kill(child.pid, signal.SIGCONT)
            processes.end([child], within=5, by=signal.SIGTERM)


def test_a_broker_that_is_away_drops_the_ring_and_nothing_else() -> None:
    rung = Bell("redis+socket:///nowhere/broker.sock", 0.2, "test")
    before = time.perf_counter()
    for _ in range(500):  # more than it keeps
        rung.ring(FAN_OUT)
    assert time.perf_counter() - before < 2
