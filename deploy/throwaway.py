"""A whole site on a free port, in a folder that is removed afterwards: for the tour and for tests."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from config import ROOT, Settings
from deploy import processes

START_SECONDS = 180.0
MEMORY = Path("/dev/shm")  # noqa: S108 - what is made there has a name nobody can guess
DISK = Path("/tmp")  # noqa: S108
ROOM = 4 * 1024**3
"""Bytes that are free where memory is used: a container gives it 64 MB unless told otherwise."""


class DidNotStart(RuntimeError):
    """The site ended or kept silent; the message carries the end of its log."""


@dataclass(frozen=True)
class Site:
    """A running site. `announced` is a JSON file: base_url, mail (an address, or empty) and sign_ins
    (a list of role, email, password)."""

    base_url: str
    mail: str
    sign_ins: dict[str, dict[str, str]]
    announced: Path
    folder: Path
    log: Path
    supervisor: subprocess.Popen[bytes]


def short_place() -> Path:
    """Where to make a folder that is gone in minutes, with a path short enough for sockets. In memory where there is
    room: a site asks at each commit that it be kept, and would wait for a disk to keep what nobody keeps."""
    if not os.access(MEMORY, os.W_OK | os.X_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        return DISK
    return MEMORY


@contextmanager
def running(
    settings: Mapping[str, str], *, without: str = "", demo: bool = True, place: Path | None = None
) -> Iterator[Site]:
    """Start a site with sign-ins and demo content; `settings` as environment variables, less `without`. A
    PYTHONPATH among them is looked through before the product.

    Of this process's own environment only what is no setting of the product is passed on.
    """
    folder = Path(tempfile.mkdtemp(prefix="imp-site-", dir=place or short_place()))
    announced, log = folder / "announced.json", folder / "log"
    ours = {name.upper() for name in Settings.model_fields}
    env = {name: value for name, value in os.environ.items() if name not in ours}
    env |= {**settings, "DATA_DIR": str(folder / "data")}
    command: list[str | Path] = [sys.executable, "-m", "deploy.supervise", "--announce", announced]
    command += [f"--without={without}", *([] if demo else ["--empty"])]
    env["PYTHONPATH"] = os.pathsep.join([*filter(None, [settings.get("PYTHONPATH")]), str(ROOT)])
    with _kept_port() as port:
        with log.open("wb") as output:
            supervisor = processes.start(command, env={"BIND": f"127.0.0.1:{port}", **env}, output=output)
        try:
            _wait(supervisor, announced, log)
            made = json.loads(announced.read_text(encoding="utf-8"))
            sign_ins = {one["role"]: one for one in made["sign_ins"]}
            yield Site(made["base_url"], made["mail"], sign_ins, announced, folder / "data", log, supervisor)
        finally:
            processes.end([supervisor], within=12)
            shutil.rmtree(folder, ignore_errors=True)


def _wait(supervisor: subprocess.Popen[bytes], announced: Path, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while not announced.exists():
        if supervisor.poll() is not None or time.monotonic() > until:
            raise DidNotStart("\n".join(["The site did not start:", *tail(log)]))
        time.sleep(0.05)


def tail(log: Path, lines: int = 40) -> list[str]:
    return log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]


@contextmanager
def _kept_port() -> Iterator[int]:
    """A port that nobody else is given meanwhile: the site listens on it only when its database is ready.

    It can, because here nobody listens and both say SO_REUSEADDR (socket(7)). Elsewhere than on Linux the site would
    be refused, so that there the port is free, and no more.
    """
    with closing(socket.socket()) as kept:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(("127.0.0.1", 0))
        port = int(kept.getsockname()[1])
        if not processes.LINUX:
            kept.close()
        yield port
