"""Sealing: soon, once, in order of sealing, whoever dies or runs beside it; and the daily checkpoint."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DatabaseError

from app.audit import checks, heads, queries, reading, roots, sealing
from app.audit.heads import Head
from app.audit.kinds import SYSTEM, Kind, Ref
from app.audit.log import record
from app.audit.models import Checkpoint, Event, Pulse, Seal, Timestamp, Topic
from app.clock import moved, now
from app.db import db, session, table, transaction
from tests import children
from workers import sealing as worker

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


class About:
    def __init__(self, id_: int) -> None:
        self.ref = Ref("submission", id_)


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def happen(count: int = 1, *, first: int | None = None) -> None:
    """Events, many at once; ``first`` is the id that was given out to the first of them."""
    base = first if first is not None else (session.scalar(select(func.max(Event.id))) or 500_000) + 1
    row = {"kind": "note.added", "subject_kind": "submission", "subject_id": 7, "actor_kind": "system"}
    with transaction():
        ids = range(base, base + count)
        session.execute(insert(table(Event)), [{"id": i, **row, "facts": {"n": i}, "at": now()} for i in ids])
        about = {"subject_kind": "submission", "subject_id": 7}
        session.execute(insert(table(Topic)), [{"event_id": i, **about} for i in ids])


def sealed() -> list[int]:
    """The events in the order of the chain."""
    session.rollback()
    return list(session.scalars(select(Seal.event_id).order_by(Seal.seq)))


def whole() -> bool:
    session.rollback()
    return not [fault for batch in checks.chain(0) for fault in batch.faults]


def head_sizes() -> list[int]:
    return [one.size for one in heads.read(roots.folder()) if isinstance(one, Head)]


def test_recording_an_event_makes_no_link_of_the_chain() -> None:
    with transaction():
        record(Kind.NOTE_ADDED, about=About(7), by=SYSTEM)
    assert sealed() == []
    assert [batch.notes[0][:24] for batch in checks.waiting(0)] == ["1 event is not sealed ye"]


def test_a_run_seals_everything_in_batches_and_writes_the_head_once() -> None:
    happen(2 * sealing.BATCH + 7)
    worker.seal()
    assert len(sealed()) == 2 * sealing.BATCH + 7
    assert whole()
    assert head_sizes() == [2 * sealing.BATCH + 7]
    worker.seal()
    assert head_sizes() == [2 * sealing.BATCH + 7]
    happen()
    worker.seal()
    assert head_sizes() == [2 * sealing.BATCH + 7, 2 * sealing.BATCH + 8]


def test_an_event_whose_id_was_given_out_early_and_committed_late_is_sealed_later() -> None:
    happen(2, first=501_005)
    worker.seal()
    happen(3, first=501_001)
    worker.seal()
    assert sealed() == [501_005, 501_006, 501_001, 501_002, 501_003]
    assert whole()


def test_one_that_comes_later_than_a_run_looks_back_is_sealed_before_the_checkpoint() -> None:
    happen(1, first=501_000 + reading.LOOK_BACK + 10)
    worker.seal()
    happen(1, first=501_001)
    worker.seal()
    assert len(sealed()) == 1
    worker.checkpoint()
    assert sealed()[1] == 501_001
    assert whole()


def test_a_head_that_could_not_be_written_is_made_good_by_the_next_run(settings: Settings) -> None:
    happen(3)
    settings.seals_dir.write_text("a file stands where the folder should")
    with pytest.raises(OSError, match="seals"):
        worker.seal()
    assert len(sealed()) == 3
    assert session.get(Pulse, sealing.NAME) is None, "the desk must hear of it"
    settings.seals_dir.unlink()
    worker.seal()
    assert head_sizes() == [3]
    assert session.get(Pulse, sealing.NAME) is not None


def test_two_sealers_at_once_make_one_chain(app: Flask) -> None:
    happen(900)
    faults: list[Exception] = []

    def run() -> None:
        try:
            with app.app_context():
                for _ in range(6):
                    worker.seal()
        except Exception as fault:  # noqa: BLE001 - told below
            faults.append(fault)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(20):
        happen(1, first=510_000 + number)
    for thread in threads:
        thread.join()
    assert faults == []
    worker.seal()
    assert len(sealed()) == len(set(sealed())) == 920
    assert whole()
    assert head_sizes() == sorted(set(head_sizes()))
    assert head_sizes()[-1] == 920


def _seal_for_ever(settings: Settings) -> None:
    from app import create_app

    made = create_app(settings)
    with made.app_context():
        while True:
            worker.seal()


def test_a_sealer_that_is_killed_in_the_middle_leaves_a_chain_that_goes_on(settings: Settings) -> None:
    happen(6000)
    session.remove()  # type: ignore[attr-defined]
    fresh = children.served()
    for wait in (0.0, 0.05, 0.12):
        child = fresh.Process(target=_seal_for_ever, args=(settings,))
        child.start()
        before = len(sealed())
        until = time.monotonic() + 30
        while len(sealed()) == before and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(wait)
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        assert whole()
    assert len(sealed()) > 0
    worker.seal()
    worker.seal()
    assert len(sealed()) == 6000
    assert whole()
    assert head_sizes()[-1] == 6000
    assert not [fault for batch in roots.HEAD.check(0) for fault in batch.faults]


def test_a_day_has_one_checkpoint_which_is_an_event() -> None:
    worker.checkpoint()
    assert session.scalar(select(func.count()).select_from(Checkpoint)) == 0, "nothing is sealed yet"
    happen(3)
    worker.checkpoint()
    assert sealing.newest() is not None
    size, root = sealing.newest() or (0, "")
    worker.checkpoint()
    made = session.scalars(select(Checkpoint)).one()
    assert (made.size, made.root, made.made_on) == (size, root, now().date())
    assert size == 3
    event = session.scalars(select(Event).where(Event.kind == Kind.CHECKPOINT_MADE.value)).one()
    assert event.facts == {"size": 3, "root": made.root}
    assert event.subject == made.ref
    assert session.scalar(select(func.count()).select_from(Timestamp)) == 0, "no authority is set"
    with moved(timedelta(days=1)):
        worker.checkpoint()
    assert session.scalars(select(Checkpoint.size).order_by(Checkpoint.id)).all() == [3, 4]


@pytest.mark.parametrize("name", ["seals", "checkpoints"])
def test_neither_a_seal_nor_a_checkpoint_can_be_changed_or_taken_away(name: str) -> None:
    happen(3)
    worker.checkpoint()
    key, other = ("seq", "hash") if name == "seals" else ("id", "root")
    columns = ", ".join(f'"{column.name}"' for column in db.metadata.tables[name].columns)
    more = (
        f"TRUNCATE {name} CASCADE"
        if db.engine.dialect.name == "postgresql"
        else f"REPLACE INTO {name} ({columns}) SELECT {columns} FROM {name}"
    )
    for statement in (f"UPDATE {name} SET {other} = 'x'", f"DELETE FROM {name} WHERE {key} > 0", more):
        session.rollback()
        with pytest.raises(DatabaseError, match="can only be added to"), db.engine.begin() as connection:
            connection.execute(text(statement))


def test_the_desk_hears_when_sealing_stands_still() -> None:
    assert not sealing.stands_still(queries.pulses()), "nothing has happened yet"
    happen(1)
    assert not sealing.stands_still(queries.pulses())
    with moved(sealing.STILL_AFTER + timedelta(minutes=1)):
        assert sealing.stands_still(queries.pulses()), "never sealed since the first event"
    worker.seal()
    with moved(sealing.STILL_AFTER - timedelta(minutes=1)):
        assert not sealing.stands_still(queries.pulses())
    with moved(sealing.STILL_AFTER + timedelta(minutes=1)):
        assert sealing.stands_still(queries.pulses())
        worker.seal()
        assert not sealing.stands_still(queries.pulses())
