"""Reports are not a weapon: a thousand from one source, in each way in which a source can be one, and fifty from fifty,
on both databases. What is taken is bounded, the queue grows by no more than there are things to look at, nothing goes
from view by itself, and somebody else can report all the while. ``REPORTS=100`` in the environment makes it short.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

from tests import servers
from tests.bench.measure import Row, bound
from tests.faults import flood
from tests.faults.barrier import DATABASES, _site

REPORTS = int(os.environ.get("REPORTS", "1000"))
MANY = 50


def rows() -> Iterator[Row]:
    with ExitStack() as stack:
        folder = stack.enter_context(servers.short_folder())
        server = stack.enter_context(servers.postgres_server())
        for database, name in DATABASES.items():
            redis = stack.enter_context(servers.redis_server())  # what was counted for one is not the other's
            for source, of in flood.SOURCES.items():
                given = {"redis_url": redis, "base_url": flood.HOST}
                with _site(folder / f"{name}-{of.short}", server, name, rate_limits=True, **given) as app:
                    count = MANY if of.everybody else REPORTS
                    yield from _rows(f"{count:,} {source}, {database}", flood.flooded(app, of, count), of)


def _rows(name: str, ended: flood.Ended, of: flood.Source) -> Iterator[Row]:
    yield bound(f"taken of {name}", ended.taken, "reports", of.most)
    yield bound(f"lines of the queue after {name}", ended.lines, "lines", 1)
    right = [ended.in_view, ended.others_can, ended.taken >= of.least, not ended.faults]
    for fault in ended.faults:
        print(fault, flush=True)
    by = "in view, open to others, heard, no fault of ours"
    yield Row(f"harmless: {name}", sum(right), "of them", by, sum(right) / 4, 1, all(right), ended.sent)
