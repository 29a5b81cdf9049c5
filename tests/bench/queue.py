"""The bars of the queue on PostgreSQL: its first page among 1,000,000 items of which 100,000 are open, beside the same
page among 10,000; a page deep in it; what the counts of all views take beside reading the counters they come from; and
the page of numbers beside a plain count.

A gunicorn of one process answers one person. What a page takes is scaled by what a bare Flask “hello” takes on the same
server, as bars.md says of every time that is no ratio.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

from flask import Flask
from sqlalchemy import select, text

from app.accounts.models import Member
from app.db import db, fetch, session, transaction
from app.web import paging
from app.worklist import actions as worklist
from app.worklist import queries as queue
from app.worklist import questions, views
from app.worklist.models import Item
from app.worklist.views import one_of
from config import ROOT
from deploy import processes, throwaway
from tests import servers, sparing
from tests.bench.measure import Row, against, bound
from tests.conftest import SECRETS, _migrate, settings_in
from tests.live import close_database
from tests.pages.signing_in import sign_in
from tests.pages.test_number_of_questions import counted
from tests.review import making

MANY, FEW = 1_000_000, 10_000
ONE_IN = 10
"""One item in so many is open."""
DEEP = 5000
"""The page that is deep. Only the finished ones have so many."""
HELLO = 0.23
"""Milliseconds of processor time of a bare Flask answer where the goals were set (bars.md)."""
PAGES = 25
"""Asked in one round, so that a clock can tell."""
ROUNDS = 11
HEARD = 600
"""Pages whose times are looked at for the median and the slowest hundredth."""
NUMBERS = 10.0
"""How many plain counts the page of numbers may take: it sorts what they count, by kind and over all, twice."""
PLAIN = "SELECT kind, count(*), min(our_turn_since) FROM items WHERE open GROUP BY kind"
KEPT = tuple(
    (f"{who} {what}", {**one_of(hands=who), **one_of(kind=what)})
    for who in ("free", "yours", "theirs")
    for what in ("submission", "case")
)
"""Views that people keep beside those every desk has."""


def rows() -> Iterator[Row]:
    with servers.short_folder("imp-bench-", throwaway.DISK) as folder, servers.postgres_server() as server:
        few, many = (
            _filled(server.create(f"queue_{size}"), folder / str(size), size) for size in (FEW, MANY)
        )
        yield bound("statements a page of the queue takes", many.statements, "statements", 8.0)
        assert few.statements == many.statements
        with _served(few) as beside, _served(many) as site:
            yield from _pages(beside, site, many.deep)
            yield _numbers(site, many)
        yield _counts(many)


@dataclass(frozen=True)
class Filled:
    """A database with many items, a member's cookie there, and the cursor of page ``DEEP`` of the finished ones."""

    url: str
    folder: Path
    cookie: str
    deep: str
    statements: int


@dataclass(frozen=True)
class Site:
    """One gunicorn of one process over one of them."""

    port: int
    worker: int
    cookie: str

    def ask(self, address: str, times: int = 1, waits: list[float] | None = None) -> None:
        connection = HTTPConnection("127.0.0.1", self.port)
        headers = {"Host": "127.0.0.1:8000", "Cookie": self.cookie}
        for _ in range(times):
            before = time.perf_counter()
            connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            if waits is not None:
                waits.append(1000 * (time.perf_counter() - before))
            assert answer.status == 200, (address, answer.status, body[:300])
        connection.close()

    def spent(self, work: Callable[[], object]) -> float:
        """Milliseconds of processor time its process takes for a piece of work."""
        before = self._used()
        work()
        return 1000 * (self._used() - before)

    def _used(self) -> float:
        at = Path(f"/proc/{self.worker}/task")
        return sum(int((task / "schedstat").read_text().split()[0]) for task in at.iterdir()) / 1e9


