"""The API under some thousand made-up requests, allowed and forbidden, on both databases: no fault of ours, no answer
that its document does not say. ``EXAMPLES=50`` in the environment makes it short, ``SEED`` makes up others."""

from __future__ import annotations

import os
from collections.abc import Iterator

from tests import servers
from tests.api.trying import Site, Tally, try_everything
from tests.bench.measure import Row
from tests.faults.barrier import DATABASES, _site

EXAMPLES = int(os.environ.get("EXAMPLES", "400"))
SEED = int(os.environ.get("SEED", "20261123"))


def rows() -> Iterator[Row]:
    with servers.short_folder() as folder, servers.postgres_server() as server:
        for database, name in DATABASES.items():
            with _site(folder / f"{name}-api", server, name, base_url="http://localhost") as app:
                with app.app_context():
                    made = Site.made()
                yield _row(database, try_everything(app, made, examples=EXAMPLES, seed=SEED, in_turn=True))


def _row(database: str, tally: Tally) -> Row:
    for fault in tally.faults:
        print(fault, flush=True)
    print(f"{database}: {dict(sorted(tally.statuses.items()))}", flush=True)
    right = tally.requests - len(tally.faults)
    by = f"{tally.requests} made-up requests to {tally.operations} operations"
    ratio = right / tally.requests
    return Row(
        f"answers as documented, {database}", right, "answers", by, ratio, 1, ratio == 1, tally.requests
    )
