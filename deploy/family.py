"""A family of child processes: their logs on one screen, each restarted when it falls, all ended together."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy import processes

FIRST_PAUSE = 0.5  # seconds before the first restart; doubled each time
LONGEST_PAUSE = 30.0
STEADY = 30.0  # a child that ran this long starts over with the first pause
GRACE = 7.0  # seconds to end in when asked; with LAST_GRACE less than the ten that people are promised
LAST_GRACE = 2.0
SAME_ASK = 0.5  # a terminal and a parent may both pass on the same Ctrl-C

Line = Callable[[str, str], None]


class Stopped(Exception):
    """Somebody asked the whole family to end."""


@dataclass
class Child:
    name: str
    command: Sequence[str | Path]
    last: bool = False  # others use it while they end
    process: subprocess.Popen[bytes] | None = None
    since: float = 0.0
    pause: float = FIRST_PAUSE
    due: float | None = None
    falls: int = 0
    rest: dict[int, bytes] = field(default_factory=dict)  # the unfinished line of each stream

    @property
    def alive(self) -> bool:
        return self.process is not None and not processes.has_ended(self.process)


class Family:
    """Single-threaded on purpose: the kernel's notice of a dead parent follows the thread that forked."""

    def __init__(self, ledger: processes.Ledger, env: Mapping[str, str]) -> None:
        self.ledger = ledger
        self.env = dict(env)
        self.children: list[Child] = []
        self.asked_at = 0.0
        self.hurried = False  # asked to end a second time
        self._streams = selectors.DefaultSelector()
        self._wake, waker = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(waker, False)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        self._streams.register(self._wake, selectors.EVENT_READ)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to wake the wait below

    def keep(self, child: Child) -> Child:
        """Start a child and start it again whenever it ends."""
        self.children.append(child)
        self._start(child)
        return child

    def once(self, child: Child) -> tuple[int, list[str]]:
        """Run a child to its end: exit code and its standard output; its errors go to the log."""
        said: list[str] = []
        self._start(child, heard=lambda _, line: said.append(line))
        self.children.append(child)
        process = child.process
        assert process is not None
        self.until(lambda: processes.has_ended(process), restarting=False)
        processes.end([process], within=0)
        self._drain(child)
        self.children.remove(child)
        self.ledger.remove(child.name)
        return process.returncode, said

    def until(
        self, condition: Callable[[], bool], *, seconds: float | None = None, restarting: bool = True
    ) -> bool:
        """Look after everybody until `condition` holds; False when `seconds` passed first. Raises Stopped."""
        limit = time.monotonic() + seconds if seconds else None
        while not condition():
            if self.asked_at:
                raise Stopped
            if limit is not None and time.monotonic() > limit:
                return False
            self._look_after(0.1)
            if restarting:
                self._restart()
        return True

    def end(self) -> None:
        """End everybody within ten seconds; whoever asks once more does not want to wait."""
        users = [child for child in self.children if not child.last]
        used = [child for child in self.children if child.last]
        for group, grace in ((users, GRACE), (used, LAST_GRACE)):
            for child in group:
                if child.process is not None:
                    processes.ask(child.process)
            until = time.monotonic() + grace
            while any(child.alive for child in group) and time.monotonic() < until and not self.hurried:
                self._look_after(0.1)
            processes.end([child.process for child in group if child.process is not None], within=0)
            for child in group:
                self._drain(child)
                self.ledger.remove(child.name)

    def _start(self, child: Child, heard: Line | None = None) -> None:
        errors = subprocess.PIPE if heard else subprocess.STDOUT
        process = processes.start(child.command, env=self.env, output=subprocess.PIPE, errors=errors)
        child.process, child.since, child.due = process, time.monotonic(), None
        self.ledger.add(child.name, process.pid)
        for stream, hears in ((process.stdout, heard or say), (process.stderr, say)):
            if stream is not None:
                os.set_blocking(stream.fileno(), False)
                self._streams.register(stream, selectors.EVENT_READ, (child, hears))

    def _look_after(self, seconds: float) -> None:
        for key, _ in self._streams.select(seconds):
            if key.data is None:
                self._empty(self._wake)
            else:
                self._hear(key)

    def _restart(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.alive:
                continue
            if child.due is None:
                self._fell(child, now)
            elif now >= child.due:
                self._start(child)

    def _fell(self, child: Child, now: float) -> None:
        assert child.process is not None
        processes.end([child.process], within=0)  # whoever it left behind
        child.pause = FIRST_PAUSE if now - child.since > STEADY else child.pause
        child.due, child.falls = now + child.pause, child.falls + 1
        say(child.name, f"ended with exit code {child.process.returncode}; again in {child.pause:g} s")
        child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def _hear(self, key: selectors.SelectorKey) -> None:
        child, hears = key.data
        try:
            read = os.read(key.fd, 65_536)
        except BlockingIOError:
            return
        *lines, rest = (child.rest.pop(key.fd, b"") + read).split(b"\n")
        if read:
            child.rest[key.fd] = rest
        else:
            self._streams.unregister(key.fileobj)
            key.fileobj.close()  # type: ignore[union-attr]
            lines += [rest] if rest else []
        for line in lines:
            hears(child.name, line.decode(errors="replace"))

    def _drain(self, child: Child) -> None:
        """Hear what an ended child still had to say; a stream kept open by a stranger is not waited for."""
        for _ in range(100):
            mine = [key for key in self._streams.get_map().values() if key.data and key.data[0] is child]
            ready = {key.fd for key, _ in self._streams.select(0.01)}
            heard = [key for key in mine if key.fd in ready]
            for key in heard:
                self._hear(key)
            if not heard:
                return

    def _ask(self, *_: object) -> None:
        now = time.monotonic()
        self.hurried = bool(self.asked_at) and now > self.asked_at + SAME_ASK
        self.asked_at = self.asked_at or now

    def _empty(self, pipe: int) -> None:
        try:
            while os.read(pipe, 512):
                continue
        except BlockingIOError:
            return


def say(name: str, line: str) -> None:
    """One line of the common log; a screen that has gone away ends nobody."""
    try:
        print(f"{name:8}| {line}", flush=True)
    except OSError:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for the rest of the process
