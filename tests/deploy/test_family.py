"""The supervisor's family: who falls is started again, later each time; who is asked to end, ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from config import ROOT

FAMILY = """
import os, sys
from pathlib import Path
from deploy.family import Child, Family, Stopped
from deploy.processes import Ledger
family = Family(Ledger(Path(sys.argv[1]) / "children.json"), os.environ)
try:
    first = "print(1); print(2); raise SystemExit(4)"
    code, said = family.once(Child("first", [sys.executable, "-c", first]))
    print("first gave", code, said, flush=True)
    for name, script in zip(sys.argv[2::2], sys.argv[3::2]):
        family.keep(Child(name, [sys.executable, "-c", script]))
    family.until(lambda: False)
except Stopped:
    print("stopped", flush=True)
finally:
    family.end()
"""
LASTS = "import time; print('here', flush=True); time.sleep(600)"
REFUSES = "import signal, time; signal.signal(15, signal.SIG_IGN); print('here', flush=True); time.sleep(600)"


def family(folder: Path, *children: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", FAMILY, str(folder), *children]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def hear(running: subprocess.Popen[str], *words: str) -> list[str]:
    """The lines up to the one by which each of these words was said, in whatever order: children start together."""
    assert running.stdout is not None
    lines = []
    for line in running.stdout:
        lines.append(line.rstrip("\n"))
        if all(any(one in said for said in lines) for one in words):
            return lines
    raise AssertionError(f"not all of {words} was said: {lines}")


def number_of(lines: list[str]) -> int:
    return int(re.findall(r"number (\d+)", "\n".join(lines))[0])


def end(running: subprocess.Popen[str], by: int = signal.SIGINT) -> str:
    running.send_signal(by)
    return running.communicate(timeout=12)[0]


def test_a_child_run_once_gives_its_exit_code_and_its_words(tmp_path: Path) -> None:
    running = family(tmp_path, "one", LASTS)
    assert hear(running, "here")[0] == "first gave 4 ['1', '2']"
    end(running)


def test_a_child_that_falls_is_started_again_and_each_pause_is_longer(tmp_path: Path) -> None:
    running = family(tmp_path, "weak", "print('up', flush=True); raise SystemExit(7)")
    lines = hear(running, "again in 2 s")
    end(running)
    assert [line for line in lines if "up" in line] == ["weak    | up"] * 3
    assert re.findall(r"exit code 7; again in (\S+) s", "\n".join(lines)) == ["0.5", "1", "2"]


def test_a_child_killed_outright_is_started_again_while_the_others_stay(tmp_path: Path) -> None:
    script = "import os; print('number', os.getpid(), flush=True); import time; time.sleep(600)"
    running = family(tmp_path, "one", script, "two", LASTS)
    first = number_of(hear(running, "number", "two     | here"))
    os.kill(first, signal.SIGKILL)
    lines = hear(running, "number")
    end(running)
    assert number_of(lines) != first, lines
    assert any("one     | ended with exit code -9; again in 0.5 s" in line for line in lines)
    assert not any(line.startswith("two") for line in lines)


def test_asked_to_end_the_family_is_gone_within_ten_seconds_even_if_one_refuses(tmp_path: Path) -> None:
    running = family(tmp_path, "one", LASTS, "two", REFUSES)
    hear(running, "one     | here", "two     | here")
    began = time.monotonic()
    said = end(running, by=signal.SIGTERM)
    assert time.monotonic() - began < 10
    assert "stopped" in said
    assert running.returncode == 0
    assert (tmp_path / "children.json").read_text().endswith('"children": {}}')


def test_asked_twice_nobody_is_waited_for(tmp_path: Path) -> None:
    running = family(tmp_path, "one", REFUSES)
    hear(running, "one     | here")
    began = time.monotonic()
    running.send_signal(signal.SIGINT)
    hear(running, "stopped")
    time.sleep(0.6)
    end(running)
    assert time.monotonic() - began < 3
