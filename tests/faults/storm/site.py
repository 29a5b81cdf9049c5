"""A whole site as `make run` starts it, with the articles of a storm, and hands that can kill parts of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask

from app import create_app
from app.publishing.models import Article
from config import ROOT, Settings
from deploy import keys, throwaway
from tests import sparing
from tests.faults.storm.stage import Printed, published
from tests.live import close_database
from workers import build

READERS = 2
"""Processes of readers, of four threads each."""
AWAY_SECONDS = 60.0


@dataclass
class Site:
    """The site, the product beside it in this process on the same database and tree, and its articles."""

    running: throwaway.Site
    settings: Settings
    app: Flask
    printed: Sequence[Printed] = ()
    ledgers: list[Path] = field(default_factory=list)

    @property
    def host(self) -> str:
        return urlsplit(self.running.base_url).netloc

    def web(self) -> list[int]:
        """The processes that serve, forked by the one that listens."""
        listens = self._children()["web"]
        return [int(pid) for pid in Path(f"/proc/{listens}/task/{listens}/children").read_text().split()]

    def kill_web(self) -> None:
        for pid in self.web():
            os.kill(pid, signal.SIGKILL)

    def kill_worker(self) -> None:
        """Celery with all its processes at once."""
        os.killpg(self._children()["worker"], signal.SIGKILL)

    def ring(self, *tasks: str) -> None:
        """Put jobs into the queue, as an old message does that is delivered once more."""
        celery = build(self.settings, site=self.app)
        for task in tasks:
            queue = celery.conf.task_routes[task]["queue"]
            celery.send_task(task, queue=queue, ignore_result=True)
        celery.close()

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
        connection = HTTPConnection(self.host, timeout=20)
        try:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, HTTPException):
            return 0, b""
        finally:
            connection.close()

    def until(self, true: Callable[[], bool], *, seconds: float = AWAY_SECONDS) -> bool:
        """Whether it became true in time."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            if true():
                return True
            time.sleep(0.05)
        return true()

    def _children(self) -> dict[str, int]:
        kept = json.loads((self.running.folder / "children.json").read_text())
        return {name: pid for name, (pid, _) in kept["children"].items()}

    @contextmanager
    def readers(self) -> Iterator[Callable[[Sequence[int]], None]]:
        """Readers at work; what comes back tells them where to look most."""
        folder = self.running.folder.parent
        told = folder / "told.json"
        articles = [one.as_told() for one in self.printed]
        told.write_text(json.dumps({"host": self.host, "articles": articles}), encoding="utf-8")
        began = [self._reader(told, folder / f"ledger-{len(self.ledgers)}-{n}.jsonl") for n in range(READERS)]

        def look(numbers: Sequence[int]) -> None:
            for reader in began:
                assert reader.stdin
                reader.stdin.write((" ".join(map(str, numbers)) + "\n").encode())
                reader.stdin.flush()

        try:
            assert self.until(lambda: all(_is_filled(one) for one in self.ledgers[-READERS:])), (
                "no reader reads"
            )
            yield look
        finally:
            for reader in began:
                assert reader.stdin
                reader.stdin.close()
            for reader in began:
                reader.wait(60)

    def _reader(self, told: Path, ledger: Path) -> subprocess.Popen[bytes]:
        self.ledgers.append(ledger)
        command = [sys.executable, "-m", "tests.faults.storm.reading", str(told), str(ledger)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT)


def _is_filled(ledger: Path) -> bool:
    return ledger.exists() and ledger.stat().st_size > 0


@contextmanager
def site(parts: dict[str, str], articles: int) -> Iterator[Site]:
    """A site with so many articles in view."""
    with throwaway.running({"RATE_LIMITS": "false", **parts}, demo=False) as running:
        given = {name.lower(): value for name, value in parts.items()}
        secrets = {name.lower(): value for name, value in keys.ensure(running.folder, {}).items()}
        settings = Settings(
            data_dir=running.folder,
            base_url=running.base_url,
            log_level="ERROR",
            rate_limits=False,
            **{**secrets, **given},  # type: ignore[arg-type]
        )
        app = create_app(settings)
        app.extensions["bell"] = sparing.Void()
        made = Site(running, settings, app)
        try:
            with app.app_context():
                made.printed = _published(articles)
            yield made
        finally:
            close_database(app)


def _published(count: int) -> list[Printed]:
    from app.db import session

    found: list[Printed] = []
    for number in range(count):
        before = session.get(Article, found[-1].article_id) if found else None
        found.append(published(number, before=before))
    return found