FILL = """
INSERT INTO items (kind, subject_kind, subject_id, url, title, detail, search, thumbnail, mark, state, owes, severity,
                   begun_at, due_at, our_turn_since, late, open, holder_id, version, tick)
SELECT kind, kind, n, '/desk/' || kind || 's/' || n, 'Walking after a new knee, part ' || n, 'by Amina Rahman',
       'walking after a new knee, part ' || n || ' amina rahman guest' || n || '@example.org ' || md5(n::text), '',
       'assertion', state, owes, n % 4, now() - interval '9 days', now() + (n % 100000 - 5000) * interval '1 minute',
       CASE WHEN owes = 'us' THEN now() - interval '3 days' END, owes = 'us' AND n % 100000 < 5000, owes <> 'nobody',
       NULL, 1, n
FROM (
    SELECT n, CASE WHEN n / :one_in % 3 = 0 THEN 'case' ELSE 'submission' END AS kind,
           CASE WHEN n % :one_in <> 0 THEN 'nobody' WHEN n / :one_in % 5 = 0 THEN 'author' ELSE 'us' END AS owes,
           CASE WHEN n % :one_in <> 0 THEN 'published' WHEN n / :one_in % 3 = 0 THEN 'triage' ELSE 'in_review' END
             AS state
    FROM generate_series(1, :size) AS n
) AS lines
"""
COUNT = """
INSERT INTO counters (kind, state, owes, severity, holder_id, late, items)
SELECT kind, state, owes, severity, coalesce(holder_id, 0), late, count(*)
FROM items WHERE open GROUP BY 1, 2, 3, 4, 5, 6
"""
INDEX = "CREATE INDEX ix_items_search ON items USING gin (search gin_trgm_ops)"


