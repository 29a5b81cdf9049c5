"""Real workers: `celery worker` and `celery beat` as processes of their own, ended after the test."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config import ROOT, Settings
from deploy import processes

if TYPE_CHECKING:
    from collections.abc import Mapping

Start = Callable[..., subprocess.Popen[bytes]]


def environment(settings: Settings) -> Mapping[str, str]:
    """The settings as the environment of a child; nothing of this process's own."""
    hidden = {name.upper() for name in Settings.model_fields}
    env = {name: value for name, value in os.environ.items() if name not in hidden}
    for name in Settings.model_fields:
        value = getattr(settings, name)
        said = value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)
        env[name.upper()] = said
    return {**env, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """`start(settings, "worker")` or `"beat"`; more arguments are passed on."""
    children: list[subprocess.Popen[bytes]] = []
    logs: list[Path] = []

    def run(settings: Settings, what: str, *more: str) -> subprocess.Popen[bytes]:
        extra = {
            "worker": ["-Q", "letters,images,clocks", "-c", "2", "--without-gossip", "--without-mingle"],
            "beat": ["-s", str(tmp_path / "beat"), "--pidfile="],
        }[what]
        command = [
            sys.executable,
            "-m",
            "celery",
            "--quiet",
            "-A",
            "workers",
            what,
            *extra,
            "--loglevel",
            "INFO",
            *more,
        ]
        log = tmp_path / f"{what}-{len(children)}.log"
        logs.append(log)
        with log.open("wb") as output:
            children.append(processes.start(command, env=environment(settings), output=output))
        return children[-1]

    yield run
    processes.end(children, within=10)
    for log in logs:
        print(log.name, log.read_text(errors="replace")[-4000:], sep="\n")


def until(true: Callable[[], object], *, within: float) -> float:
    """Wait until something holds; how many seconds it took. Fails after ``within``."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < within, f"not within {within} s"
        time.sleep(0.05)
    return time.monotonic() - began
