"""The bar of going dark: an article with twenty images is removed by a decision, at the desk of a whole site, while
readers ask all its addresses without a pause. What counts is the time from the press of the button to the answer; no
answer that a reader asked for after that may give anything out. It is put back, and removed again.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from app.db import session
from tests import servers
from tests.bench import queue
from tests.bench.measure import Row
from tests.conftest import _migrate
from tests.faults.storm import checking
from tests.faults.storm.checking import Desk, Found
from tests.faults.storm.desk import Member
from tests.faults.storm.site import Site, site
from tests.faults.storm.stage import published, reported

IMAGES = 20
DECISIONS = 120
GOAL = 250.0
"""Milliseconds, for 99 decisions in a hundred."""
DATABASES = ("SQLite", "PostgreSQL")


def rows() -> Iterator[Row]:
    with servers.short_folder("imp-bench-") as folder, servers.postgres_server() as server:
        scale, hello = _scale(folder)
        for database in DATABASES:
            parts = {} if database == "SQLite" else {"DATABASE_URL": server.create("dark")}
            with site(parts, 1) as made:
                waits, found = _decided(made)
            yield from _rows(database, sorted(waits), found, scale=scale, hello=hello)


def _decided(made: Site) -> tuple[list[float], Found]:
    """The wait of each decision, and what the ledger of the readers says."""
    key, desk = made.settings.link_key.get_secret_value(), Desk()
    member = Member(made.running.base_url, made.running.sign_ins["reviewer"])
    with made.app.app_context():
        large = published(1, images=IMAGES)
        session.rollback()
    made.printed = [*made.printed, large]
    waits = []
    with made.readers() as look:
        look([large.number])
        for _ in range(DECISIONS):
            with made.app.app_context():
                case_id = reported(large, None, key=key)
            acted = member.decide(case_id, "remove_article")
            desk.took_down(large.canaries, at=acted.acknowledged)
            assert made.ask(large.pages[0])[0] == 451
            waits.append(acted.milliseconds)
            desk.puts_back(large.canaries, at=time.monotonic_ns())
            member.decide(case_id, "reinstate")
    return waits, checking.check(checking.read(made.ledgers), desk)


def _scale(folder: Path) -> tuple[float, float]:
    """By how much a bare Flask answer takes longer here than where the goal was set, and how long (milliseconds)."""
    url, place = f"sqlite:///{folder / 'hello.sqlite'}", folder / "hello"
    place.mkdir()
    _migrate(url, place)
    with queue._served(queue.Filled(url, place, "", "", 0)) as bare:
        ask = partial(bare.ask, "/hello/", queue.PAGES)
        taken = [bare.spent(ask) / queue.PAGES for _ in range(queue.ROUNDS + 1)][1:]
    hello = statistics.median(taken)
    return hello / queue.HELLO, hello


def _rows(database: str, waits: list[float], found: Found, *, scale: float, hello: float) -> Iterator[Row]:
    said = f"{GOAL:g} ms x {scale:.2f}, as “hello” takes {hello:.2f} ms of {queue.HELLO} here"
    for name, at in (("99 in 100", len(waits) * 99 // 100), ("half", len(waits) // 2)):
        ratio = waits[at] / scale / GOAL
        label = f"{name} removals of {IMAGES} images are dark within, {database}"
        yield Row(label, waits[at], "ms", said, ratio, 1.0, ratio <= 1, len(waits))
    by = f"{found.after:,} answers begun after a removal, {found.soon:,} within 50 ms"
    served = len(found.served)
    yield Row(
        f"served after these removals, {database}", served, "answers", by, served, 0, not served, len(waits)
    )
