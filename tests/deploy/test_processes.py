"""No child outlives whoever started it, however that one ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from config import ROOT
from deploy import processes

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN_SCRIPT = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""
STUBBORN = [sys.executable, "-c", STUBBORN_SCRIPT]


def eventually(holds: Callable[[], bool], seconds: float = 5) -> bool:
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
    return holds()


def test_a_child_that_refuses_to_end_is_ended_with_its_own_children() -> None:
    child = processes.start(STUBBORN, output=subprocess.PIPE)
    assert child.stdout is not None
    grandchild = int(child.stdout.readline())
    began = time.monotonic()
    processes.end([child], within=0.3)
    child.stdout.close()
    assert child.returncode == -signal.SIGKILL
    assert time.monotonic() - began < 3
    assert eventually(lambda: processes.started(grandchild) == "")


def test_a_stranger_who_got_the_number_of_a_child_long_gone_is_left_alone() -> None:
    gone = processes.start([sys.executable, "-c", ""])
    gone.wait()
    stranger = processes.start(SLEEPER)
    gone.pid = stranger.pid
    processes.end([gone], within=0)
    time.sleep(0.1)
    assert stranger.poll() is None
    processes.end([stranger], within=2)


@pytest.mark.skipif(not hasattr(os, "waitid"), reason="the system cannot tell without giving the number back")
def test_a_child_that_ended_keeps_its_number_until_its_group_was_ended() -> None:
    child = processes.start([sys.executable, "-c", "raise SystemExit(3)"])
    assert eventually(lambda: processes.has_ended(child))
    os.killpg(child.pid, 0)  # the number is still its own
    processes.end([child], within=0)
    assert child.returncode == 3
    with pytest.raises(ProcessLookupError):
        os.killpg(child.pid, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children about a killed parent")
def test_a_child_ends_when_its_parent_is_killed_outright() -> None:
    parent_script = (
        "import sys; from deploy import processes\n"
        f"child = processes.start({SLEEPER!r})\n"
        "print(child.pid, flush=True); child.wait()"
    )
    parent = subprocess.Popen([sys.executable, "-c", parent_script], stdout=subprocess.PIPE, cwd=ROOT)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert processes.started(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert eventually(lambda: processes.started(child) == "")


def test_the_next_start_ends_what_a_killed_one_left_behind(tmp_path: Path) -> None:
    left_behind = processes.start(SLEEPER)
    processes.Ledger(tmp_path / "children.json").add("web", left_behind.pid)
    assert processes.Ledger(tmp_path / "children.json").end_strays() == ["web"]
    assert left_behind.wait(timeout=5) == -signal.SIGTERM


def test_a_stranger_with_the_number_of_a_lost_child_is_left_alone(tmp_path: Path) -> None:
    stranger = processes.start(SLEEPER)
    ledger = processes.Ledger(tmp_path / "children.json")
    ledger.add("web", stranger.pid)
    kept = ledger.path.read_text()
    ledger.path.write_text(kept.replace(processes.started(stranger.pid), "1"))
    assert processes.Ledger(ledger.path).end_strays() == []
    assert stranger.poll() is None
    processes.end([stranger], within=2)


def test_a_ledger_that_was_cut_short_ends_nobody(tmp_path: Path) -> None:
    (tmp_path / "children.json").write_text('{"boot": "x", "chil')
    assert processes.Ledger(tmp_path / "children.json").end_strays() == []


def test_a_process_that_is_gone_has_no_start_time() -> None:
    child = processes.start([sys.executable, "-c", ""])
    child.wait()
    assert processes.started(child.pid) == ""
