"""The bars of look-alikes: a picture among 1,200,000 fingerprints, a text of 1,000 words among 100,000 articles."""

from __future__ import annotations

import random
import statistics
import time
from array import array
from collections.abc import Iterator
from functools import partial
from typing import Any

import faiss
import numpy as np
from sqlalchemy import text

from app.db import db, session, transaction
from app.lookalikes import looking, shingles, texts
from app.lookalikes.index import Hashes
from app.lookalikes.models import LookAlike
from app.media.findings import ALIKE, SIMILAR
from app.submissions import queries as submissions
from app.submissions.models import Revision, Submission
from deploy import throwaway
from tests import servers, sparing
from tests.bench.measure import Row, against, bound
from tests.conftest import _migrate, settings_in
from tests.live import close_database
from tests.publishing import making

FINGERPRINTS = 1_200_000
QUESTIONS = 40
"""Asked in one round, so that a clock can tell."""
GOAL = 1.5
"""For the search that calls two pictures alike, which is the bar, and for the wider one, which only advises."""
ARTICLES = 100_000
KEPT = 125
"""Shingles that an article of 1,000 words keeps."""
COMMON, EACH_IN = 20, 2000
"""So many of its runs of words are used by everybody: each stands in so many of the articles."""
ROUNDS = 15


def rows() -> Iterator[Row]:
    yield from _fingerprints()
    with servers.short_folder("imp-bench-", throwaway.DISK) as folder:
        yield _texts("SQLite", folder, f"sqlite:///{folder / 'bench.sqlite'}")
    with servers.short_folder("imp-bench-", throwaway.DISK) as folder, servers.postgres_server() as server:
        yield _texts("PostgreSQL", folder, server.create("bench"))