def _filled(url: str, folder: Path, size: int) -> Filled:
    folder.mkdir()
    _migrate(url, folder)
    with _app(url, folder) as app:
        with app.app_context():
            member_id = making.member()
            _fill(size)
            with transaction():
                for at, (title, where) in enumerate(KEPT):
                    view = views.STANDING["open"].narrowed(where)
                    by = session.get_one(Member, member_id)
                    worklist.keep(view, title=title, by=by, shared=at % 2 == 0)
            deep = _cursor(min(DEEP * queue.SIZE, size // 2))
        client = sign_in(app, member_id)
        client.get("/desk")
        with counted(app) as sent:
            assert client.get("/desk").status_code == 200
        cookie = "; ".join(f"{one.key}={one.value}" for one in (client._cookies or {}).values())
        return Filled(url, folder, cookie, deep, len(sent))


@contextmanager
def _app(url: str, folder: Path) -> Iterator[Flask]:
    from app import create_app

    app = create_app(settings_in(folder, database_url=url))
    app.extensions["bell"] = sparing.Void()
    try:
        yield app
    finally:
        close_database(app)


def _fill(size: int) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("DROP INDEX ix_items_search"))  # made anew below: ten times as fast
        connection.execute(text(FILL), {"size": size, "one_in": ONE_IN})
        connection.execute(text(INDEX))
        connection.execute(text(COUNT))
    with db.engine.connect() as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        alone.execute(text("SET statement_timeout = 0"))
        alone.execute(text("VACUUM ANALYZE"))


def _cursor(at: int) -> str:
    """Of the page behind so many finished ones."""
    row = session.execute(
        select(Item.due_at, Item.severity, Item.id)
        .where(Item.open.is_(False))
        .order_by(Item.due_at, Item.severity, Item.id)
        .offset(at - 1)
        .limit(1)
    ).one()
    return paging.encode([row.due_at.isoformat(), row.severity, row.id])


@contextmanager
def _served(filled: Filled) -> Iterator[Site]:
    port = servers.free_port()
    env = {**os.environ, **{name.upper(): value for name, value in SECRETS.items()}}
    env |= {
        "DATABASE_URL": filled.url,
        "DATA_DIR": str(filled.folder),
        "MAIL": "capture",
        "RATE_LIMITS": "false",
    }
    env |= {"BIND": f"127.0.0.1:{port}", "WEB_PROCESSES": "1", "BASE_URL": "http://127.0.0.1:8000"}
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "deploy/gunicorn.py",
        "--chdir",
        ROOT,
    ]
    child = processes.start([*command, "tests.bench.served:both()"], env=env)
    try:
        _wait_for(port)
        [worker] = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()
        yield Site(port, int(worker), filled.cookie)
    finally:
        processes.end([child], within=10)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            connection = HTTPConnection("127.0.0.1", port)
            connection.request("GET", "/hello/", headers={"Host": "127.0.0.1:8000"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.1)


def _pages(few: Site, many: Site, deep: str) -> Iterator[Row]:
    finished = "/desk?view=closed"
    sides = {
        "few": (few, "/desk"),
        "many": (many, "/desk"),
        "finished": (many, finished),
        "deep": (many, f"{finished}&after={deep}"),
        "hello": (many, "/hello/"),
    }
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for at in range(ROUNDS + 1):
        for name, (site, address) in sides.items():
            spent = site.spent(partial(site.ask, address, PAGES)) / PAGES
            if at:  # the first finds nothing warm
                taken[name].append(spent)
    ours = {name: statistics.median(values) for name, values in taken.items()}
    yield _beside(f"the queue among {MANY:,} items", ours["many"], f"the same among {FEW:,}", ours["few"])
    yield _beside(f"page {DEEP:,} of the finished ones", ours["deep"], "their first page", ours["finished"])
    waits: list[float] = []
    many.ask("/desk", HEARD, waits)
    waits.sort()
    scale = ours["hello"] / HELLO
    said = f"x {scale:.2f}, as “hello” takes {ours['hello']:.2f} ms of {HELLO} here"
    for name, value, goal in (
        ("half", waits[HEARD // 2], 4.0),
        ("99 in 100", waits[HEARD * 99 // 100], 10.0),
    ):
        ratio = value / scale / goal
        label = f"{name} of all first pages are answered within"
        yield Row(label, value, "ms", f"{goal:g} ms {said}", ratio, 1.0, ratio <= 1, HEARD)


def _beside(name: str, value: float, yardstick: str, other: float) -> Row:
    ratio = value / other
    return Row(name, value, "ms CPU", yardstick, ratio, 1.2, ratio <= 1.2, ROUNDS)


def _numbers(site: Site, filled: Filled) -> Row:
    """The page of numbers reads every open item for how long it waits: beside the database doing no more than that once
    for each kind. What both take is waited for, since the most of it is the database's."""
    with _app(filled.url, filled.folder) as app, app.app_context():
        taken: list[tuple[float, float]] = []
        for _ in range(ROUNDS + 1):
            waits: list[float] = []
            site.ask("/desk/numbers", 1, waits)
            before = time.perf_counter()
            session.execute(text(PLAIN)).all()
            taken.append((waits[0], 1000 * (time.perf_counter() - before)))
            session.rollback()
    ours, plain = (statistics.median(side) for side in zip(*taken[1:], strict=True))
    name = f"the numbers among {MANY:,} items"
    ratio = ours / plain
    return Row(name, ours, "ms", "counting the open ones by kind", ratio, NUMBERS, ratio <= NUMBERS, ROUNDS)


def _counts(filled: Filled) -> Row:
    """Reading every counter, and the counts of all views from what was read."""
    with _app(filled.url, filled.folder) as app, app.app_context():
        member_id = session.scalars(select(Member.id)).one()
        every = [view for view in queue.views(member_id=member_id) if view.is_counted]

        def read() -> None:
            for _ in range(PAGES):
                fetch(questions.COUNTERS)

        def count() -> None:
            for _ in range(PAGES):
                queue.counts(every, member_id=member_id)

        return against(
            f"counts of {len(every)} views among {MANY:,} items",
            count,
            read,
            named="reading the counters",
            goal=2.0,
            rounds=ROUNDS,
        )
