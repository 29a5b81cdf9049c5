"""A storm of removals on a whole site, on both databases: readers ask every address of everything without a pause, in
every way there is, while the desk takes down and puts back; web and worker are killed in the middle, and every job is
done once more. ``TAKEDOWNS=5`` in the environment makes it short.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from tests import servers
from tests.bench.measure import Row
from tests.faults.storm import raging
from tests.faults.storm.raging import Ended
from tests.faults.storm.site import site

TAKEDOWNS = int(os.environ.get("TAKEDOWNS", "100"))
DATABASES = ("SQLite", "PostgreSQL")


def rows() -> Iterator[Row]:
    with servers.postgres_server() as server:
        for database in DATABASES:
            parts = {} if database == "SQLite" else {"DATABASE_URL": server.create("storm")}
            with site(parts, TAKEDOWNS) as made:
                ended = raging.storm(made)
            yield from _rows(database, ended)


def _rows(database: str, ended: Ended) -> Iterator[Row]:
    found = ended.found
    for served in found.served[:20]:
        print(served, flush=True)
    for wrong in ended.wrong:
        print(wrong, flush=True)
    print(f"{database}: {found.answers:,} answers, {found.unanswered} of them none, {found.ways}", flush=True)
    half, most = ended.waits[len(ended.waits) // 2], ended.waits[-1]
    print(
        f"{database}: decided in {half:.0f} ms, the slowest {most:.0f} ms; {ended.lost} answers to the desk lost"
    )
    by = f"{found.after:,} answers begun after one of {ended.acknowledged} removals, {found.soon:,} within 50 ms"
    yield Row(
        f"served after removal, {database}",
        len(found.served),
        "answers",
        by,
        len(found.served),
        0,
        not found.served and found.soon > 0,
        ended.acknowledged,
    )
    for name, right in ended.counts.items():
        ratio = right.right / right.of if right.of else 0.0
        yield Row(
            f"{name}, {database}", right.right, "of them", f"{right.of}", ratio, 1, ratio == 1, right.of
        )