def _fingerprints() -> Iterator[Row]:
    kept = np.random.default_rng(1).integers(0, 256, (FINGERPRINTS, 32), dtype=np.uint8)
    ours, theirs = Hashes(), faiss.IndexBinaryFlat(256)
    theirs.add(kept)
    ours.add(
        (number, kept[at : at + 120].tobytes()) for number, at in enumerate(range(0, FINGERPRINTS, 120), 1)
    )
    asked = kept[:: FINGERPRINTS // QUESTIONS][:QUESTIONS].copy()
    asked[:, 0] ^= 255
    for within in (ALIKE, SIMILAR):
        for one in asked[:3]:
            found = ours.within(one.tobytes(), within)
            ends, _, places = theirs.range_search(one[None], within + 1)
            assert sorted(place for place, _ in found) == sorted(places[: ends[1]].tolist())
        yield against(
            f"{QUESTIONS} pictures among {FINGERPRINTS:,} fingerprints, within {within} bits",
            partial(_ours, ours, asked, within),
            partial(_theirs, theirs, asked, within),
            named="faiss IndexBinaryFlat over the same, one thread",
            goal=GOAL,
            rounds=7,
        )


def _ours(index: Hashes, asked: Any, within: int) -> None:
    for one in asked:
        index.near([one.tobytes()], within=within)


def _theirs(index: Any, asked: Any, within: int) -> None:
    for one in asked:
        index.range_search(one[None], within + 1)


def _texts(database: str, folder: Any, address: str) -> Row:
    """Shingles, question, candidates read whole, passages: as the worker does it."""
    from app import create_app

    _migrate(address, folder)
    app = create_app(settings_in(folder, database_url=address))
    app.extensions["bell"] = sparing.Void()
    try:
        with app.app_context():
            waits = _measured()
    finally:
        close_database(app)
    name = f"a text of 1,000 words among {ARTICLES:,} articles, {database}"
    return bound(name, statistics.median(waits), "ms", 100.0, rounds=ROUNDS)


def _measured() -> list[float]:
    words = random.Random(3)
    said = "\n\n".join(" ".join(f"w{words.randrange(4000)}" for _ in range(100)) for _ in range(10))
    old = making.published("A text about knees", body=said)
    half = "\n\n".join(said.split("\n\n")[:5])
    new = (
        half
        + "\n\n"
        + "\n\n".join(" ".join(f"v{words.randrange(4000)}" for _ in range(100)) for _ in range(5))
    )
    submission_id = making.signed("Another about hips", email="bo@example.org", body=new)
    while looking.know_next():
        pass
    newest = submissions.newest(session.get_one(Submission, submission_id))
    common = sorted(one for one in shingles.all_of(texts.of(newest)) if one % 8 == 0)[:COMMON]
    _fill(old.article_id, common)
    waits = []
    for _ in range(ROUNDS):
        session.expire_all()
        submission = session.get_one(Submission, submission_id)
        revision = submissions.newest(submission)
        assert revision is not None
        before = time.perf_counter()
        found = list(_compared(revision))
        waits.append(1000 * (time.perf_counter() - before))
        [one] = found
        assert one.article_id == old.article_id
        assert 45 <= (one.share or 0) <= 55
        assert one.passages
    return waits


def _compared(revision: Revision) -> Iterator[LookAlike]:
    return looking._texts(revision)


def _fill(article_id: int, common: list[int]) -> None:
    """Known texts of other articles: what they keep is as random as a hash is."""
    with transaction():
        revision_id = session.scalar(
            text("SELECT revision_id FROM articles WHERE id = :id"), {"id": article_id}
        )
        first = (session.scalar(text("SELECT max(id) FROM known_texts")) or 0) + 1
        session.execute(
            text(
                "INSERT INTO register_entries (id, hold_id, case_name, kind, scope, guest_id, title, revision_id, "
                "use_name, sha256, reason, asked_by, made_by_id, made_at, expires_on, state) "
                "SELECT :id, :id, '', 'text', 'this_author', 1, '', :revision, '', '', '', '', 1, "
                "CURRENT_TIMESTAMP, '2030-01-01', 'active'"
            ),
            [{"id": 10**6 + at, "revision": revision_id} for at in range(ARTICLES)],
        )
        session.execute(
            text(
                "INSERT INTO known_texts (id, entry_id, revision_id, count, kept_one_in, made_at) "
                "VALUES (:id, :entry, :revision, 996, 8, CURRENT_TIMESTAMP)"
            ),
            [{"id": first + at, "entry": 10**6 + at, "revision": revision_id} for at in range(ARTICLES)],
        )
    fill = _in_postgresql if db.engine.dialect.name == "postgresql" else _in_sqlite
    fill(first, common)


def _in_sqlite(first: int, common: list[int]) -> None:
    chance = np.random.default_rng(2)
    hashes = np.sort(chance.integers(-(2**60), 2**60, ARTICLES * KEPT) * 8)
    owners = chance.integers(first, first + ARTICLES, ARTICLES * KEPT)
    shared = ((one, first + at) for one in common for at in range(EACH_IN))
    with db.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("BEGIN")
        pairs = zip(array("q", hashes.tobytes()), array("q", owners.tobytes()), strict=True)
        adding = "INSERT OR IGNORE INTO shingles (hash, text_id) VALUES (?, ?)"
        raw.executemany(adding, pairs)
        raw.executemany(adding, shared)
        raw.execute("COMMIT")


def _in_postgresql(first: int, common: list[int]) -> None:
    with db.engine.begin() as connection:
        for statement in (
            "SET LOCAL statement_timeout = 0",
            "ALTER TABLE shingles DROP CONSTRAINT pk_shingles",
            "ALTER TABLE shingles DROP CONSTRAINT fk_shingles_text_id_known_texts",
            (
                f"INSERT INTO shingles SELECT ((random() - 0.5) * 2^60)::bigint * 8, {first} + n % {ARTICLES} "
                f"FROM generate_series(1, {ARTICLES * KEPT}) AS n"
            ),
            (
                f"INSERT INTO shingles SELECT one, {first} + n FROM unnest(ARRAY{common}::bigint[]) AS one, "
                f"generate_series(0, {EACH_IN - 1}) AS n"
            ),
            "ALTER TABLE shingles ADD CONSTRAINT pk_shingles PRIMARY KEY (hash, text_id)",
        ):
            connection.execute(text(statement))
    with db.engine.begin() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("ANALYZE shingles"))
