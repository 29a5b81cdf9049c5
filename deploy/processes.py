"""Child processes that cannot outlive whoever started them.

Each child leads a session of its own, so that a Ctrl-C in the terminal reaches the parent alone and the whole
family of a child (a web server's workers, a task pool) can be ended as one group. On Linux the kernel also
tells the child when its parent dies, even by SIGKILL.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1  # prctl(2)

LINUX = sys.platform == "linux"

Output = int | IO[bytes] | None


def start(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    output: Output = None,
    errors: Output = subprocess.STDOUT,
    user: str | None = None,
) -> subprocess.Popen[bytes]:
    """Start one child in its own session. `user`: whom it runs as, which takes root.

    Call it from the main thread: the kernel's notice of a dead parent follows the thread that forked.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        env=dict(env) if env is not None else None,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        start_new_session=True,
        preexec_fn=_die_with_parent(),
        user=user,
        group=user,
        extra_groups=[] if user else None,
    )


def end(children: Iterable[subprocess.Popen[bytes]], *, within: float, by: int = signal.SIGTERM) -> None:
    """Ask every child to stop with signal `by`; after `within` seconds end whole groups by SIGKILL."""
    waiting = [child for child in children if child.returncode is None]
    for child in waiting:
        ask(child, by)
    until = time.monotonic() + within
    while time.monotonic() < until and not all(has_ended(child) for child in waiting):
        time.sleep(0.02)
    for child in waiting:
        end_group(child.pid)
        child.wait()


def ask(child: subprocess.Popen[bytes], by: int = signal.SIGTERM) -> None:
    """Send a signal to a child that runs; unlike `Popen.send_signal` without waiting for one that has ended."""
    if not has_ended(child):
        os.kill(child.pid, by)


def has_ended(child: subprocess.Popen[bytes]) -> bool:
    """Whether it ran to its end. Its number stays its own until it is waited for.

    `Popen.poll` gives the number back to the system at once, and where processes come and go quickly a SIGKILL for
    what is left of the group may then hit a stranger, waitid(2).
    """
    if child.returncode is not None or not hasattr(os, "waitid"):
        return child.poll() is not None
    try:
        return os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:  # somebody else waited for it
        return child.poll() is not None


def end_group(leader: int) -> None:
    """SIGKILL whatever is left of the session of a child not waited for yet; nothing left is fine."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


class Ledger:
    """Which children a supervisor started, on disk, so that the next one can end what a SIGKILL left behind.

    An entry names the process by number, time of start and boot: a number alone may have gone to a stranger.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._children: dict[str, tuple[int, str]] = {}

    def add(self, name: str, pid: int) -> None:
        self._children[name] = (pid, started(pid))
        self._write()

    def remove(self, name: str) -> None:
        self._children.pop(name, None)
        self._write()

    def end_strays(self) -> list[str]:
        """End what an earlier run left running; their names."""
        try:
            kept = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return []
        if kept.get("boot") != _boot():
            return []
        found = [(name, pid) for name, (pid, since) in kept["children"].items() if _is_stray(pid, since)]
        for _, pid in found:
            _signal_group(pid, signal.SIGTERM)
        until = time.monotonic() + 5
        while time.monotonic() < until and any(_group_lives(pid) for _, pid in found):
            time.sleep(0.05)
        for _, pid in found:
            end_group(pid)
        return [name for name, _ in found]

    def _write(self) -> None:
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps({"boot": _boot(), "children": self._children}))
        fresh.replace(self.path)


def started(pid: int) -> str:
    """When a process began, as the system tells it; empty when there is none."""
    if LINUX:
        state, fields = _stat(Path(f"/proc/{pid}"))
        return "" if state in "ZX" else fields[18]  # field 22 of proc(5), counted from the fourth
    shown = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, check=False)
    return shown.stdout.decode().strip()


def _is_stray(pid: int, since: str) -> bool:
    now = started(pid)
    return now == since if now else _group_lives(pid)  # a number is not reused while its group lives


def _group_lives(leader: int) -> bool:
    if not LINUX:
        return _signal_group(leader, 0)
    shown = (_stat(folder) for folder in Path("/proc").glob("[0-9]*"))
    return any(state not in "ZX" and fields[1] == str(leader) for state, fields in shown)  # dead do not count


def _stat(folder: Path) -> tuple[str, list[str]]:
    """State and the fields after it of one process, proc(5); state `X` when there is none."""
    try:
        line = (folder / "stat").read_text()
    except OSError:
        return "X", []
    state, *fields = line.rpartition(")")[2].split()
    return state, fields


def _signal_group(leader: int, number: int) -> bool:
    try:
        os.killpg(leader, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def _die_with_parent() -> Callable[[], None] | None:
    if not LINUX:
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl  # before the fork: nothing may be loaded after it
    parent = os.getpid()

    def ask_the_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask_the_kernel
