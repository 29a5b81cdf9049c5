"""One whole site under its supervisor: started, watched, killed, started again, ended."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from config import ROOT
from deploy import processes, throwaway

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.redis,
    pytest.mark.timeout(300),
    pytest.mark.skipif(sys.platform != "linux", reason="it looks for processes in /proc"),
]


BUSY = 60.0
"""Seconds that a part may take to start on a machine that does other things at once."""
PROMISED = 10.0
"""Seconds within which everything ends."""
LATE = 10.0
"""Seconds that such a machine may add to it: nobody gets to run when it is due."""


def status(address: str) -> int:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("GET", parts.path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def eventually(holds: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return holds()


def family_of(site: throwaway.Site) -> dict[int, str]:
    """Every process that was told this site's data directory: number and command. The supervisor is none of them.

    The broker writes its title over what it was told, and names its socket there.
    """
    mark = f"DATA_DIR={site.folder}".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = mark in (folder / "environ").read_bytes().split(b"\0")
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if (told or str(site.folder) in command) and int(folder.name) != site.supervisor.pid:
            found[int(folder.name)] = command
    return found


def start_again(site: throwaway.Site, **settings: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "DATA_DIR": str(site.folder), "PYTHONPATH": str(ROOT), **settings}
    command = [sys.executable, "-m", "deploy.supervise", "--bare"]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=BUSY, check=False)


def test_a_second_supervisor_on_the_same_data_is_refused_and_the_first_goes_on() -> None:
    with throwaway.running({}, without="worker,beat", demo=False) as site:
        refused = start_again(site, BIND="127.0.0.1:1")
        assert refused.returncode == 1
        assert f"another one already runs on {site.folder} (process {site.supervisor.pid})" in refused.stderr
        assert status(f"{site.base_url}/readyz") == 200


def test_a_part_killed_outright_comes_back_and_an_end_leaves_nobody() -> None:
    with throwaway.running({}, demo=False) as site:
        web = [number for number, command in family_of(site).items() if "gunicorn" in command]
        for number in web:
            os.kill(number, signal.SIGKILL)
        assert eventually(lambda: status(f"{site.base_url}/readyz") == 200, BUSY)
        began = time.monotonic()
        site.supervisor.send_signal(signal.SIGINT)
        assert site.supervisor.wait(timeout=BUSY) == 0
        assert time.monotonic() - began < PROMISED + LATE
        assert family_of(site) == {}


def test_a_killed_supervisor_takes_every_part_along() -> None:
    with throwaway.running({}, demo=False) as site:
        commands = " ".join(family_of(site).values())
        assert all(word in commands for word in ("broker.sock", "gunicorn", "celery"))
        site.supervisor.kill()
        site.supervisor.wait()
        assert eventually(lambda: family_of(site) == {}, BUSY), family_of(site)


def test_what_outlived_a_killed_supervisor_is_ended_by_the_next(data_dir: Path) -> None:
    stray = processes.start([sys.executable, "-c", "import time; time.sleep(60)"])
    processes.Ledger(data_dir / "children.json").add("web", stray.pid)
    env = {**os.environ, "DATA_DIR": str(data_dir), "BIND": "203.0.113.7:8000", "PYTHONPATH": str(ROOT)}
    env |= {"MAIL": "smtp", "BASE_URL": "http://127.0.0.1:8000"}
    command = [sys.executable, "-m", "deploy.supervise"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=BUSY, check=False)
    assert "ended web, left behind by an earlier run that was killed" in done.stdout
    assert stray.wait(timeout=5) == -signal.SIGTERM
